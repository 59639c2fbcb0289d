import ALMS
import Register
import Runs
import Testing

@Suite("A door that is vacated")
struct VacateTests {
    private func calls(
        _ workspace: TestWorkspace,
        _ mobile: String,
        _ door: DoorKey
    ) throws -> [Call] {
        try [OperationName.removePassword, .deleteAuth].map { operation in
            Call(
                try Request(
                    operation,
                    Arguments([
                        .init("buildingId", .text(door.buildingId)),
                        .init("code", .text(door.code)),
                        .init("doorType", .text(door.doorType.wireText)),
                        .init("door", .text(door.door)), .init("authoredMobile", .text(mobile)),
                    ])
                ),
                scope: CallScope(insidePcall: true, vacates: true)
            )
        }
    }

    private func send(_ calls: [Call], in run: Run) async -> [CallReply.Class] {
        guard run.admit(calls) == nil else { return [.policy] }
        var classes: [CallReply.Class] = []
        for call in calls {
            classes.append(await run.perform(call.request, scope: call.scope).class)
        }
        return classes
    }

    private func isOccupied(_ workspace: TestWorkspace, _ door: DoorKey) throws -> Bool? {
        try workspace.register.view().door(door)?.isOccupied
    }

    @Test(
        "is empty once both removals are ok, and not before",
        arguments: [(true, true), (true, false), (false, true)]
    )
    func both(first: Bool, second: Bool) async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, place in
            [(place == 0 ? first : second) ? ScriptedService.yes : ScriptedService.no("忙")]
        }
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        _ = await send(try calls(workspace, "13800000001", workspace.entrance), in: run)
        _ = await run.finish(nil)
        #expect(service.requests.count == 2)
        #expect(try isOccupied(workspace, workspace.entrance) == !(first && second))
    }

    @Test("stays occupied while others hold something there, and keeps them a way in")
    func shared() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService.agreeing()
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        let first = try calls(workspace, "13800000001", workspace.room)
        #expect(await send(first, in: run) == [.ok, .ok])
        #expect(try run.view.door(workspace.room)?.isOccupied == true)
        let last = try calls(workspace, "13800000002", workspace.room)
        #expect(await send(last, in: run) == [.ok, .ok])
        _ = await run.finish(nil)
        #expect(try isOccupied(workspace, workspace.room) == false)
    }

    @Test("is carried by a plan, which can be applied")
    func planned() async throws {
        let workspace = try TestWorkspace()
        let dry = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        let calls = try calls(workspace, "13800000001", workspace.entrance)
        #expect(await send(calls, in: dry) == [.planned, .planned])
        #expect(try dry.view.door(workspace.entrance)?.isOccupied == false)
        _ = await dry.finish(nil)
        let plan = try Plan(parsing: dry.plan())
        #expect(plan.steps.map(\.vacates) == [true, true])
        let review = try PlanReview(
            plan,
            view: workspace.register.snapshot(),
            policy: .standard,
            minuteOfDay: 0
        )
        #expect(review.lines.allSatisfy { $0.forbidden == nil && $0.stale == nil })
        #expect(try isOccupied(workspace, workspace.entrance) == true)
        let run = try await Run.start(
            workspace.setup(.live),
            in: workspace.resources(ScriptedService.agreeing())
        )
        try await run.apply(plan)
        #expect(await run.finish(nil).exitCode == .done)
        #expect(try isOccupied(workspace, workspace.entrance) == false)
    }

    @Test("is occupied again after an undo; one that was moved into is empty again")
    func undone() async throws {
        let workspace = try TestWorkspace()
        let only = try DoorSelector(Arguments([.init("code", .text("2001"))]))
        try workspace.register.apply(workspace.register.settingDoors(only, occupied: false))
        let resources = try workspace.resources(ScriptedService.agreeing())
        let first = try await Run.start(workspace.setup(.live), in: resources)
        _ = await send(try calls(workspace, "13800000001", workspace.entrance), in: first)
        _ = await first.perform(try workspace.set("9163527480", at: workspace.store, for: "139"))
        _ = await first.finish(nil)
        #expect(try isOccupied(workspace, workspace.entrance) == false)
        #expect(try isOccupied(workspace, workspace.store) == true)
        let dry = try await Run.start(workspace.setup(.dryRun), in: resources)
        #expect(try dry.planUndo(of: first.id) == [])
        #expect(await dry.finish(nil).exitCode == .done)
        let plan = try Plan(parsing: dry.plan(undoing: first.id))
        #expect(plan.header.story?.title == "undo of run \(first.id)")
        let second = try await Run.start(workspace.setup(.live), in: resources)
        try await second.apply(plan)
        #expect(await second.finish(nil).exitCode == .done)
        #expect(try isOccupied(workspace, workspace.entrance) == true)
        #expect(try isOccupied(workspace, workspace.store) == false)
    }

    @Test("an undo lists what nothing takes back")
    func irrevocable() async throws {
        let workspace = try TestWorkspace()
        let resources = try workspace.resources(ScriptedService.agreeing())
        var setup = workspace.setup(.live)
        setup.policy.allow.insert(.remoteAction)
        let first = try await Run.start(setup, in: resources)
        _ = await first.perform(try workspace.open(workspace.room))
        _ = await first.perform(
            Request(synchronizing: [Apartment(key: workspace.store, name: "x")])
        )
        _ = await first.perform(try workspace.set("9163527480", at: workspace.room))
        _ = await first.finish(nil)
        let dry = try await Run.start(workspace.setup(.dryRun), in: resources)
        let lost = try dry.planUndo(of: first.id)
        #expect(lost.count == 2 && lost[0] == "B001/1001/甲: it was opened", "\(lost)")
        #expect(lost.last?.hasPrefix("doors synchronized (1): ") == true, "\(lost)")
        #expect(await dry.finish(nil).planned == 1)
    }

    @Test("an exchange of people is undone as a whole; what would lock somebody out is listed")
    func exchanged() async throws {
        let workspace = try TestWorkspace()
        let resources = try workspace.resources(ScriptedService.agreeing())
        let (old, new) = ("13800000001", "13900000009")
        let first = try await Run.start(workspace.setup(.live), in: resources)
        _ = await first.perform(
            try workspace.set("9163527480", at: workspace.entrance, for: new)
        )
        _ = await first.perform(try workspace.remove(old, at: workspace.entrance))
        _ = await first.finish(nil)
        let dry = try await Run.start(workspace.setup(.dryRun), in: resources)
        #expect(try dry.planUndo(of: first.id) == [])
        _ = await dry.finish(nil)
        let steps = try Plan(parsing: dry.plan()).steps
        #expect(steps.map(\.operation) == [.generatePassword, .removePassword])
        #expect(steps[1].needs == [0])

        // Somebody changed the old one's grant since: he cannot be let in again, so the new one stays.
        let later = try await Run.start(workspace.setup(.live), in: resources)
        _ = await later.perform(try workspace.set("6284017395", at: workspace.entrance, for: old))
        _ = await later.perform(try workspace.remove(old, at: workspace.entrance))
        _ = await later.finish(nil)
        let again = try await Run.start(workspace.setup(.dryRun), in: resources)
        let lost = try again.planUndo(of: first.id)
        #expect(lost.count == 2, "\(lost)")
        #expect(lost.contains { $0.contains(new) && $0.contains("way in") }, "\(lost)")
        #expect(await again.finish(nil).exitCode == .done)
    }
}

@Suite("Somebody who is locked out")
struct LockedOutTests {
    private func plan(_ workspace: TestWorkspace) async throws -> Plan {
        let dry = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        let removal = try workspace.remove("13800000001", at: workspace.entrance)
        let scope = CallScope(lockedOut: "arrears since May")
        #expect(await dry.perform(removal, scope: scope).class == .planned)
        _ = await dry.finish(nil)
        return try Plan(parsing: dry.plan())
    }

    @Test("is not by a live run, nor by a plan that nobody approved; the door stays occupied")
    func approved() async throws {
        let workspace = try TestWorkspace()
        let plan = try await plan(workspace)
        #expect(plan.steps.map(\.lockedOut) == ["arrears since May"])
        for isApproved in [false, true] {
            var setup = workspace.setup(.live)
            setup.policy.mayLockOut = isApproved
            let review = try PlanReview(
                plan,
                view: workspace.register.snapshot(),
                policy: setup.policy,
                minuteOfDay: 0
            )
            #expect((review.lines[0].forbidden == nil) == isApproved)
            #expect(review.lines[0].stale == nil)
            let service = ScriptedService.agreeing()
            let run = try await Run.start(setup, in: workspace.resources(service))
            try await run.apply(plan)
            _ = await run.finish(nil)
            #expect(service.requests.count == (isApproved ? 1 : 0))
        }
        #expect(try workspace.register.view().door(workspace.entrance)?.isOccupied == true)
    }
}
