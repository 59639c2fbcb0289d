import ALMS
import Synchronization

/// Where requests arrive: counts them, lets faults strike, has the rest served.
final class Counter: Sendable {
    /// What goes back over the connection.
    enum Outcome: Equatable {
        case reply(Reply)
        /// The connection is cut.
        case cut
    }

    private struct Books {
        var faults: FaultBook
        var counts = RequestCounts()
    }

    private let settings: SandboxSettings
    private let desk: Desk
    private let admittance: Admittance
    private let books: Mutex<Books>
    private let start = ContinuousClock.now

    init(_ settings: SandboxSettings, _ store: Store) {
        self.settings = settings
        desk = Desk(settings: settings, store: store)
        admittance = Admittance(settings)
        var faults = settings.faults
        if let rate = settings.perSecond {
            var fault = Fault(.said(.tooFrequent, isDone: false))
            fault.frequency.rate = rate
            faults.insert(fault, at: 0)
        }
        books = Mutex(Books(faults: FaultBook(faults, seed: settings.seed)))
    }

    /// The faults in force; setting them begins their counts anew.
    var faults: [Fault] {
        get { books.withLock { $0.faults.faults } }
        set { books.withLock { $0.faults = FaultBook(newValue, seed: settings.seed) } }
    }

    /// How many requests came in, as NDJSON.
    var requestCounts: String { books.withLock { $0.counts.listing } }

    /// What becomes of a request.
    ///
    /// - Throws: `CancellationError` when the sandbox stops while a fault waits.
    func outcome(_ incoming: Incoming) async throws -> Outcome {
        let verdict = books.withLock { books in
            books.counts.add(incoming)
            return books.faults.verdict(incoming.subject, at: ContinuousClock.now - start)
        }
        if verdict.latency > 0 { try await Task.sleep(for: .milliseconds(verdict.latency)) }
        switch verdict.kind {
        case .cutBefore: return .cut
        case .http(let status, let seconds, isDone: false):
            return .reply(.status(status, retryAfter: seconds))
        default: break
        }
        let (body, isServed) = served(incoming, verdict.kind)
        if verdict.slowness > 0 { try await Task.sleep(for: .milliseconds(verdict.slowness)) }
        return isServed ? afterwards(verdict.kind, body) : .reply(.json(body))
    }

    /// The answer's body, and whether the request came through to the service's rules.
    private func served(_ incoming: Incoming, _ kind: Fault.Kind?) -> ([UInt8], Bool) {
        do {
            try admittance.check(incoming.parameters)
            switch kind {
            case .said(let said, let isDone):
                if isDone { _ = try desk.serve(incoming) }
                throw Refused(said.words)
            case .echo: throw Refused("参数错误: \(incoming.parameters.text)")
            case .refuse(let text): throw Refused(text)
            case .errorMsg(let text): return (AnswerWriter.refusal(errorMsg: text), false)
            default:
                let answer = try desk.serve(incoming)
                return (AnswerWriter.bytes(answer, to: incoming.operation), true)
            }
        } catch let refused as Refused {
            // A cut or an odd answer strikes a refusal too, but not the faults that are refusals.
            let isFault: Bool
            switch kind {
            case .said, .refuse, .echo: isFault = true
            default: isFault = false
            }
            return (AnswerWriter.refusal(refused.desc), !isFault)
        } catch {
            return (AnswerWriter.refusal("系统错误: \(error)"), false)
        }
    }

    private func afterwards(_ kind: Fault.Kind?, _ body: [UInt8]) -> Outcome {
        switch kind {
        case .cutAfter: .cut
        case .http(let status, let seconds, _): .reply(.status(status, retryAfter: seconds))
        case .html: .reply(.html)
        case .garbage: .reply(.garbage)
        case .oversized(let bytes): .reply(.oversized(bytes))
        case .long(let bytes): .reply(.long(bytes))
        case .twice: .reply(.twice)
        case .redirect: .reply(.redirect)
        default: .reply(.json(body))
        }
    }
}
