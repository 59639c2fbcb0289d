import Register
import RequestLog

/// Why a log is not the one that the register follows.
public enum OtherLog: Error, Sendable, Equatable, CustomStringConvertible {
    /// It has another name: the register's, the log's.
    case named(String, String)
    /// It ends before the entry up to which the register has it.
    case shorter(Int)
    /// It has other entries before that one.
    case parted(Int)

    /// One sentence, with the way out.
    public var description: String {
        switch self {
        case .named(let own, let other):
            "the register follows the log \(own), but log/ holds the log \(other); put the right log back"
        case .shorter(let size):
            "log/ ends before entry \(size), up to which the register follows it: it was cut or rolled "
                + "back; put the newer log back, the register holds what is missing"
        case .parted(let size):
            "log/ is not the log that the register follows: before entry \(size) they differ, as with "
                + "the log of a copy; put the right log back, or move register.sqlite away and make it "
                + "anew from this log with 'yeeuu restore --from-log'"
        }
    }
}

/// How the register stands to the log beside it.
public enum RegisterStatus: Sendable, Equatable {
    /// It holds all that the log tells.
    case current
    /// It lacks so many answers and changes; why.
    case behind(Int, String)
    /// The log cannot be read; why.
    case noLog(String)
    /// The log beside it is not the one that it follows.
    case otherLog(OtherLog)

    /// What people have to be told; nil when all is well.
    public var words: String? {
        switch self {
        case .current: nil
        case .behind(let count, let why):
            "the register is behind the log by \(count) \(count == 1 ? "entry" : "entries"): \(why)"
        case .noLog(let why):
            "what is shown is the register's word alone, the log cannot be read: \(why)"
        case .otherLog(let other): "\(other)"
        }
    }
}
