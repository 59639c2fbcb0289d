/// What a `success: false` says, read from its words (`alms/API.md`, «failure shapes»).
public enum Saying: Sendable, Equatable {
    /// It did not hear of the lock in time; the lock may have acted.
    case timeOut
    /// There were too many requests; this one was not done.
    case throttled
    /// A part of the service is down; this one was not done.
    case serverDown
    /// No.
    case refused(Refusal)

    /// Reads the words, wherever in a longer text they stand.
    public init(_ words: String) {
        let words = SpokenWords(words)
        let refusal = Refusal(words)
        // A time-out is believed before any no: the lock may have acted. Not so where token or
        // clock are named: `时间戳超时` is no time-out of a lock.
        if words.has(codes: ["timeout", "timedout"], chinese: ["超时"]), refusal != .credentials {
            self = .timeOut
        } else if words.has(
            codes: ["operationtoofrequent", "toofrequent", "toomanyrequests"],
            chinese: ["频繁"]
        ) {
            self = .throttled
        } else if words.has(codes: ["configserverdown", "serverdown"]) {
            self = .serverDown
        } else {
            self = .refused(refusal)
        }
    }
}

/// What kind of no the service said.
public enum Refusal: Sendable, Equatable {
    /// Token, clock or rights are wrong: every further request would be refused too.
    case credentials
    /// The gateway that serves the apartment is offline or not logged in.
    case gatewayOffline
    /// The lock itself is offline.
    case lockOffline
    /// No gateway or lock is bound to the door yet.
    case noLock
    /// The lock has no place for another one.
    case full
    /// The lock has this password already.
    case passwordExists
    /// Anything else.
    case other

    /// Reads the words, wherever in a longer text they stand.
    public init(_ words: String) { self.init(SpokenWords(words)) }

    /// Whether gateway or lock are offline: the same request may be done later.
    public var isOffline: Bool { self == .gatewayOffline || self == .lockOffline }

    /// Whether it tells of the door alone, not of what a run does: such ones stop no run.
    public var concernsDoor: Bool { isOffline || self == .noLock }

    init(_ words: SpokenWords) {
        if words.has(codes: ["hostnotonline", "hostnotlogin"]) {
            self = .gatewayOffline
        } else if words.has(codes: ["locknotonline"]) {
            self = .lockOffline
        } else if words.has(codes: ["locknotexist", "hostnotexist"]) {
            self = .noLock
        } else if words.has(chinese: ["已满", "达上限"]) {
            self = .full
        } else if words.has(chinese: ["密码已存在", "密码已经存在"]) {
            self = .passwordExists
        } else if words.has(codes: ["authfail"], chinese: ["签名", "时间戳", "无权限"])
            || words.has(letters: ["token", "timestamp"])
        {
            self = .credentials
        } else {
            self = .other
        }
    }
}
