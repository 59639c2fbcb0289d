import ALMS
import Register

/// Everything about a run that changes while it is at work.
struct RunState {
    var bounds: Bounds
    var planned: PlannedFile
    var steps = 0
    var order = StepOrder()
    var reads = 0
    var counts: [OutcomeClass: Int] = [:]
    var people: Set<String> = []
    /// The writes that were sent, as far as approvals count them.
    var sent = ApprovalLedger.Tally()
    /// The doors of earlier parts of a run that is resumed.
    var earlierDoors: Set<DoorKey> = []
    var changes: [Change] = []
    var failures: [RunReport.Line] = []
    var notStarted: [RunReport.Line] = []
    /// What gateways and locks that were offline to the end kept from being done.
    var waiting: [RunReport.Line] = []
    /// What waits at the end of the line, and how many ever did.
    var aside: [Int: Aside] = [:]
    var asideCount = 0
    var forbidden = 0
    var warned: Set<String> = []
    var plannedCounts: [OperationName: Int] = [:]
    /// Each door's last intent in this run.
    var lastSeq: [DoorKey: Int] = [:]
    /// Removals that are in flight, as if they were done: two of them must not take the last way in.
    var leaving: [DoorKey: Set<GrantID>] = [:]
    /// Calls that were judged with others and have not begun yet.
    var admissions = Admissions()
    /// Who is being taken out of a door that is empty then.
    var vacating = VacateBook()
    /// How often a door was marked as occupied or not.
    var occupancyMarks = 0
    /// Who had a password removed for a new one that has not come yet.
    var owed: Set<GrantID> = []
    var consent: Task<Consent, Never>?
    /// How many calls are being sent, and who waits for the last of them.
    var underWay = 0
    var waiters: [CheckedContinuation<Void, Never>] = []

    init(bounds: Bounds, planned: PlannedFile) {
        self.bounds = bounds
        self.planned = planned
    }
}
