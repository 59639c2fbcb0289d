public import ALMS
public import Register
import RequestLog
import Synchronization

/// One execution of a script, or of a command that sends requests.
///
/// It decides what may be sent, writes it down, has it sent, brings the outcomes into the register
/// and tells at the end what was done. Every method may be called from any thread.
public final class Run: Sendable {
    /// The run's id: `20261201-093015-3fa2`.
    public let id: String
    /// What it was told.
    public let setup: RunSetup
    /// The register as this run sees it, its own planned or done changes included.
    public let view: RegisterView
    /// When it began, microseconds since 1970.
    public let started: Int64

    /// What was sent without an approval in the 24 hours before it; none where none is asked for.
    public let sentBefore: ApprovalLedger

    /// How many writes of earlier parts of this run count to approvals; nil when nobody knows.
    let unapprovedBefore: Int?
    /// How the script of a run ended of which this one settles what is unknown; else nil.
    let scriptEnd: String?
    let resources: RunResources
    let items: ItemBook
    let state: Mutex<RunState>
    private let lock: Mutex<RunLock?>

    init(
        id: String,
        setup: RunSetup,
        resources: RunResources,
        view: RegisterView,
        started: Int64,
        scriptEnd: String?,
        sentBefore: ApprovalLedger,
        unapprovedBefore: Int?,
        lock: RunLock?
    ) {
        self.id = id
        self.setup = setup
        self.resources = resources
        self.view = view
        self.started = started
        self.scriptEnd = scriptEnd
        self.sentBefore = sentBefore
        self.unapprovedBefore = unapprovedBefore
        self.lock = Mutex(lock)
        items = ItemBook(resources.register, run: id)
        let planned = PlannedFile("\(resources.paths.runs)/\(id).planned.jsonl")
        var policy = setup.policy
        if setup.mode == .dryRun { policy.mayLockOut = true }
        let bounds = Bounds(policy, sentBefore: sentBefore, format: setup.format)
        state = Mutex(RunState(bounds: bounds, planned: planned))
    }

    /// Whether writes are sent.
    public var mode: RunMode { setup.mode }

    /// Why nothing more is started; nil while the run goes on.
    public var stopped: StopReason? { state.withLock { $0.bounds.stop } }

    /// Where ``send(_:)`` is best called; nil: anywhere.
    public var executor: (any TaskExecutor)? { resources.service.executor }

    /// Starts nothing more; what is in flight goes on.
    public func stop(_ reason: StopReason) { state.withLock { _ = $0.bounds.halt(reason) } }

    /// Narrows what the run may do: `yeeuu.needs`.
    public func restrict(operations: Set<OperationName>?, maxDoors: Int?) {
        state.withLock { $0.bounds.restrict(operations: operations, maxDoors: maxDoors) }
    }

    /// Counts an `ensure_…` that found everything confirmed: nothing had to be sent.
    public func unchanged(_ door: DoorKey, _ kind: GrantKind, authoredMobile: String) {
        let operation: OperationName = kind == .auth ? .auth : .generatePassword
        let change = Change(
            door: door,
            operation: operation,
            grant: kind,
            authoredMobile: authoredMobile,
            authoredName: "",
            kind: .unchanged
        )
        state.withLock { state in
            state.counts[.unchanged, default: 0] += 1
            state.changes.append(change)
        }
    }

    /// Counts an item of an `each` that went wrong before anything could be sent for it.
    ///
    /// - Parameters:
    ///   - words: what went wrong, for people.
    ///   - scope: the list that the item belongs to.
    ///   - about: whom the item was for.
    public func failedItem(
        _ words: String,
        scope: CallScope,
        about: [RunReport.Subject] = []
    ) {
        var line = RunReport.Line(
            operation: nil,
            door: nil,
            authoredMobile: "",
            outcome: .failed,
            desc: words,
            attempts: 0
        )
        line.about = about
        let stop = state.withLock { state in
            state.counts[.failed, default: 0] += 1
            state.failures.append(line)
            return state.bounds.settle(.failed, scope: scope)
        }
        if let stop { setup.events?(.warning("stopped; \(stop)")) }
    }

    /// Counts an item of an `each` that was not begun any more.
    ///
    /// - Parameters:
    ///   - item: what the item is called: a door, a grant.
    ///   - words: why it was not begun.
    ///   - about: whom the item was for.
    public func itemNotStarted(
        _ item: String,
        _ words: String,
        about: [RunReport.Subject] = []
    ) {
        var line = RunReport.Line(
            operation: nil,
            door: nil,
            authoredMobile: "",
            outcome: .skipped,
            desc: words,
            attempts: 0
        )
        line.item = item
        line.about = about
        state.withLock { state in
            state.counts[.skipped, default: 0] += 1
            state.notStarted.append(line)
        }
    }

    /// Counts what an earlier part of a resumed run did.
    func addCounts(_ counts: [OutcomeClass: Int], doors: Set<DoorKey>, people: Set<String>) {
        state.withLock { state in
            state.counts.merge(counts, uniquingKeysWith: +)
            state.earlierDoors.formUnion(doors)
            state.people.formUnion(people)
        }
    }

    /// Lets another live run begin.
    func unlock() { lock.withLock { $0 = nil } }

    /// The door's last intent; `known` is what it was before this run, if somebody has looked.
    func lastSeq(_ door: DoorKey, known: Int? = nil) -> Int {
        if let seq = state.withLock({ $0.lastSeq[door] }) ?? known { return seq }
        if let known = try? view.standing(of: door) { return known.lastSeq }
        return (try? resources.register.lastSeq(of: door)) ?? -1
    }
}
