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
        /// The doors that the write is for and that nothing may change.
        var protected: [DoorKey] = []
        /// Whether somebody lives behind the one door.
        var isOccupied = true
        /// Whether the write takes somebody's access at an occupied door away.
        var takesAWayIn = false
        /// Who is the last to get in at an occupied door that the write would leave without a way in.
        var lastWayIn: String?
        /// The same, where the call says why it may be.
        var lockedOut: String?
        /// Who alone gets in afterwards, none of them confirmed by the service.
        var importedOnly: String?
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
    /// Calls that an offline gateway or lock kept from being done at first.
    private(set) var offline = 0
    /// Why nothing more is started.
    private(set) var stop: StopReason?
    private var lists: [Int: (settled: Int, failures: Int)] = [:]
    /// The writes so far as approvals count them; none where none is asked for.
    private var unapproved = ApprovalLedger.Tally()
    /// What earlier runs sent without an approval.
    private let sentBefore: ApprovalLedger
    /// Writes a time, Unix seconds, for people.
    private let format: @Sendable (Int64) -> String

    init(
        _ policy: Policy,
        sentBefore: ApprovalLedger = ApprovalLedger(),
        format: @escaping @Sendable (Int64) -> String = RunSetup.plainTime
    ) {
        self.policy = policy
        self.sentBefore = sentBefore
        self.format = format
    }

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
        if policy.approvals != nil { unapproved.add(request) }
        if let door = request.door { doors.insert(door) }
        for apartment in request.apartments { doors.insert(apartment.key) }
        guard let door = request.door else { return .allowed }
        if !facts.isKnown { return .warned("\(door) is unknown to the register") }
        guard let names = facts.importedOnly else { return .allowed }
        return .warned("\(door): its only way in left is not confirmed by the service: \(names)")
    }

    /// What deciding about several writes that belong together comes to.
    struct Trial {
        /// The bounds with all of them counted.
        var bounds: Bounds
        /// The first verdict that is none to go on with, or `allowed`.
        var verdict = Verdict.allowed
        /// What there is to say of those that are allowed.
        var warnings: [String] = []

        /// What a script gets instead of any of them; nil when all may be sent.
        var refusal: CallReply? {
            switch verdict {
            case .allowed, .warned: nil
            case .forbidden(let words): CallReply(.policy, desc: words)
            case .stopped(let reason): reason.reply
            }
        }
    }

    /// Judges writes that belong together on a copy, in which each counts for the next.
    func trial(
        _ calls: some Sequence<(Call, DoorFacts)>,
        minuteOfDay: Int
    ) -> Trial {
        var trial = Trial(bounds: self)
        for (call, facts) in calls {
            let verdict = trial.bounds.decide(call.request, facts, minuteOfDay: minuteOfDay)
            if case .warned(let words) = verdict { trial.warnings.append(words) }
            guard verdict.isAllowed else {
                trial.verdict = verdict
                return trial
            }
        }
        return trial
    }

    /// Judges a write that was counted before as a part of a whole.
    func admitted() -> Verdict {
        if let stop, stop.endsAdmitted { return .stopped(stop) }
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

    /// Counts a call that an offline door kept from being done; the reason to stop, if it is too many.
    mutating func foundOffline(scope: CallScope) -> StopReason? {
        offline += 1
        guard stop == nil, let most = policy.maxOffline,
            most.isExceeded(
                failures: offline,
                settled: settled + offline,
                listCount: scope.listCount
            )
        else { return nil }
        stop = .bound("max_offline", "\(offline) doors were offline, more than \(most)")
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
        if let words = protectionComplaint(request, facts.protected) { return words }
        guard let door = request.door else { return nil }
        if policy.knownDoors, !facts.isKnown {
            return "\(door) is unknown to the register; import it, or set known_doors: false"
        }
        if policy.keepAWayIn, let last = facts.lastWayIn {
            return "\(door) is occupied and would be left without a way in (the last is \(last)); "
                + "let somebody else in first, or say vacate = true"
        }
        if policy.keepAWayIn, !policy.mayLockOut, facts.lockedOut != nil {
            return
                "\(door) is occupied, and to leave it without a way in needs an approval; save it "
                + "with 'yeeuu plan', have the plan signed with 'yeeuu approve' and apply it"
        }
        return nil
    }

    private func protectionComplaint(_ request: Request, _ doors: [DoorKey]) -> String? {
        guard let first = doors.first else { return nil }
        guard request.door == nil else {
            return "\(first) is protected; 'yeeuu doors protect --off' frees it"
        }
        let names = doors.prefix(3).map(\.description).joined(separator: ", ")
        return names + (doors.count > 3 ? ", …" : "") + (doors.count == 1 ? " is" : " are")
            + " protected; leave out what is, or free it with 'yeeuu doors protect --off'"
    }

    private func countBound(_ request: Request) -> StopReason? {
        if let approvals = policy.approvals {
            var sum = unapproved
            sum.add(request)
            if let words = approvals.refusal(of: sum.count, after: sentBefore, format) {
                return .bound("approvals", words)
            }
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
