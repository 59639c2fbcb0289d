import ALMS
import Foundation
import Register
import RequestLog
import Runs
import Testing
import Vault

@Suite("A plan")
struct PlanTests {
    /// A workspace and the bytes of a plan that sets two passwords and removes one.
    private func planned() async throws -> (TestWorkspace, [UInt8]) {
        let workspace = try TestWorkspace()
        let run = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        for request in [
            try workspace.set("9163527480", at: workspace.room),
            try workspace.set("7391640258", at: workspace.entrance),
            try workspace.remove("13800000002", at: workspace.room),
        ] { _ = await run.perform(request) }
        _ = await run.finish(nil)
        return (workspace, try run.plan())
    }

    private func gate(
        _ workspace: TestWorkspace,
        target: String = "sandbox",
        approvers: [VerifierKey] = [],
        approvals: Approvals? = nil,
        skipStale: Bool = false
    ) throws -> PlanGate {
        let own = try RunResources.signer(workspace.vault.planKey).verifierKey
        return PlanGate(
            keys: [own],
            approvers: approvers,
            approvals: approvals,
            target: target,
            skipStale: skipStale
        )
    }

    private func review(_ plan: Plan, _ workspace: TestWorkspace) throws -> PlanReview {
        try PlanReview(
            plan,
            view: workspace.register.snapshot(),
            policy: .standard,
            minuteOfDay: 0
        )
    }

    @Test("holds no readable secret, and says what it would do")
    func content() async throws {
        let (workspace, bytes) = try await planned()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("9163527480") && !text.contains("7391640258"))
        let plan = try Plan(parsing: bytes)
        try gate(workspace).checkOrigin(plan)
        let review = try review(plan, workspace)
        #expect(review.operations.map(\.count) == [2, 1])
        #expect(review.doors == 2)
        #expect(review.people == 2)
        #expect(review.losingLastWayIn == ["13800000002"])
        #expect(review.lines.allSatisfy { !$0.isStale && $0.forbidden == nil })
    }

    @Test("is applied once, exactly as it stands, and names its run the second time")
    func applying() async throws {
        let (workspace, bytes) = try await planned()
        let service = ScriptedService.agreeing()
        let plan = try Plan(parsing: bytes)
        let shelf = PlanShelf(workspace: workspace.folder)
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        try run.keep(plan, on: shelf)
        try await run.apply(plan)
        let report = await run.finish(nil)
        #expect(report.exitCode == .done)
        #expect(
            service.requests.map(\.operation) == [
                .generatePassword, .generatePassword, .removePassword,
            ]
        )
        #expect(try workspace.password(workspace.room).current == "9163527480")
        #expect(try workspace.password(workspace.entrance).current == "7391640258")
        #expect(throws: PlanError.applied(run: run.id)) { try run.keep(plan, on: shelf) }
        #expect(try shelf.plan(appliedBy: run.id)?.header.plan == plan.header.plan)
    }

    @Test("skips what needs a step that was not ok")
    func skipping() async throws {
        let (workspace, bytes) = try await planned()
        let service = ScriptedService { _, before in
            [before == 1 ? ScriptedService.no("no") : ScriptedService.yes]
        }
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        try await run.apply(try Plan(parsing: bytes))
        let report = await run.finish(nil)
        #expect(service.requests.count == 2)
        #expect(report.counts[.skipped] == 1)
        #expect(report.exitCode == .someFailed)
    }

    @Test("with any byte changed is refused")
    func mangling() async throws {
        let (workspace, bytes) = try await planned()
        let gate = try gate(workspace)
        for index in bytes.indices {
            var bytes = bytes
            bytes[index] ^= 1
            #expect(throws: PlanError.self, "byte \(index)") {
                try gate.checkOrigin(try Plan(parsing: bytes))
            }
        }
    }

    @Test("signed by a stranger, for another target or without an approval is refused")
    func origin() async throws {
        let (workspace, bytes) = try await planned()
        let plan = try Plan(parsing: bytes)
        let other = try TestWorkspace()
        #expect(throws: PlanError.self) { try gate(other).checkOrigin(plan) }
        #expect(
            throws: PlanError.target(plan: "sandbox", workspace: "https://alms.yeeuu.com")
        ) {
            try gate(workspace, target: "https://alms.yeeuu.com").checkOrigin(plan)
        }

        let approver = try RunResources.signer(other.vault.planKey)
        let strict = try gate(
            workspace,
            approvers: [approver.verifierKey],
            approvals: Approvals(count: 1)
        )
        #expect(throws: PlanError.approvals(have: 0, need: 1)) { try strict.checkOrigin(plan) }
        let approved = try Plan(parsing: plan.note.adding(approver).encoded())
        try strict.checkOrigin(approved)
    }

    @Test("for a door that changed since is stale as a whole, or in part when told so")
    func staleness() async throws {
        let (workspace, bytes) = try await planned()
        try workspace.register.apply(
            workspace.register.settingDoors(DoorSelector(building: "B001"), occupied: false)
        )
        let plan = try Plan(parsing: bytes)
        let review = try review(plan, workspace)
        #expect(throws: PlanError.stale(["B001/1001/甲", "B001/1001"])) {
            try gate(workspace).checkContent(review)
        }
        #expect(try gate(workspace, skipStale: true).checkContent(review) == [0, 1, 2])
    }

    @Test("that is stale in part sends the rest when told so")
    func partlyStale() async throws {
        let (workspace, bytes) = try await planned()
        let key = workspace.entrance
        let only = try DoorSelector(
            Arguments([.init("code", .text(key.code)), .init("doorType", .text("1"))])
        )
        try workspace.register.apply(workspace.register.settingDoors(only, occupied: false))
        let plan = try Plan(parsing: bytes)
        let left = try gate(workspace, skipStale: true).checkContent(review(plan, workspace))
        let service = ScriptedService.agreeing()
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        try await run.apply(plan, leavingOut: left)
        _ = await run.finish(nil)
        #expect(left == [1])
        #expect(service.requests.map(\.door) == [workspace.room])
        #expect(try workspace.password(key).current == "7351948264")
    }

    @Test("that the policy forbids is refused, and its lines are still shown")
    func forbidden() async throws {
        let (workspace, bytes) = try await planned()
        try workspace.register.apply(
            workspace.register.settingDoors(DoorSelector(building: "B001"), protected: true)
        )
        let plan = try Plan(parsing: bytes)
        let review = try review(plan, workspace)
        #expect(review.lines.count == 3)
        #expect(review.lines.allSatisfy { $0.forbidden?.contains("protected") == true })
        #expect(throws: PlanError.self) {
            try gate(workspace, skipStale: true).checkContent(review)
        }
    }
}
