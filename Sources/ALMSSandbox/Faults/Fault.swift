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
        case offline
        case lockOffline
        case timeOut
        case refuse(String)
        case errorMsg(String)
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
          offline, lock-offline        HOST_NOT_ONLINE, LOCK_NOT_ONLINE (not for synchronizing and reads)
          time-out                     53 TIME OUT (not for synchronizing and reads)
          refuse:TEXT, error-msg:TEXT  success false, the text in desc or in errorMsg alone
          html, garbage, oversized:BYTES, redirect   after the effect an answer that is none
        for some requests: operation=NAME building=ID code=CODE door=NAME
        how often: probability=P (the bare value of kinds that take no other) after=N first=N every=N
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
