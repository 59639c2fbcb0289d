/// What the service says when something is wrong at the lock, or with the sender; the raw values
/// are the words of faults' text form.
enum SaidFault: String, CaseIterable {
    case offline
    case notLoggedIn = "not-logged-in"
    case lockOffline = "lock-offline"
    case noLock = "no-lock"
    case noHost = "no-host"
    case timeOut = "time-out"
    case full
    case exists
    case tooFrequent = "too-frequent"
    case authFail = "auth-fail"
    case noRight = "no-right"
    case serverDown = "server-down"

    /// The service's words.
    var words: String {
        switch self {
        case .offline: "HOST_NOT_ONLINE"
        case .notLoggedIn: "HOST_NOT_LOGIN"
        case .lockOffline: "LOCK_NOT_ONLINE"
        case .noLock: "LOCK_NOT_EXIST"
        case .noHost: "HOST_NOT_EXIST"
        case .timeOut: "53 TIME OUT"
        case .full: "普通密码位数已满"
        case .exists: "密码已存在"
        case .tooFrequent: "OPERATION_TOO_FREQUENT"
        case .authFail: "AUTH_FAIL"
        case .noRight: "无权限"
        case .serverDown: "CONFIG_SERVER_DOWN"
        }
    }

    /// Whether gateway or lock say it: the service answers lists and reads without them.
    var isOfTheLock: Bool {
        switch self {
        case .offline, .notLoggedIn, .lockOffline, .noLock, .noHost, .timeOut, .full, .exists: true
        case .tooFrequent, .authFail, .noRight, .serverDown: false
        }
    }
}
