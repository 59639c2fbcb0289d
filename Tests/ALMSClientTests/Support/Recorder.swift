import ALMS
import Synchronization

/// A journal that remembers everything in order.
final class Recorder: AttemptJournal {
    enum Entry: Sendable, Equatable {
        case will(Stamp, Int)
        case did(Attempt, Int)
    }

    struct Full: Error, CustomStringConvertible {
        let description = "the disk is full"
    }

    private let log = Mutex<[Entry]>([])
    private let mayWrite: @Sendable (Int) -> Bool

    init(mayWrite: @escaping @Sendable (Int) -> Bool = { _ in true }) { self.mayWrite = mayWrite }

    var entries: [Entry] { log.withLock { $0 } }

    var stamps: [Stamp] {
        entries.compactMap { entry in
            if case .will(let stamp, _) = entry { stamp } else { nil }
        }
    }

    var attempts: [Attempt] {
        entries.compactMap { entry in
            if case .did(let attempt, _) = entry { attempt } else { nil }
        }
    }

    /// `w1 d1 w2 d2`.
    var order: String {
        entries.map { entry in
            switch entry {
            case .will(_, let number): "w\(number)"
            case .did(_, let number): "d\(number)"
            }
        }.joined(separator: " ")
    }

    func willSend(_ stamp: Stamp, attempt number: Int) async throws {
        guard mayWrite(number) else { throw Full() }
        log.withLock { $0.append(.will(stamp, number)) }
    }

    func didReceive(_ attempt: Attempt, number: Int, duration: Int64) async {
        log.withLock { $0.append(.did(attempt, number)) }
    }
}
