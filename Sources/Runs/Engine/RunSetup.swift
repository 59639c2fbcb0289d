public import ALMS
public import Register

/// What one run is told.
public struct RunSetup: Sendable {
    /// Whether writes are sent.
    public var mode: RunMode
    /// The name that people see: `rotate.lua`, `doors sync`, `repl`.
    public var script: String
    /// The script's text, committed in the log under the workspace's key.
    public var source: [UInt8]
    /// `key=value` pairs of the command line; the values are committed, not written in clear.
    public var arguments: [(name: String, value: String)]
    /// `sandbox`, or the service's URL.
    public var target: String
    /// The partner's id, as it stands in every request.
    public var partnerId: String
    /// Who runs it.
    public var operatorName: String
    /// This program's version.
    public var toolVersion: String
    /// The bounds in force.
    public var policy: Policy
    /// What a mobile must look like.
    public var mobile: MobileRule
    /// How passwords are exchanged.
    public var rotation: RotationStrategy
    /// Id and tree root of the plan that is applied, if one is.
    public var plan: String?
    /// The verifier keys that approved the plan that is applied.
    public var approvers: [String]
    /// Whether its writes count to no approval: they are approved, or only settle what was asked.
    public var isUncounted: Bool
    /// Writes a time, Unix seconds, for people.
    public var format: @Sendable (Int64) -> String
    /// Narrows every selection: `--only`, `--sample`.
    public var narrowing: Narrowing
    /// Asked once, before the first write of a live run; nil: consent was given beforehand.
    public var consent: (@Sendable (Run) async -> Consent)?
    /// Told of everything that happens, in order, from any thread.
    public var events: (@Sendable (RunEvent) -> Void)?

    /// Makes a setup with the defaults of `DESIGN.md`.
    public init(mode: RunMode, script: String, source: [UInt8] = [], target: String) {
        self.mode = mode
        self.script = script
        self.source = source
        self.target = target
        arguments = []
        partnerId = ""
        operatorName = ""
        toolVersion = ""
        policy = .standard
        mobile = .any
        rotation = .replace
        narrowing = .none
        approvers = []
        isUncounted = false
        format = Self.plainTime
    }
}

extension RunSetup {
    /// A time where no zone is known.
    public static let plainTime: @Sendable (Int64) -> String = { "\($0) s after 1970" }
}

/// What somebody said who was asked whether to go on.
public enum Consent: Sendable, Equatable {
    /// Go on.
    case given
    /// Do not; why, and what to do.
    case declined(String)
    /// A bound forbids it, whatever anybody says.
    case forbidden(StopReason)
}
