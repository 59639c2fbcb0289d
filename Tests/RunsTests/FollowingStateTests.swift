import ALMS
import Register
import Runs
import Testing
import Vault

@Suite("What is judged is the state that follows")
struct FollowingStateTests {
    private static let day: Int64 = 86_400
    private static let one = "13800000001"
    private static let other = "13800000002"

    /// An authorization or a password of somebody at a door, from and until so many seconds from now.
    private func request(
        _ workspace: TestWorkspace,
        _ operation: OperationName,
        _ door: DoorKey,
        _ mobile: String,
        from start: Int64 = -1000,
        until end: Int64 = 100_000
    ) throws -> Request {
        var items: [Arguments.Item] = [
            .init("buildingId", .text(door.buildingId)), .init("code", .text(door.code)),
            .init("doorType", .text(door.doorType.wireText)), .init("door", .text(door.door)),
            .init("authoredMobile", .text(mobile)),
        ]
        if operation == .auth || operation == .generatePassword {
            items += [
                .init("startTime", .integer(TestWorkspace.now + start)),
                .init("endTime", .integer(TestWorkspace.now + end)),
                .init("author", .text("office")), .init("authoredName", .text("李")),
            ]
        }
        if operation == .generatePassword { items.append(.init("password", .text("5830174926"))) }
        return try Request(operation, Arguments(items))
    }

    private func run(
        _ workspace: TestWorkspace,
        _ mode: RunMode = .live,
        _ policy: Policy = .standard,
        _ service: ScriptedService = .agreeing(),
        warnings: Words? = nil
    ) async throws -> Run {
        var setup = workspace.setup(mode)
        setup.policy = policy
        setup.events = { event in
            if case .warning(let words) = event { warnings?.add(words) }
        }
        return try await Run.start(setup, in: workspace.resources(service))
    }

    @Test("an end that is moved into the past takes the last way in away, and is refused")
    func endInThePast() async throws {
        let workspace = try TestWorkspace()
        let run = try await run(workspace)
        let end = 1_005_000_000 - TestWorkspace.now
        func ended(_ mobile: String, _ door: DoorKey) throws -> Request {
            try request(workspace, .generatePassword, door, mobile, from: end - 1, until: end)
        }
        let refused = await run.perform(try ended(Self.one, workspace.entrance))
        #expect(refused.class == .policy)
        #expect(refused.desc.contains("the last is 王芳 13800000001"), "\(refused.desc)")
        #expect(await run.perform(try ended(Self.one, workspace.room)).class == .ok)
        #expect(await run.perform(try ended(Self.other, workspace.room)).class == .policy)
        // What has ended opens nothing any more: it may always be taken away.
        #expect(await run.perform(try workspace.remove(Self.one, at: workspace.room)).class == .ok)
        _ = await run.finish(nil)
    }

    @Test("who moves in tomorrow has a way in, who does in four days has none")
    func turnover() async throws {
        let workspace = try TestWorkspace()
        for (start, expected) in [(4 * Self.day, CallReply.Class.policy), (Self.day, .ok)] {
            let run = try await run(workspace)
            let newcomer = try request(
                workspace,
                .auth,
                workspace.entrance,
                "13900000009",
                from: start,
                until: 90 * Self.day
            )
            #expect(await run.perform(newcomer).class == .ok)
            let removal = try workspace.remove(Self.one, at: workspace.entrance)
            #expect(await run.perform(removal).class == expected)
            _ = await run.finish(nil)
        }
    }

    @Test("who is only imported counts, and is named")
    func imported() async throws {
        let workspace = try TestWorkspace()
        let id = GrantID(door: workspace.store, kind: .auth, authoredMobile: "13900000009")
        let row = JSON.object([
            .init("row", .string("grant")), .init("buildingId", .string("B002")),
            .init("code", .string("2001")), .init("doorType", .string("1")),
            .init("door", .string("")), .init("kind", .string("auth")),
            .init("authoredMobile", .string(id.authoredMobile)),
            .init("endTime", .integer(TestWorkspace.now + 1000)),
            .init("authoredName", .string("李明")),
        ])
        let change = RegisterChange("grants import", at: TestWorkspace.now, rows: [row])
        try workspace.register.apply(try #require(change))
        let words = Words()
        let run = try await run(workspace, warnings: words)
        _ = await run.perform(
            try request(workspace, .generatePassword, workspace.store, Self.one)
        )
        #expect(await run.perform(try workspace.remove(Self.one, at: workspace.store)).class == .ok)
        #expect(words.all.contains { $0.contains("李明 13900000009, only imported") }, "\(words.all)")
        let last = await run.perform(
            try request(workspace, .deleteAuth, workspace.store, "13900000009")
        )
        #expect(last.class == .policy && last.desc.contains("only imported"), "\(last.desc)")
        _ = await run.finish(nil)
    }

    @Test("a protected door is changed by nothing, a synchronization included")
    func protected() async throws {
        let workspace = try TestWorkspace()
        let only = try DoorSelector(Arguments([.init("code", .text("2001"))]))
        try workspace.register.apply(workspace.register.settingDoors(only, protected: true))
        let service = ScriptedService.agreeing()
        let run = try await run(workspace, .live, .standard, service)
        let batch = Request(
            synchronizing: [workspace.entrance, workspace.store].map {
                Apartment(key: $0, name: "x")
            }
        )
        let refused = await run.perform(batch)
        #expect(refused.class == .policy && refused.desc.contains("B002/2001 is protected"))
        #expect(service.requests.isEmpty)
        #expect(await run.finish(nil).exitCode == .bound)
    }

    @Test("what would be refused for the second of two is refused before the first")
    func pairs() async throws {
        let workspace = try TestWorkspace()
        func pair(_ door: DoorKey, _ mobile: String) throws -> [Call] {
            try [OperationName.removePassword, .deleteAuth].map {
                Call(try request(workspace, $0, door, mobile))
            }
        }
        var forbidden = Policy.standard
        forbidden.allow.remove(.deleteAuth)
        var few = Policy.standard
        few.maxChanges = 1
        let cases = [
            (forbidden, workspace.room, "delete_auth is not allowed"),
            (few, workspace.room, "max_changes"), (.standard, workspace.entrance, "way in"),
        ]
        for (policy, door, words) in cases {
            let service = ScriptedService.agreeing()
            let run = try await run(workspace, .live, policy, service)
            let auth = try request(workspace, .auth, workspace.entrance, Self.one)
            if words == "way in" { _ = await run.perform(auth) }
            let before = service.requests.count
            let refusal = run.admit(try pair(door, Self.one))
            #expect(refusal?.desc.contains(words) == true, "\(refusal?.desc ?? "admitted")")
            #expect(service.requests.count == before)
            let report = await run.finish(nil)
            #expect(report.notStarted.count == 2 && report.exitCode == .bound)
        }
    }

    @Test("what was admitted together is sent together, whatever else is counted in between")
    func admitted() async throws {
        let workspace = try TestWorkspace()
        var policy = Policy.standard
        policy.maxChanges = 2
        let run = try await run(workspace, .live, policy)
        let calls = try [OperationName.removePassword, .deleteAuth].map {
            Call(try request(workspace, $0, workspace.room, Self.one))
        }
        #expect(run.admit(calls) == nil)
        for call in calls {
            let between = await run.perform(try workspace.set("9163527480", at: workspace.store))
            #expect(between.class == .policy)
            #expect(await run.perform(call.request).class == .ok)
        }
        _ = await run.finish(nil)
    }

    @Test("an empty door is occupied again once somebody is let in, not by another's rotation")
    func movingIn() async throws {
        let workspace = try TestWorkspace()
        for mode in [RunMode.dryRun, .live] {
            try workspace.register.apply(
                workspace.register.settingDoors(DoorSelector(building: "B001"), occupied: false)
            )
            let run = try await run(workspace, mode)
            _ = await run.perform(try workspace.set("9163527480", at: workspace.room))
            #expect(try run.view.door(workspace.room)?.isOccupied == false)
            _ = await run.perform(
                try request(workspace, .auth, workspace.room, "13900000009")
            )
            #expect(try run.view.door(workspace.room)?.isOccupied == true)
            _ = await run.finish(nil)
            #expect(
                try workspace.register.view().door(workspace.room)?.isOccupied == (mode == .live)
            )
        }
    }
}
