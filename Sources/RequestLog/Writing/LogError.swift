/// Why the log cannot be opened or written; final for a writer that meets it.
public enum LogError: Error, Equatable, CustomStringConvertible {
    /// No room on the disk, or past a file size limit; nothing of the group was kept.
    case full(String)
    /// A system call failed, or an entry breaks a rule.
    case failed(String)
    /// The log was deleted, moved or replaced while it was open.
    case replaced(String)
    /// Damage at or below a signed size: never repaired, never appended to.
    case damaged(LogDamage)
    /// An entry's line would have more than 65,535 bytes.
    case tooLong(bytes: Int)
    /// The writer was closed.
    case closed
    /// The newest signed head is not of a key that was given, or the log has another origin.
    case unverifiable(String)
    /// There is no log.
    case absent(String)
    /// There is a log already.
    case exists(String)
    /// Sealing the committed parameters failed.
    case seal(String)

    /// One sentence: subject first, the remedy after a semicolon.
    public var description: String {
        switch self {
        case .full(let detail): "\(detail); free space on that disk, then resume the run"
        case .failed(let detail): detail
        case .replaced(let path):
            "\(path): deleted or replaced while it was open; nothing more is written"
        case .damaged(let damage): "\(damage)"
        case .tooLong(let bytes):
            "log entry: up to \(bytes) bytes; at most 65535 fit, so split the request"
        case .closed: "log: closed already"
        case .unverifiable(let detail): detail
        case .absent(let path): "\(path): no log here; create one with yeeuu init"
        case .exists(let path): "\(path): there is a log already"
        case .seal(let detail): "log entry: parameters cannot be sealed: \(detail)"
        }
    }

    init(_ failure: SystemFailure) {
        switch failure.code {
        case SystemFailure.noSpace, SystemFailure.quota, SystemFailure.tooBig:
            self = .full(failure.description)
        default: self = .failed(failure.description)
        }
    }
}

/// Where signed entries are damaged, as far as opening can tell; `log verify` finds the rest.
public struct LogDamage: Sendable, Equatable, CustomStringConvertible {
    /// The file.
    public let file: String
    /// The byte in it from which something is wrong.
    public let offset: Int
    /// The first entry that is wrong or missing.
    public let index: Int
    /// What is wrong.
    public let reason: String

    /// One sentence that names file and byte.
    public var description: String {
        "\(file): byte \(offset): entry \(index): \(reason);"
            + " run log verify, and restore the log from a backup"
    }
}

/// What opening cut off after a crash.
public struct LogRecovery: Sendable, Equatable {
    /// The file under `log/torn/` that keeps the bytes.
    public let file: String
    /// How many bytes were cut.
    public let bytes: Int
    /// The seq of the `recovery` entry.
    public let seq: Int
    /// Whether it was half written, as a crash leaves it; else it stood there whole, without the code that
    /// this workspace writes.
    public let isTorn: Bool
}
