import ALMS
import Register
import RequestLog
import Runs
import Vault

/// What a run wanted for one person at one door, and what became of it.
struct PeopleWish {
    let subject: RunReport.Subject
    let outcome: LogClass
    /// Whether it wanted a password; else an authorization, or nobody knows.
    var isPassword = false
    /// The password that it wanted; nil where it wanted none, or no key opens it any more.
    var password: Secret?
    var startTime: Int64?
    var endTime: Int64?
    /// Why it did not come to be, in the service's words or ours.
    var reason = ""
    /// Whether it removed a password for another one.
    var isExchange = false
    /// Whether the door was offline: the same may be done later.
    var isWaiting = false

    /// The outcome as the list has it.
    var word: String { isWaiting ? "waiting" : outcome.rawValue }

    /// Whether this one, which came after `earlier`, is the one to tell of.
    func counts(after earlier: PeopleWish) -> Bool {
        if isPassword != earlier.isPassword { return isPassword }
        switch outcome {
        case .ok, .unknown: return true
        default:
            let isOpen = earlier.outcome != .ok && earlier.outcome != .unknown
            return isOpen || password != earlier.password
        }
    }
}

/// Everybody whom a run was about, each once a door, in the order in which they came.
struct PeopleWishes {
    private(set) var all: [PeopleWish] = []
    private var places: [GrantID: Int] = [:]
    /// Whose old password was removed for a new one.
    private var exchanged: Set<GrantID> = []

    /// Takes a wish; of one person's at one door the last that counts stays.
    mutating func add(_ wish: PeopleWish) {
        // Whom a lost key hides may be anybody.
        if wish.subject.authoredMobile.isEmpty { return all.append(wish) }
        let id = wish.id
        if wish.isExchange { exchanged.insert(id) }
        guard let place = places[id] else {
            places[id] = all.count
            return all.append(wish)
        }
        if wish.counts(after: all[place]), !isPutBack(wish, after: all[place]) { all[place] = wish }
    }

    /// Whether a password is the old one that comes back, since the new one was not set.
    private func isPutBack(_ wish: PeopleWish, after earlier: PeopleWish) -> Bool {
        exchanged.contains(wish.id) && wish.outcome == .ok && earlier.isPassword
            && earlier.outcome != .ok && wish.password != earlier.password
    }

    /// Takes somebody of whom nothing was heard so far.
    mutating func addUnlessKnown(_ wish: PeopleWish) {
        if places[wish.id] == nil { add(wish) }
    }
}

extension PeopleWish {
    /// The password grant that it is about.
    var id: GrantID {
        GrantID(
            door: subject.door,
            kind: .password,
            authoredMobile: subject.authoredMobile
        )
    }

    /// What the attempts of one call wanted; nil for what is no wish of this list.
    init?(_ attempts: [LogAttempt], _ vault: Vault) {
        guard let intent = attempts.first?.intent, let door = intent.doors.first,
            let operation = intent.operation.flatMap({ OperationName(rawValue: $0) }),
            let type = DoorType(wireText: door.doorType)
        else { return nil }
        let removesFirst = intent["exchange"] == .bool(true)
        guard operation == .generatePassword || operation == .auth || removesFirst else {
            return nil
        }
        var sealed = LogValue.null
        if let (text, context) = intent.sealedContext(),
            let plain = try? vault.open(text, authenticating: context)
        {
            sealed = (try? LogValue.parse(plain)) ?? .null
        }
        func clear(_ name: ParameterName) -> Int64? {
            intent.parameters.first { $0.name == name.rawValue }?.value.text.flatMap { Int64($0) }
        }
        let outcome = LogAttempt.outcome(of: attempts)
        self.init(
            subject: .init(
                door: DoorKey(
                    buildingId: door.buildingID,
                    code: door.code,
                    doorType: type,
                    door: door.door
                ),
                authoredMobile: sealed[ParameterName.authoredMobile.rawValue]?.text ?? "",
                authoredName: sealed[ParameterName.authoredName.rawValue]?.text ?? ""
            ),
            // A removal that made room for a password that never came.
            outcome: removesFirst && outcome == .ok ? .failed : outcome
        )
        isPassword = operation == .generatePassword
        isExchange = removesFirst
        password = sealed[ParameterName.password.rawValue]?.text.map { Secret($0) }
        (startTime, endTime) = (clear(.startTime), clear(.endTime))
        guard outcome != .ok else { return }
        reason = attempts.last?.outcome?["text"]?.text ?? ""
        guard outcome == .refused, case .refused(let refusal) = Saying(reason) else { return }
        isWaiting = refusal.isOffline
    }

    /// Somebody whom a report names.
    init(_ left: RunReport.Left) {
        let outcome = LogClass(rawValue: left.outcome.rawValue) ?? .skipped
        self.init(subject: left.subject, outcome: outcome)
        reason = left.desc
    }

    /// Somebody whom a step of a plan is for, that a killed run did not come to.
    init?(_ step: PlanStep) {
        guard step.operation == .generatePassword || step.operation == .auth,
            let door = step.request.door, let mobile = step.request[.authoredMobile]
        else { return nil }
        let request = step.request
        let name = request[.authoredName] ?? ""
        self.init(
            subject: .init(door: door, authoredMobile: mobile, authoredName: name),
            outcome: .skipped
        )
        reason = "not sent yet"
        (startTime, endTime) = (request.integer(.startTime), request.integer(.endTime))
    }

    private init(subject: RunReport.Subject, outcome: LogClass) {
        self.subject = subject
        self.outcome = outcome
    }
}
