import ALMS
import RequestLog
import Runs

/// What `yeeuu.yaml` and the environment say, checked.
struct Settings: Sendable {
    /// Where requests go.
    enum Destination: Sendable, Equatable {
        /// The stand-in inside the process.
        case sandbox
        /// A service by its URL.
        case url(String)

        /// `sandbox` or the URL.
        var text: String {
            switch self {
            case .sandbox: "sandbox"
            case .url(let url): url
            }
        }
    }

    var target: Destination
    var partnerId: String
    var operatorName: String
    var timeZone = "Asia/Shanghai"
    var mobile = MobileRule.any
    var rotation = RotationStrategy.replace
    /// Requests a second; 0: no limit; nil: the target's default.
    var perSecond: Double?
    /// How many requests a second the sandbox inside the process lets through; nil: all.
    var sandboxPerSecond: Int?
    /// Requests at once; nil: the target's default.
    var concurrency: Int?
    var memoryMiB = 256
    var cpuSeconds = 10.0
    var wallSeconds: Double?
    var policy = Policy.standard
    /// How many of the approvers have to sign a plan; nil: none.
    var approvals: Approvals?
    /// The keys whose signatures approve plans.
    var approvers: [VerifierKey] = []
    /// Whether the workspace itself names the operations that are allowed.
    var limitsOperations = false
    /// Whether the workspace itself bounds the failures.
    var limitsFailures = false

    /// Requests at once that are in force.
    var effectiveConcurrency: Int { concurrency ?? (target == .sandbox ? 16 : 4) }

    /// Requests a second that are in force; 0: no limit.
    var effectivePerSecond: Double { perSecond ?? (target == .sandbox ? 0 : 2) }
}
