import ALMS
import Testing

@testable import Runs

@Suite("The bounds of a run")
struct BoundsTests {
    private let door = DoorKey(buildingId: "B001", code: "1001", doorType: .main, door: "")

    private func request(
        code: String = "1001",
        _ operation: OperationName = .removePassword
    ) throws
        -> Request
    {
        let person: Arguments.Item =
            operation == .remoteAction
            ? .init("operator", .text("13800000001"))
            : .init("authoredMobile", .text("13800000001"))
        return try Request(
            operation,
            Arguments([
                .init("buildingId", .text("B001")), .init("code", .text(code)),
                .init("doorType", .integer(1)), person,
            ])
        )
    }

    private let known = Bounds.DoorFacts(isKnown: true)

    @Test("let a write on a known door pass, and warn of an unknown one")
    func standard() throws {
        var bounds = Bounds(.standard)
        #expect(bounds.decide(try request(), known, minuteOfDay: 0) == .allowed)
        let verdict = bounds.decide(try request(), Bounds.DoorFacts(), minuteOfDay: 0)
        #expect(verdict == .warned("B001/1001 is unknown to the register"))
    }

    @Test("forbid what is not allowed, protected, unknown by policy, or the last way in")
    func forbidden() throws {
        var policy = Policy.standard
        policy.knownDoors = true
        var bounds = Bounds(policy)
        let cases: [(Request, Bounds.DoorFacts, String)] = [
            (try request(.remoteAction), known, "--allow remote_action"),
            (try request(), .init(isKnown: true, protected: [door]), "protected"),
            (try request(), .init(), "unknown to the register"),
            (
                try request(), .init(isKnown: true, lastWayIn: "王芳"),
                "without a way in (the last is 王芳)"
            ),
        ]
        for (request, facts, words) in cases {
            guard case .forbidden(let reason) = bounds.decide(request, facts, minuteOfDay: 0) else {
                Issue.record("\(words) was not forbidden")
                continue
            }
            #expect(reason.contains(words))
        }
        #expect(bounds.changes == 0)
        #expect(bounds.stop == nil)
    }

    @Test("stop the run at the first write over the number of changes or doors")
    func counts() throws {
        var policy = Policy.standard
        policy.maxChanges = 2
        var bounds = Bounds(policy)
        #expect(bounds.decide(try request(), known, minuteOfDay: 0) == .allowed)
        #expect(bounds.decide(try request(), known, minuteOfDay: 0) == .allowed)
        #expect(!bounds.decide(try request(), known, minuteOfDay: 0).isAllowed)
        #expect(bounds.stop?.exitCode == .bound)

        policy.maxChanges = nil
        policy.maxDoors = 1
        bounds = Bounds(policy)
        #expect(bounds.decide(try request(), known, minuteOfDay: 0) == .allowed)
        #expect(bounds.decide(try request(), known, minuteOfDay: 0) == .allowed)
        #expect(!bounds.decide(try request(code: "1002"), known, minuteOfDay: 0).isAllowed)
    }

    @Test(
        "keep writes within the hours",
        arguments: [
            ("10:00-16:00", 599, false), ("10:00-16:00", 600, true), ("10:00-16:00", 960, false),
            ("22:00-06:00", 0, true), ("22:00-06:00", 1320, true), ("22:00-06:00", 720, false),
        ]
    )
    func hours(text: String, minute: Int, isAllowed: Bool) throws {
        var policy = Policy.standard
        policy.hours = Hours(text)
        #expect(policy.hours?.description == text)
        var bounds = Bounds(policy)
        #expect(bounds.decide(try request(), known, minuteOfDay: minute).isAllowed == isAllowed)
        policy.outsideHours = "a lock is broken"
        bounds = Bounds(policy)
        #expect(bounds.decide(try request(), known, minuteOfDay: minute).isAllowed)
    }

    @Test("send no more without an approved plan than needs no approval")
    func approvals() throws {
        var policy = Policy.standard
        policy.approvals = Approvals("2 above 1")
        policy.allow.insert(.remoteAction)
        var bounds = Bounds(policy)
        let opening = try request(.remoteAction)
        #expect(bounds.decide(opening, known, minuteOfDay: 0) == .allowed)
        guard case .stopped(let reason) = bounds.decide(opening, known, minuteOfDay: 0)
        else {
            Issue.record("the second change was let pass")
            return
        }
        #expect(reason.description.hasPrefix("approvals: more than 1 changes need 2 approvals"))
    }

    @Test("count what was sent before, and leave the removal of one person out")
    func approvalsOverADay() throws {
        var policy = Policy.standard
        policy.approvals = Approvals("1 above 50")
        policy.allow.insert(.remoteAction)
        var bounds = Bounds(policy, sentBefore: ApprovalLedger([.init(time: 0, count: 50)]))
        for code in ["1001", "1002", "1003"] {
            #expect(bounds.decide(try request(code: code), known, minuteOfDay: 0) == .allowed)
        }
        #expect(!bounds.decide(try request(.remoteAction), known, minuteOfDay: 0).isAllowed)
        bounds = Bounds(policy, sentBefore: ApprovalLedger([.init(time: 0, count: 49)]))
        #expect(bounds.decide(try request(.remoteAction), known, minuteOfDay: 0) == .allowed)
    }

    @Test(
        "read how many approvals from which size on",
        arguments: [
            ("2", 2, 0), ("1 above 50", 1, 50),
        ]
    )
    func approvalTexts(_ text: String, _ count: Int, _ above: Int) {
        #expect(Approvals(text) == Approvals(count: count, above: above))
        #expect(Approvals(text)?.description == text)
    }

    @Test(
        "take no other text for a number of approvals",
        arguments: [
            "", "0", "-1", "two", "1 over 50", "1 above", "1 above -5", "1 above 50 changes",
        ]
    )
    func noApprovals(_ text: String) { #expect(Approvals(text) == nil) }

    @Test("stop when more than the share of failures went wrong, judged from ten on")
    func failures() {
        var bounds = Bounds(.standard)
        let main = CallScope()
        #expect(bounds.settle(.refused, scope: main) == nil)
        for _ in 0..<9 { #expect(bounds.settle(.ok, scope: main) == nil) }
        #expect(bounds.settle(.unknown, scope: main) != nil)
        #expect(bounds.stop?.description == "max_failures: 2 of 11 went wrong, more than 10%")
    }

    @Test("judge the share inside an each on its list")
    func failuresInList() {
        var bounds = Bounds(.standard)
        for item in 0..<10 {
            let scope = CallScope(item: item, list: 1, listCount: 100)
            #expect(bounds.settle(.failed, scope: scope) == nil)
        }
        let eleventh = CallScope(item: 10, list: 1, listCount: 100)
        #expect(bounds.settle(.failed, scope: eleventh) != nil)
    }

    @Test("count failures one by one where the bound is a number")
    func failureCount() {
        var policy = Policy.standard
        policy.maxFailures = .count(1)
        var bounds = Bounds(policy)
        #expect(bounds.settle(.failed, scope: CallScope()) == nil)
        #expect(bounds.settle(.failed, scope: CallScope()) != nil)
    }

    @Test("hold a ceiling of percent beside a number, and a number beside percent")
    func bothBounds() throws {
        let bound = FailureBound.count(3).narrowed(by: .percent(20))
        #expect(bound == FailureBound.percent(20).narrowed(by: .count(3)))
        var policy = Policy.standard
        policy.maxFailures = bound
        var bounds = Bounds(policy)
        for _ in 0..<8 { #expect(bounds.settle(.ok, scope: CallScope()) == nil) }
        for _ in 0..<2 { #expect(bounds.settle(.failed, scope: CallScope()) == nil) }
        #expect(
            bounds.settle(.failed, scope: CallScope())?.description.contains("3 or 20%") == true
        )
    }

    @Test("are narrowed, never widened, by a script's needs")
    func restricting() throws {
        var policy = Policy.standard
        policy.maxDoors = 5
        var bounds = Bounds(policy)
        bounds.restrict(operations: [.generatePassword, .remoteAction], maxDoors: 9)
        #expect(bounds.policy.maxDoors == 5)
        #expect(bounds.forbids(.generatePassword) == nil)
        #expect(bounds.forbids(.remoteAction) != nil)
        #expect(bounds.forbids(.auth) != nil)
    }

    @Test("let an interrupt outrank any other reason to stop")
    func reasons() {
        var bounds = Bounds(.standard)
        _ = bounds.halt(.bound("max_doors", ""))
        _ = bounds.halt(.scriptBug)
        #expect(bounds.stop == .bound("max_doors", ""))
        _ = bounds.halt(.interrupted)
        #expect(bounds.stop == .interrupted)
    }

    @Test(
        "are read from text, or refused",
        arguments: [
            ("5", "5"), ("10%", "10%"), ("0", "0"), ("-1", nil), ("101%", nil), ("x", nil),
            ("", nil),
        ] as [(String, String?)]
    )
    func failureBoundText(text: String, expected: String?) {
        #expect(FailureBound(text)?.description == expected)
    }

    @Test(
        "refuse hours that are none",
        arguments: ["", "10-16", "10:00", "25:00-26:00", "a:b-c:d"]
    )
    func badHours(text: String) { #expect(Hours(text) == nil) }
}

@Suite("The exit code")
struct ExitCodeTests {
    @Test("is the gravest of those that apply")
    func order() {
        #expect(ExitCode.worst([]) == .done)
        #expect(ExitCode.worst([.someFailed, .someUnknown]) == .someUnknown)
        #expect(ExitCode.worst([.bound, .someUnknown]) == .bound)
        #expect(ExitCode.worst([.usage, .bound]) == .usage)
        #expect(ExitCode.worst([.usage, .credentials]) == .credentials)
        #expect(ExitCode.worst([.credentials, .log]) == .log)
        #expect(ExitCode.worst([.log, .interrupted]) == .interrupted)
    }
}
