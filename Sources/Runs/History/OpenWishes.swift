public import ALMS
public import Register
import RequestLog
import Vault

/// Of every grant what was asked for last, where nobody confirmed it: what offline doors and lost
/// answers left open, in all runs.
///
/// The log is read once, and only what is open is kept of it.
public struct OpenWishes: Sendable {
    /// What was last asked for about one grant.
    public struct Wish: Sendable {
        /// Whose grant it is.
        public let id: GrantID
        /// As it was sent.
        public let request: Request
        /// When it was first asked for, Unix seconds.
        public let since: Int64
        /// Where it was sent; nil when the log does not tell.
        public let target: String?
        /// The run that asked for it last.
        public let run: String
        /// Whether it, or what it took the place of, may have been done.
        public let isUnknown: Bool
        /// Whether the service refused it: it is not sent again, though something before it is unknown.
        public let isRefused: Bool
        /// The first intent, when nobody knows of it.
        let continuing: Int?
        /// Its attempts.
        let attempts: [Int]
    }

    /// An attempt of which nobody knows, and that another wish took the place of.
    struct Overtaken: Sendable {
        let id: GrantID
        let seq: Int
        let later: Int
    }

    /// What is open, in the order of the log.
    public let wishes: [Wish]
    let overtaken: [Overtaken]
    /// How many requests no vault key opens any more.
    public let unreadable: Int

    /// Reads them all.
    ///
    /// - Throws: `LogError` when the log cannot be read.
    public init(in resources: RunResources) throws {
        try self.init(log: resources.paths.log, resources.vault.sealing)
    }

    init(log: String, _ keys: SealingKeys) throws {
        let book = WishBook(keys)
        var reader = CallReader()
        try LogReader(log).read(isWhole: true) { line in
            reader.take(line, wants: WishBook.wants) { book.take($0) }
            return true
        }
        reader.finish { book.take($0) }
        wishes = book.open.map { Self.wish($0, $1) }.sorted { $0.attempts[0] < $1.attempts[0] }
        overtaken = book.overtaken.values.sorted { $0.seq < $1.seq }
        unreadable = book.unreadable
    }

    private static func wish(_ id: GrantID, _ entry: WishBook.Entry) -> Wish {
        let call = entry.call
        let mayBeDone = call.outcome() == .unknown
        return Wish(
            id: id,
            request: entry.request,
            since: Int64(entry.since) / 1_000_000,
            target: entry.target,
            run: entry.run,
            isUnknown: mayBeDone || entry.isAfterUnknown,
            isRefused: entry.isRefused,
            continuing: mayBeDone ? call.call : nil,
            attempts: call.attempts.map(\.seq)
        )
    }
}

/// Keeps of every grant the last wish, as long as it is open.
private final class WishBook {
    struct Entry {
        var call: LoggedCall
        let request: Request
        let run: String
        let target: String?
        let since: Int
        /// Whether a wish that this one took the place of may have been done.
        var isAfterUnknown: Bool

        var isRefused: Bool {
            call.outcome() == .refused && !call.isOffline
                && (call.operation == .auth || call.operation == .generatePassword)
        }
    }

    private static let operations: Set<String> = Set(
        [OperationName.auth, .deleteAuth, .generatePassword, .removePassword].map(\.rawValue)
    )

    private let keys: SealingKeys
    private var targets: [String: String] = [:]
    private var doors: [DoorKey: Int] = [:]
    private var places: [Int: GrantID] = [:]
    private(set) var open: [GrantID: Entry] = [:]
    private(set) var overtaken: [Int: OpenWishes.Overtaken] = [:]
    private(set) var unreadable = 0

    init(_ keys: SealingKeys) { self.keys = keys }

    static func wants(_ line: LogLine, _ header: LogHeader) -> Bool {
        line.operation.map(operations.contains) == true
    }

    func take(_ event: CallReader.Event) {
        switch event {
        case .began(let line):
            if targets[line.run] == nil { targets[line.run] = line["target"]?.text }
        case .attempt(let line, let header, let outcome, let words):
            takeAttempt(line, header, .init(seq: line.index, class: outcome, words: words))
        case .noted(let seq, let word): takeNote(seq, word)
        case .changed(let line):
            guard !open.isEmpty, let change = line.change(keys) else { return }
            for id in change.grants { drop(id) }
        case .leftOut: break
        }
    }

    private func takeAttempt(
        _ line: LogLine,
        _ header: LogHeader,
        _ attempt: LoggedCall.Attempt
    ) {
        // Where nothing is open, what was done at once needs no opening of what is sealed.
        let door = line.doors.first.flatMap(LogFields.key)
        if attempt.class == .skipped { return }
        if attempt.class == .ok, door.map({ doors[$0] == nil }) != false { return }
        guard var call = LoggedCall(line, header, keys), let request = call.request,
            let id = request.grant
        else {
            if attempt.class != .ok { unreadable += 1 }
            return
        }
        if call.isExchange || call.isReturn { return }
        let before = open[id]
        if let before, before.call.call == call.call { call.attempts = before.call.attempts }
        call.attempts.append(attempt)
        drop(id)
        if call.outcome() == .ok { return }
        var entry = Entry(
            call: call,
            request: request,
            run: line.run,
            target: targets[line.run],
            since: before?.request == request ? before?.since ?? call.since : call.since,
            isAfterUnknown: before?.isAfterUnknown ?? false
        )
        if let before, before.call.call != call.call {
            let unresolved = before.call.unresolved([:])
            if !unresolved.isEmpty { entry.isAfterUnknown = true }
            for seq in unresolved where before.request != request {
                overtaken[seq] = .init(id: id, seq: seq, later: attempt.seq)
            }
        }
        // A refusal that nothing unknown stands behind closes the matter.
        if entry.isRefused, !entry.isAfterUnknown { return }
        keep(entry, id)
    }

    /// Somebody says what became of an attempt.
    private func takeNote(_ seq: Int, _ word: LogClass) {
        overtaken[seq] = nil
        guard word != .unknown, let id = places[seq] else { return }
        drop(id)
    }

    private func keep(_ entry: Entry, _ id: GrantID) {
        open[id] = entry
        doors[id.door, default: 0] += 1
        for attempt in entry.call.attempts { places[attempt.seq] = id }
    }

    private func drop(_ id: GrantID) {
        guard let entry = open.removeValue(forKey: id) else { return }
        for attempt in entry.call.attempts { places[attempt.seq] = nil }
        doors[id.door, default: 1] -= 1
        if doors[id.door] == 0 { doors[id.door] = nil }
    }
}
