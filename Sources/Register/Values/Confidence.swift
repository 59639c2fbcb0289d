/// How sure a row is of what the service holds (`alms/API.md`, «can anything be listed?»).
public enum Confidence: String, Sendable, Hashable, CaseIterable {
    /// Somebody's file says so; the service was never asked.
    case imported
    /// A request is on its way.
    case asked
    /// The service said ok.
    case confirmed
    /// A request may or may not have been carried out.
    case unknown

    /// The number that stands in the database.
    var code: Int {
        switch self {
        case .imported: 0
        case .asked: 1
        case .confirmed: 2
        case .unknown: 3
        }
    }

    init(code: Int) {
        switch code {
        case 1: self = .asked
        case 2: self = .confirmed
        case 3: self = .unknown
        default: self = .imported
        }
    }
}
