import ALMS

/// One thing that goes wrong on demand: what, for whom, and how often.
///
/// Its text form is `KIND[:ITEM,…]`, read by ``init(_:)`` and written by ``description``.
public struct Fault: Sendable, Equatable, CustomStringConvertible {
    /// What goes wrong.
    enum Kind: Sendable, Equatable {
        /// Milliseconds before the effect, and up to so many more.
        case latency(Int, jitter: Int)
        /// Milliseconds after the effect.
        case slow(Int)
        case cutBefore
        case cutAfter
        /// This status; the effect only when `isDone`.
        case http(Int, retryAfter: Int?, isDone: Bool)
        /// One of the service's codes; with the effect all the same when `isDone`.
        case said(SaidFault, isDone: Bool)
        case refuse(String)
        case errorMsg(String)
        /// A no that repeats the whole request.
        case echo
        /// A yes with a `desc` of so many bytes.
        case long(Int)
        /// A yes and a no in one answer.
        case twice
        case html
        case garbage
        case oversized(Int)
        case redirect
    }

    /// Whom it concerns; nil means everybody.
    ///
    /// Reads carry no building, and neither they nor `synchronize_apartments` match one.
    struct Selector: Sendable, Equatable {
        var operation: OperationName?
        var building: String?
        var code: String?
        var door: String?
    }

    /// Which of the requests concerned it strikes.
    struct Frequency: Sendable, Equatable {
        var after: Int?
        var first: Int?
        var every: Int?
        /// What comes when so many were let through within the last second.
        var rate: Int?
        var probability: Double?
    }

    var kind: Kind
    var selector = Selector()
    var frequency = Frequency()

    init(_ kind: Kind) { self.kind = kind }

    /// Reads the text form.
    ///
    /// - Throws: ``FaultProblem`` with the nearest word there is.
    public init(_ text: String) throws(FaultProblem) {
        var reader = try FaultReader(text)
        self = try reader.fault()
    }

    /// Its text form: the kind, then its items in a fixed order.
    public var description: String { FaultWriter.text(self) }

    /// The text forms in words, a line each.
    public static var help: String {
        """
        KIND[:ITEM,…], an ITEM being key=value or the bare value that stands first here:
          latency:MS[,jitter=MS]       waits before the effect
          slow:MS                      waits after the effect
          cut-before, cut-after        cuts the connection before or after the effect
          http-NNN[:done=true]         answers 400 to 599, by default without the effect
          http-429:retry-after=S       the same with a Retry-After (503 too)
          offline, not-logged-in, lock-offline   HOST_NOT_ONLINE, HOST_NOT_LOGIN, LOCK_NOT_ONLINE
          no-lock, no-host             LOCK_NOT_EXIST, HOST_NOT_EXIST
          time-out[:done=true]         TIME OUT, by default without the effect
          full, exists                 普通密码位数已满, 密码已存在
          too-frequent                 OPERATION_TOO_FREQUENT; with rate=N only beyond N a second
          auth-fail, no-right, server-down   AUTH_FAIL, 无权限, CONFIG_SERVER_DOWN
          refuse:TEXT, error-msg:TEXT  success false, the text in desc or in errorMsg alone
          echo                         a no that repeats the whole request
          html, garbage, twice, long:BYTES, oversized:BYTES, redirect   after the effect an odd answer
        What a gateway or a lock says comes neither to synchronizing nor to reads.
        for some requests: operation=NAME building=ID code=CODE door=NAME
        how often: probability=P (the bare value of kinds that take no other) after=N first=N every=N
                   rate=N (only what comes when N were let through within the last second)
        """
    }
}

/// Why a text is no fault.
public struct FaultProblem: Error, Sendable, Equatable, CustomStringConvertible {
    private let reason: String

    init(_ reason: String) { self.reason = reason }

    /// Such as `fault: no such fault 'cut-befor'; did you mean 'cut-before'?`.
    public var description: String { "fault: \(reason)" }
}
