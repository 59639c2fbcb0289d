import ALMS
import Register
import Runs
import Testing

@Suite("What was sent without an approval")
struct ApprovalLedgerTests {
    private let approvals = Approvals(count: 1, above: 50)

    @Test("counts for 24 hours, and says when more comes free")
    func free() {
        let sent = ApprovalLedger([.init(time: 2000, count: 30), .init(time: 1000, count: 15)])
        #expect(sent.sum == 45)
        #expect(sent.needed(approvals, for: 5) == 0)
        #expect(sent.needed(approvals, for: 6) == 1)
        #expect(sent.free(approvals, for: 20) == 1000 + ApprovalLedger.span)
        #expect(sent.free(approvals, for: 21) == 2000 + ApprovalLedger.span)
        #expect(sent.free(approvals, for: 51) == nil)
        let words = approvals.refusal(of: 21, after: sent) { "<\($0)>" }
        #expect(words?.contains("45 were sent without an approval in the last 24 hours") == true)
        #expect(words?.contains("from <\(2000 + ApprovalLedger.span)> on") == true)
        #expect(approvals.refusal(of: 5, after: sent) { "\($0)" } == nil)
        #expect(approvals.refusal(of: 0, after: sent) { "\($0)" } == nil)
    }

    private func removal(_ mobile: String, _ code: String) throws -> Request {
        try Request(
            .deleteAuth,
            Arguments([
                .init("buildingId", .text("B001")), .init("code", .text(code)),
                .init("doorType", .text("1")), .init("authoredMobile", .text(mobile)),
            ])
        )
    }

    @Test("leaves out the removals of one person in at most three flats, and no others")
    func removals() throws {
        let three = try ["1", "2", "3"].map { try removal("13800000001", $0) }
        #expect(ApprovalLedger.size(of: three + three) == 0)
        #expect(ApprovalLedger.size(of: three + [try removal("13800000001", "4")]) == 4)
        #expect(ApprovalLedger.size(of: three + [try removal("13800000002", "1")]) == 4)
        let opening = try TestWorkspace().set("9163527480", at: ScopeDoor.entrance)
        #expect(ApprovalLedger.size(of: three + [opening]) == 1)
    }

    private enum ScopeDoor {
        static let entrance = DoorKey(buildingId: "B1", code: "1", doorType: .main, door: "")
    }

    @Test("is read from the reports of runs; a killed one counts as the log tells it")
    func read() async throws {
        let workspace = try TestWorkspace()
        let resources = try workspace.resources(ScriptedService.agreeing())
        let first = try await Run.start(workspace.setup(.live), in: resources)
        for door in [workspace.room, workspace.entrance] {
            _ = await first.perform(try workspace.set("9163527480", at: door))
        }
        #expect(await first.finish(nil).unapproved == 2)
        var uncounted = workspace.setup(.live)
        uncounted.isUncounted = true
        let second = try await Run.start(uncounted, in: resources)
        _ = await second.perform(try workspace.set("6284017395", at: workspace.room))
        #expect(await second.finish(nil).unapproved == 0)
        let now = first.started / 1_000_000
        func ledger(_ time: Int64, without run: String? = nil) throws -> ApprovalLedger {
            try ApprovalLedger(
                of: workspace.register,
                log: workspace.folder + "/log",
                at: time,
                without: run
            )
        }
        #expect(try ledger(now).sum == 2)
        #expect(try ledger(now, without: first.id).sum == 0)
        #expect(try ledger(now + ApprovalLedger.span + 60).sum == 0)
        for run in [first, second] {
            var row = try workspace.register.run(run.id)
            row.report = nil
            try workspace.register.updateRun(row)
        }
        #expect(try ledger(now).sum == 2)
    }

    @Test("stops a run whose size is known before its first request")
    func known() async throws {
        let workspace = try TestWorkspace()
        var setup = workspace.setup(.live)
        setup.policy.approvals = Approvals(count: 1, above: 3)
        for (changes, expected) in [(4, 0), (3, 1)] {
            let service = ScriptedService.agreeing()
            let run = try await Run.start(setup, in: workspace.resources(service))
            run.judgeApprovals(of: changes)
            _ = await run.perform(try workspace.set("9163527480", at: workspace.room))
            #expect(service.requests.count == expected)
            #expect(await run.finish(nil).exitCode == (expected == 0 ? .bound : .done))
        }
    }

    @Test("lets a live run go as far as the rest of the day does")
    func live() async throws {
        let workspace = try TestWorkspace()
        let resources = try workspace.resources(ScriptedService.agreeing())
        var setup = workspace.setup(.live)
        setup.policy.approvals = Approvals(count: 1, above: 3)
        for (count, expected) in [(2, CallReply.Class.ok), (1, .ok), (1, .policy)] {
            let run = try await Run.start(setup, in: resources)
            for index in 0..<count {
                let reply = await run.perform(
                    try workspace.set("916352748\(index)", at: workspace.room)
                )
                #expect(reply.class == expected, "\(reply.desc)")
            }
            _ = await run.finish(nil)
        }
    }
}
