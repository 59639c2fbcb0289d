import ALMS

/// Somebody's authorization or password as the service keeps it.
struct Grant: Sendable, Equatable {
    enum Kind: Int, Sendable {
        case auth = 0
        case password = 1

        var name: String { self == .auth ? "auth" : "password" }
    }

    var kind: Kind
    var authoredMobile: String
    var authoredName: String
    var author: String
    var startTime: Int64
    var endTime: Int64
    var password: String?
}
