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
        #expect(review.losingLastWayIn == ["王芳 13800000002"])
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

    @Test("is stale where its person's grants changed since, and says what, when and by which run")
    func staleness() async throws {
        let (workspace, bytes) = try await planned()
        let run = try await Run.start(
            workspace.setup(.live),
            in: workspace.resources(ScriptedService.agreeing())
        )
        _ = await run.perform(try workspace.set("6284017395", at: workspace.entrance))
        _ = await run.finish(nil)
        let plan = try Plan(parsing: bytes)
        let review = try review(plan, workspace)
        #expect(review.lines.map(\.isStale) == [false, true, false])
        let stale = try #require(review.lines[1].stale)
        #expect(stale.fields == ["password"] && stale.run == run.id && stale.bound == nil)
        do {
            _ = try gate(workspace).checkContent(review)
            Issue.record("a stale plan was admitted")
        } catch {
            let words = "\(error)"
            #expect(words.hasPrefix("1 step changed since: B001/1001 13800000001 (password, "))
            #expect(words.contains("by run \(run.id)"))
        }

        let left = try gate(workspace, skipStale: true).checkContent(review)
        #expect(left == [1])
        let service = ScriptedService.agreeing()
        let rest = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        try await rest.apply(plan, leavingOut: left)
        _ = await rest.finish(nil)
        #expect(service.requests.map(\.door) == [workspace.room])
        #expect(try workspace.password(workspace.entrance).current == "6284017395")
    }

    @Test("is not stale when somebody else was let in at the same door")
    func elseLetIn() async throws {
        let (workspace, bytes) = try await planned()
        let run = try await Run.start(
            workspace.setup(.live),
            in: workspace.resources(ScriptedService.agreeing())
        )
        for door in [workspace.room, workspace.entrance] {
            _ = await run.perform(try workspace.set("6284017395", at: door, for: "13900000009"))
        }
        _ = await run.finish(nil)
        let review = try review(try Plan(parsing: bytes), workspace)
        #expect(review.lines.allSatisfy { !$0.isStale })
        #expect(try gate(workspace).checkContent(review).isEmpty)
    }

    @Test(
        "is stale where the register forbids a step that it allowed; if nothing is left, as a whole"
    )
    func forbiddenSince() async throws {
        let (workspace, bytes) = try await planned()
        let only = try DoorSelector(
            Arguments([
                .init("code", .text(workspace.entrance.code)), .init("doorType", .text("1")),
            ])
        )
        try workspace.register.apply(workspace.register.settingDoors(only, protected: true))
        let review = try review(try Plan(parsing: bytes), workspace)
        #expect(review.lines[1].stale?.bound?.contains("protected") == true)
        #expect(try gate(workspace, skipStale: true).checkContent(review) == [1])
        try workspace.register.apply(
            workspace.register.settingDoors(DoorSelector(building: "B001"), protected: true)
        )
        let whole = try self.review(try Plan(parsing: bytes), workspace)
        #expect(throws: PlanError.self) {
            try gate(workspace, skipStale: true).checkContent(whole)
        }
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
