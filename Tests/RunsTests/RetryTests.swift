import ALMS
import Register
import Runs
import Testing

@Suite("Sending again what was left open")
struct RetryTests {
    private static let (one, other) = ("9163527480", "7391640258")
    private static let lost = ScriptedService { _, _ in [.noAnswer("time-out")] }
    private static let offline = ScriptedService { _, _ in [ScriptedService.no("LOCK_NOT_ONLINE")] }

    private func send(
        _ requests: [Request],
        _ workspace: TestWorkspace,
        _ service: ScriptedService,
        exchange: Bool = false
    ) async throws {
        var setup = workspace.setup(.live)
        setup.policy.keepAWayIn = false
        setup.policy.allow.insert(.remoteAction)
        let run = try await Run.start(setup, in: workspace.resources(service))
        for request in requests {
            _ = await run.perform(request, scope: CallScope(isExchange: exchange))
        }
        _ = await run.finish(nil)
    }

    private func decided(
        _ workspace: TestWorkspace,
        target: String = "sandbox",
        hours: Hours? = nil
    ) throws -> Retry {
        var policy = Policy.standard
        policy.hours = hours
        return try Retry(
            OpenWishes(in: workspace.resources(Self.offline)),
            view: workspace.register.view(),
            target: target,
            policy: policy,
            minuteOfDay: 3 * 60
        )
    }

    private func retry(
        _ workspace: TestWorkspace,
        _ service: ScriptedService = .agreeing(),
        hours: Hours? = nil,
        rotation: RotationStrategy = .replace
    ) async throws -> (sent: [String], report: RunReport, retried: Run.Retried) {
        let retry = try decided(workspace, hours: hours)
        var setup = workspace.setup(.live)
        setup.rotation = rotation
        setup.policy.keepAWayIn = false
        let run = try await Run.start(setup, in: workspace.resources(service))
        let retried = await run.retry(retry)
        let report = await run.finish(nil)
        let sent = service.requests.map { $0[.password] ?? $0.operation.rawValue }
        return (sent, report, retried)
    }

    @Test("sends of everybody the last wish, exactly as it was asked for, and no opening")
    func lastWishes() async throws {
        let workspace = try TestWorkspace()
        try await send(
            [
                try workspace.set(Self.one, at: workspace.entrance),
                try workspace.set(Self.other, at: workspace.entrance),
                try workspace.open(workspace.store),
            ],
            workspace,
            Self.lost
        )
        try await send(
            [
                try workspace.set("8264917351", at: workspace.room),
                try workspace.remove("13800000002", at: workspace.room),
            ],
            workspace,
            Self.offline
        )
        let (sent, report, retried) = try await retry(workspace)
        #expect(Set(sent) == [Self.other, "8264917351", "remove_password"] && sent.count == 3)
        #expect(report.exitCode == .done)
        #expect(Set(retried.told.map(\.id.door)) == [workspace.entrance, workspace.room])
        #expect(retried.waiting.isEmpty)
        #expect(try workspace.password(workspace.entrance).current == Self.other)
        #expect(try decided(workspace).isEmpty)
    }

    @Test("leaves nothing of what was done or asked for otherwise since")
    func done() async throws {
        let workspace = try TestWorkspace()
        try await send([try workspace.set(Self.one, at: workspace.entrance)], workspace, Self.lost)
        try await send(
            [try workspace.remove("13800000001", at: workspace.entrance)],
            workspace,
            .agreeing()
        )
        #expect(try decided(workspace).isEmpty)
    }

    @Test("keeps since when an apartment waits, however often it is tried")
    func since() async throws {
        let workspace = try TestWorkspace()
        try await send(
            [try workspace.set(Self.one, at: workspace.entrance)],
            workspace,
            Self.offline
        )
        let first = try OpenWishes(in: workspace.resources(Self.offline)).wishes
        let service = ScriptedService { _, _ in [ScriptedService.no("HOST_NOT_ONLINE")] }
        let (sent, report, retried) = try await retry(workspace, service)
        #expect(sent.count >= 1 && report.exitCode == .someFailed)
        #expect(retried.waiting.map(\.since) == first.map(\.since))
        let again = try OpenWishes(in: workspace.resources(Self.offline)).wishes
        #expect(again.map(\.since) == first.map(\.since) && again.count == 1)
    }

    @Test("drops what has ended meanwhile, and does not find it again")
    func ended() async throws {
        let workspace = try TestWorkspace()
        let request = try Request(
            .auth,
            Arguments([
                .init("buildingId", .text("B001")), .init("code", .text("1001")),
                .init("doorType", .text("1")), .init("door", .text("")),
                .init("startTime", .integer(TestWorkspace.now - 5000)),
                .init("endTime", .integer(TestWorkspace.now - 1000)),
                .init("author", .text("office")), .init("authoredName", .text("王芳")),
                .init("authoredMobile", .text("13800000001")),
            ])
        )
        try await send([request], workspace, Self.offline)
        #expect(try decided(workspace).dropped.count == 1)
        let (sent, report, _) = try await retry(workspace)
        #expect(sent.isEmpty && report.exitCode == .done)
        #expect(report.notStarted.map(\.desc).allSatisfy { $0.contains("ended") })
        #expect(try decided(workspace).isEmpty)
    }

    @Test("replaces a password in use within the hours only; a removal goes at any time")
    func hours() async throws {
        let workspace = try TestWorkspace()
        try await send(
            [
                try workspace.set(Self.one, at: workspace.entrance),
                try workspace.remove("13800000002", at: workspace.room),
                try workspace.set(Self.other, at: workspace.store, for: "13800000005"),
            ],
            workspace,
            Self.offline
        )
        let day = Hours("10:00-16:00")
        #expect(try decided(workspace, hours: day).left.map(\.id.door) == [workspace.entrance])
        let (sent, _, _) = try await retry(workspace, hours: day)
        #expect(Set(sent) == ["remove_password", Self.other])
    }

    @Test("sends nothing that was asked of another target, and nothing that was refused")
    func others() async throws {
        let workspace = try TestWorkspace()
        try await send([try workspace.set(Self.one, at: workspace.entrance)], workspace, Self.lost)
        #expect(try decided(workspace, target: "https://alms.yeeuu.com").sent.isEmpty)
        #expect(try decided(workspace, target: "https://alms.yeeuu.com").left.count == 1)
        let refusing = ScriptedService { _, _ in [ScriptedService.no("满")] }
        try await send([try workspace.set(Self.other, at: workspace.entrance)], workspace, refusing)
        try await send([try workspace.set(Self.other, at: workspace.room)], workspace, refusing)
        let retry = try decided(workspace)
        #expect(retry.sent.isEmpty && retry.unsettled.map(\.id.door) == [workspace.entrance])
    }

    @Test("gives first a password to whom the old one was taken from")
    func owed() async throws {
        let workspace = try TestWorkspace()
        try await send(
            [try workspace.set(Self.other, at: workspace.store, for: "13800000005")],
            workspace,
            Self.offline
        )
        try await send(
            [try workspace.remove("13800000001", at: workspace.entrance)],
            workspace,
            .agreeing(),
            exchange: true
        )
        let (sent, report, _) = try await retry(workspace, rotation: .removeThenSet)
        #expect(sent == ["7351948264", Self.other] && report.exitCode == .done)
        #expect(try workspace.register.view().owed().isEmpty)
    }

    @Test("removes what is held before it sets, where locks refuse a second one")
    func exchanged() async throws {
        let workspace = try TestWorkspace()
        try await send(
            [try workspace.set(Self.one, at: workspace.entrance)],
            workspace,
            Self.offline
        )
        let (sent, report, _) = try await retry(workspace, rotation: .removeThenSet)
        #expect(sent == ["remove_password", Self.one] && report.exitCode == .done)
        #expect(try workspace.password(workspace.entrance).current == Self.one)
    }
}
