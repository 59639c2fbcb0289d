import ALMS
import Register
import RequestLog
import Vault

extension Run {
    /// Begins a run: takes the workspace's lock if it is live and `resources` do not hold it, mends
    /// the register from the log, and writes `run-start`.
    ///
    /// - Parameters:
    ///   - setup: what the run is told.
    ///   - resources: what the workspace's runs share.
    ///   - wait: how a live run waits for another one to end.
    ///   - resumed: the id of the run that this one goes on with; nil for a new one.
    /// - Returns: the run, whose ``finish(_:)`` has to be called.
    /// - Throws: ``RunError``.
    public static func start(
        _ setup: RunSetup,
        in resources: RunResources,
        wait: RunWait = RunWait(),
        resuming resumed: String? = nil
    ) async throws(RunError) -> Run {
        let started = resources.clock.now()
        let id = resumed ?? makeID(started, resources.clock)
        POSIX.makeFolder(resources.paths.runs)
        var lock: RunLock?
        if setup.mode == .live {
            lock = try await takeLock(for: id, setup, resources, wait)
            try await mend(resources)
        } else {
            let status = await Mending(resources).refresh(resources.vault)
            if let words = status.words { setup.events?(.warning(words)) }
        }
        let sent = try sentBefore(setup, resources, run: id, at: started)
        let run = try opened(
            id: id,
            isNew: resumed == nil,
            setup: setup,
            resources: resources,
            started: started,
            sent,
            lock
        )
        do throws(LogError) {
            _ = try await resources.log.append(run.startEntry(isResumed: resumed != nil))
        } catch { throw .log(error) }
        return run
    }

    /// The lock that is held already, or that of this run alone.
    private static func takeLock(
        for id: String,
        _ setup: RunSetup,
        _ resources: RunResources,
        _ wait: RunWait
    ) async throws(RunError) -> RunLock {
        let holder = RunLock.Holder(
            run: id,
            operatorName: setup.operatorName,
            pid: POSIX.processID
        )
        guard let lock = resources.lock else {
            return try await RunLock.take(resources.paths.lock, for: holder, wait: wait)
        }
        try lock.tell(holder)
        return lock
    }

    /// What was sent without an approval before, where one is asked for.
    private static func sentBefore(
        _ setup: RunSetup,
        _ resources: RunResources,
        run: String,
        at started: Int64
    ) throws(RunError) -> ApprovalLedger {
        guard setup.mode == .live, setup.policy.approvals != nil else { return ApprovalLedger() }
        do {
            return try ApprovalLedger(
                of: resources.register,
                log: resources.paths.log,
                at: started / 1_000_000,
                without: run
            )
        } catch let error as RegisterError {
            throw .register(error)
        } catch let error as LogError {
            throw .log(error)
        } catch {
            throw .file(resources.paths.log, "\(error)")
        }
    }

    /// What the report of an earlier part of a run says of approvals; nil when it says nothing.
    private static func unapproved(
        _ id: String,
        started: Int64,
        _ register: Register
    ) throws(RegisterError) -> Int? {
        try register.unapproved(since: started).first { $0.id == id }?.count
    }

    /// What the register takes in stands under a signed head before: it is durable and whole.
    private static func mend(_ resources: RunResources) async throws(RunError) {
        do {
            try await resources.log.checkpoint()
            try Mending(resources).mend()
        } catch let error as RunError {
            throw error
        } catch let error as RegisterError {
            throw .behind(error)
        } catch let error as LogError {
            throw .log(error)
        } catch {
            throw .file(resources.paths.log, "\(error)")
        }
    }

    private static func opened(
        id: String,
        isNew: Bool,
        setup: RunSetup,
        resources: RunResources,
        started: Int64,
        _ sent: ApprovalLedger,
        _ lock: RunLock?
    ) throws(RunError) -> Run {
        do throws(RegisterError) {
            let register = resources.register
            let view =
                setup.mode == .live
                ? try register.ownView(setup.narrowing) : try register.snapshot(setup.narrowing)
            let row = RunRow(
                id: id,
                mode: setup.mode.rawValue,
                state: "running",
                script: setup.script,
                started: started / 1_000_000
            )
            // What is settled later does not change how the script ended.
            let end = isNew || setup.plan != nil ? nil : try register.run(id).state
            let before =
                isNew ? 0 : try unapproved(id, started: try register.run(id).started, register)
            if isNew {
                try register.beginRun(row)
                try register.note(setup.words, of: id)
            } else if end == nil {
                try register.updateRun(row)
            }
            let run = Run(
                id: id,
                setup: setup,
                resources: resources,
                view: view,
                started: started,
                scriptEnd: end,
                sentBefore: sent,
                unapprovedBefore: before,
                lock: lock
            )
            if setup.mode == .live, let position = try register.position() {
                resources.projection.begin(at: position) { [weak run] in run?.tellBehind($0) }
                run.items.begin { [weak run] in run?.tellBehind($0) }
            }
            return run
        } catch { throw .register(error) }
    }

    private func startEntry(isResumed: Bool) -> LogEntry {
        var fields: [LogField] = [
            .clear("operator", .text(setup.operatorName)), .clear("host", .text(POSIX.hostName)),
            .clear("tool", .text("yeeuu \(setup.toolVersion)")),
            .clear("mode", .text(setup.mode.rawValue)), .clear("target", .text(setup.target)),
            .clear("script", .text(setup.script)), .clear("policy", policyValue),
            .clear("started", .integer(Int(started / 1_000_000))),
        ]
        if isResumed { fields.append(.clear("resumed", true)) }
        if let reason = setup.policy.outsideHours {
            fields.append(.committed("outside_hours", .text(reason)))
        }
        if setup.isUncounted { fields.append(.clear("uncounted", true)) }
        if !setup.approvers.isEmpty {
            fields.append(.clear("approvers", .list(setup.approvers.map { .text($0) })))
        }
        if let plan = setup.plan { fields.append(.clear("plan", .text(plan))) }
        if !setup.source.isEmpty { fields.append(.committed("source", .bytes(setup.source))) }
        for argument in setup.arguments {
            fields.append(.committed("arg.\(argument.name)", .text(argument.value)))
        }
        return .runStart(run: id, fields: fields)
    }

    private var policyValue: LogValue {
        let policy = setup.policy
        func number(_ value: Int?) -> LogValue { value.map { .integer($0) } ?? .null }
        return .object([
            .clear("approvals", policy.approvals.map { .text($0.description) } ?? .null),
            .clear("allow", .list(policy.allow.map(\.rawValue).sorted().map { .text($0) })),
            .clear("canary", policy.canary.map { .text($0.description) } ?? .null),
            .clear("max_changes", number(policy.maxChanges)),
            .clear("max_doors", number(policy.maxDoors)),
            .clear("max_failures", .text(policy.maxFailures.description)),
            .clear("hours", policy.hours.map { .text($0.description) } ?? .null),
            .clear("keep_a_way_in", .bool(policy.keepAWayIn)),
            .clear("known_doors", .bool(policy.knownDoors)),
        ])
    }

    /// `20261201-173015-3fa2`: the time in the workspace's zone, and four random digits.
    private static func makeID(_ microseconds: Int64, _ clock: RunClock) -> String {
        let random = Stamp.fresh(timestamp: 0).nonstr.prefix(4)
        return "\(clock.stamp(microseconds))-\(random)"
    }
}
