import ALMS
import Register

/// Counts what a run does and says when it has to stop: a value without I/O.
struct Bounds {
    /// What the register says of the door that a write is for.
    struct DoorFacts {
        var isKnown = false
        /// The door's version in the register; 0 for a door that it lacks.
        var version: Int64 = 0
        /// The last intent of the one door; nil for a door that the register lacks, and for several.
        var lastSeq: Int?
        /// What the register holds of the grant that the write is about.
        var grant: GrantRow?
        var isProtected = false
        /// Whether the write takes somebody's grant at an occupied door away.
        var takesAWayIn = false
        /// Whether the write would leave an occupied door without a confirmed holder.
        var losesLastWayIn = false
    }

    /// What is to become of a write.
    enum Verdict: Equatable {
        case allowed
        /// Allowed, with something to say.
        case warned(String)
        /// This write may not be sent; others may.
        case forbidden(String)
        /// No write may be sent any more.
        case stopped(StopReason)

        var isAllowed: Bool {
            switch self {
            case .allowed, .warned: true
            case .forbidden, .stopped: false
            }
        }
    }

    private(set) var policy: Policy
    private(set) var changes = 0
    private(set) var doors: Set<DoorKey> = []
    private(set) var settled = 0
    private(set) var failures = 0
    /// Why nothing more is started.
    private(set) var stop: StopReason?
    private var lists: [Int: (settled: Int, failures: Int)] = [:]

    init(_ policy: Policy) { self.policy = policy }

    /// Narrows what the run may do: `yeeuu.needs`.
    mutating func restrict(operations: Set<OperationName>?, maxDoors: Int?) {
        if let operations { policy.allow.formIntersection(operations) }
        if let maxDoors { policy.maxDoors = min(maxDoors, policy.maxDoors ?? .max) }
    }

    /// Whether an operation may be sent at all; nil when it may.
    func forbids(_ operation: OperationName) -> String? {
        guard !policy.allow.contains(operation) else { return nil }
        if operation == .remoteAction {
            return "remote_action is not allowed; name it with --allow remote_action or in "
                + "policy.allow of yeeuu.yaml"
        }
        return "\(operation.rawValue) is not allowed; see yeeuu.needs and policy.allow"
    }

    /// Judges a write and counts it when it is allowed.
    mutating func decide(
        _ request: Request,
        _ facts: DoorFacts,
        minuteOfDay: Int
    ) -> Verdict {
        if let stop { return .stopped(stop) }
        if let words = forbids(request.operation) { return .forbidden(words) }
        if policy.outsideHours == nil, let hours = policy.hours, !hours.contains(minuteOfDay) {
            return halt(.bound("hours", "writes are allowed \(hours); give --outside-hours REASON"))
        }
        if let words = doorComplaint(request, facts) { return .forbidden(words) }
        if let reason = countBound(request) { return halt(reason) }
        changes += 1
        if let door = request.door { doors.insert(door) }
        for apartment in request.apartments { doors.insert(apartment.key) }
        guard facts.isKnown || request.door == nil else {
            return .warned("\(request.door?.description ?? "") is unknown to the register")
        }
        return .allowed
    }

    /// Counts an outcome; the reason to stop, when the run bears no more.
    mutating func settle(_ outcome: OutcomeClass, scope: CallScope) -> StopReason? {
        settled += 1
        let isFailure = outcome == .refused || outcome == .failed || outcome == .unknown
        if isFailure { failures += 1 }
        var counted = (settled: settled, failures: failures)
        if let list = scope.list {
            counted = lists[list] ?? (0, 0)
            counted.settled += 1
            counted.failures += isFailure ? 1 : 0
            lists[list] = counted
        }
        guard isFailure, stop == nil,
            policy.maxFailures.isExceeded(
                failures: counted.failures,
                settled: counted.settled,
                listCount: scope.listCount
            )
        else { return nil }
        let words = "\(counted.failures) of \(counted.settled) went wrong, more than "
        stop = .bound("max_failures", words + policy.maxFailures.description)
        return stop
    }

    /// Judges what is over so far, few as it may be: a canary's step.
    mutating func judge(after begun: Int, list: Int?) -> StopReason? {
        var counted = (settled: settled, failures: failures)
        if let list { counted = lists[list] ?? (0, 0) }
        guard stop == nil,
            policy.maxFailures.isExceeded(byCanary: counted.failures, settled: counted.settled)
        else { return nil }
        let words =
            "after the first \(begun) \(counted.failures) of \(counted.settled) went wrong, "
        stop = .bound("canary", words + "more than \(policy.maxFailures)")
        return stop
    }

    /// Starts nothing more; the first reason stays, but an interrupt outranks any.
    mutating func halt(_ reason: StopReason) -> Verdict {
        if stop == nil || reason == .interrupted { stop = reason }
        return .stopped(reason)
    }

    private func doorComplaint(_ request: Request, _ facts: DoorFacts) -> String? {
        guard let door = request.door else { return nil }
        if facts.isProtected { return "\(door) is protected; 'yeeuu doors protect --off' frees it" }
        if policy.knownDoors, !facts.isKnown {
            return "\(door) is unknown to the register; import it, or set known_doors: false"
        }
        if policy.keepAWayIn, facts.losesLastWayIn {
            return "\(door) is occupied and would be left without a confirmed holder; "
                + "set another way in first, or say vacate = true"
        }
        return nil
    }

    private func countBound(_ request: Request) -> StopReason? {
        if let approvals = policy.approvals, changes >= approvals.above {
            return .bound("approvals", approvals.complaint)
        }
        if let most = policy.maxChanges, changes >= most {
            return .bound("max_changes", "\(most) changes were made; give a larger --max-changes")
        }
        guard let most = policy.maxDoors else { return nil }
        let touched = request.door.map { [$0] } ?? request.apartments.map(\.key)
        let new = touched.filter { !doors.contains($0) }.count
        guard doors.count + new > most else { return nil }
        return .bound("max_doors", "\(most) doors were changed; give a larger --max-doors")
    }
}
