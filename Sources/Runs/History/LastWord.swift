import ALMS
import Register
import RequestLog
import Vault

/// What requests are about: whoever speaks later of the same has the last word.
enum Subject: Hashable {
    case grant(GrantID)
    /// A door's own fields, as `synchronize_apartments` sends them.
    case door(DoorKey)
}

extension Request {
    /// What the request is about; nothing for an opening and for a read.
    var subjects: [Subject] {
        if let grant { return [.grant(grant)] }
        return apartments.map { .door($0.key) }
    }
}

/// The last that was said of a subject: a request, whatever became of it, or a person's word.
///
/// A removal that only makes room for a new password says nothing, nor does an old password that
/// comes back for want of the new one, nor a request that was kept back.
struct LastWord {
    /// The entry: the last attempt's intent, or the note.
    var seq: Int
    /// Whose it is: a run's id; empty for a person's.
    let run: String
    /// What it is called for people: `run 20261201-093015-3fa2`, `grants import`.
    let name: String
    /// The request with all its attempts; nil for a person's word.
    var call: LoggedCall?
}

/// One call as the log tells of it, all its attempts together.
struct LoggedCall {
    /// One attempt.
    struct Attempt {
        let seq: Int
        /// What became of it; nil when no answer was written down.
        let `class`: LogClass?
        /// The service's words.
        let words: String
    }

    /// The first intent's place in the log.
    let call: Int
    /// The run of its first attempt.
    let run: String
    /// The line of the plan, or the serial number of the `each` item.
    let item: Int?
    let operation: OperationName
    /// As it was sent; nil when the vault key that opens it is gone.
    let request: Request?
    /// Whether it removes a password that another one follows at once.
    let isExchange: Bool
    /// Whether it gives an old password back whose new one did not come.
    let isReturn: Bool
    /// When it was first asked for, microseconds since 1970.
    let since: Int
    var attempts: [Attempt] = []

    /// Reads the first attempt's intent.
    init?(_ line: LogLine, _ header: LogHeader, _ keys: SealingKeys) {
        guard let name = line.operation.flatMap({ OperationName(rawValue: $0) }) else { return nil }
        call = header.call ?? line.index
        run = line.run
        item = line["item"]?.integer
        operation = name
        request = LoggedRequest(line, keys).request
        isExchange = line["exchange"] == .bool(true)
        isReturn = line["back"] == .bool(true)
        since = header.microseconds
    }

    /// The last intent's place in the log.
    var last: Int { attempts.last?.seq ?? call }

    /// The class, `notes` being what was said of attempts later: `ok` if any was; else `unknown` if
    /// any may have been done; else the last one's.
    func outcome(_ notes: [Int: LogClass] = [:]) -> LogClass {
        let classes = attempts.map { notes[$0.seq] ?? $0.class ?? .unknown }
        if classes.contains(.ok) { return .ok }
        if classes.contains(.unknown) { return .unknown }
        return classes.last ?? .unknown
    }

    /// Attempts of which nobody knows.
    func unresolved(_ notes: [Int: LogClass]) -> [Int] {
        attempts.filter { (notes[$0.seq] ?? $0.class ?? .unknown) == .unknown }.map(\.seq)
    }

    /// Whether the service said last that gateway or lock are offline.
    var isOffline: Bool { Refusal(attempts.last?.words ?? "").isOffline }
}
