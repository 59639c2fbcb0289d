import ALMS
import ArgumentParser
import Runs

/// What a run may send.
struct SendingOptions: ParsableArguments {
    @Flag(name: .long, help: "Send without asking.")
    var yes = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Wait so many seconds for another run to end; unless given, not at all.",
            valueName: "seconds"
        )
    )
    var wait: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Allow an operation that is not allowed by itself: remote_action.",
            valueName: "operation"
        )
    )
    var allow: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("At most so many changes; no bound unless given.", valueName: "count")
    )
    var maxChanges: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "At most so many doors changed; no bound unless given.",
            valueName: "count"
        )
    )
    var maxDoors: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Stop when more fail: a number, or a share such as 5%; 10% unless given.",
            valueName: "bound"
        )
    )
    var maxFailures: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Stop when more doors are offline: a number, or a share such as 20%; no bound unless given.",
            valueName: "bound"
        )
    )
    var maxOffline: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Wait and judge after so many items, or shares of the list: 1,5,20%.",
            valueName: "steps"
        )
    )
    var canary: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Send outside of policy.hours; the reason goes into the log.",
            valueName: "reason"
        )
    )
    var outsideHours: String?

    @OptionGroup var pace: PaceOptions

    func validate() throws {
        try NumberOption.check("--max-changes", maxChanges, from: 0)
        try NumberOption.check("--max-doors", maxDoors, from: 0)
        try NumberOption.check("--wait", wait, mayBeZero: true)
        if let maxFailures, FailureBound(maxFailures) == nil {
            throw ValidationError("--max-failures: '\(maxFailures)' given; give, say, 5 or 10%")
        }
        if let maxOffline, FailureBound(maxOffline) == nil {
            throw ValidationError("--max-offline: '\(maxOffline)' given; give, say, 5 or 20%")
        }
        if let canary {
            do throws(CanaryProblem) { _ = try Canary(canary) } catch {
                throw ValidationError("--canary: \(error)")
            }
        }
        if let outsideHours, outsideHours.allSatisfy(\.isWhitespace) {
            throw ValidationError("--outside-hours: empty; give the reason")
        }
        for name in allow where OperationName(rawValue: name) == nil {
            let hint = NearestName.hint(name, among: OperationName.allCases.map(\.rawValue))
            throw ValidationError("--allow: no such operation '\(name)'\(hint)")
        }
    }

    /// Whole seconds to wait for another run.
    var wholeWait: Int { WaitOption.whole(wait) }

    /// The bounds in force: the workspace's are a ceiling for what the command line says.
    ///
    /// - Throws: ``Problem/aboveCeiling(option:operation:)``.
    func policy(below settings: Settings) throws(Problem) -> Policy {
        var policy = settings.policy
        for operation in allow.compactMap({ OperationName(rawValue: $0) }) {
            if settings.limitsOperations, !policy.allow.contains(operation) {
                throw .aboveCeiling(option: "--allow", operation: operation.rawValue)
            }
            policy.allow.insert(operation)
        }
        policy.outsideHours = outsideHours
        policy.canary = canary.flatMap { try? Canary($0) }
        policy.maxChanges = Self.least(maxChanges, policy.maxChanges)
        policy.maxDoors = Self.least(maxDoors, policy.maxDoors)
        if let bound = maxOffline.flatMap({ FailureBound($0) }) {
            policy.maxOffline = policy.maxOffline.map { bound.narrowed(by: $0) } ?? bound
        }
        if let bound = maxFailures.flatMap({ FailureBound($0) }) {
            policy.maxFailures =
                settings.limitsFailures ? bound.narrowed(by: policy.maxFailures) : bound
        }
        return policy
    }

    private static func least(_ one: Int?, _ other: Int?) -> Int? {
        guard let one else { return other }
        return other.map { min(one, $0) } ?? one
    }
}
