import ALMS
import Foundation
import Register
import RequestLog
import Runs
import Synchronization
import Testing
import Vault

@Suite("A dry run")
struct DryRunTests {
    @Test("plans writes, sends none, and shows itself what it planned")
    func planning() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService.agreeing()
        let run = try await Run.start(workspace.setup(.dryRun), in: workspace.resources(service))
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == .planned)
        #expect(reply.answer?.success == true)
        let id = GrantID(door: workspace.room, kind: .password, authoredMobile: "13800000001")
        #expect(try run.view.password(of: id)?.reveal() == "9163527480")
        let report = await run.finish(nil)
        #expect(service.requests.isEmpty)
        #expect(report.planned == 1)
        #expect(report.exitCode == .done)
        guard case .changed(let fields) = report.changes.first?.kind else {
            Issue.record("the password changes")
            return
        }
        #expect(fields.map { [$0.name, $0.old, $0.new] } == [["password", "••••••", "••••••"]])
        #expect(try workspace.password(workspace.room).current == "8264917350")
    }

    @Test("writes its plan down without a password, under a root that the log has")
    func plannedFile() async throws {
        let workspace = try TestWorkspace()
        let run = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        for digits in ["9163527480", "7391640258"] {
            _ = await run.perform(try workspace.set(digits, at: workspace.room))
        }
        _ = await run.finish(nil)
        let path = "\(workspace.folder)/runs/\(run.id).planned.jsonl"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(!text.contains("9163527480") && !text.contains("7391640258"))
        var tree = MerkleTree()
        for line in lines { tree.append(leaf: Array(line.utf8)) }
        let entry = try #require(try workspace.entries().first { $0.header?.kind == .planned })
        #expect(entry["lines"]?.integer == 2)
        #expect(
            entry["root"]?.text == tree.root.hex || entry["root"]?.text == tree.root.base64
        )
    }

    @Test("that cannot write it down says so and does not end as done")
    func noPlannedFile() async throws {
        let workspace = try TestWorkspace()
        let runs = workspace.folder + "/runs"
        try? FileManager.default.removeItem(atPath: runs)
        #expect(FileManager.default.createFile(atPath: runs, contents: Data("a file".utf8)))
        let run = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        _ = await run.perform(try workspace.set("9163527480", at: workspace.room))
        let report = await run.finish(nil)
        #expect(report.exitCode == .usage && report.planned == 1)
        #expect(report.problems.count == 1 && report.problems[0].contains("planned.jsonl"))
        #expect(try workspace.register.run(run.id).state == "done")
    }

    @Test("tells new, changed, removed and unchanged apart")
    func changes() async throws {
        let workspace = try TestWorkspace()
        let run = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        for request in [
            try workspace.set("9163527480", at: workspace.room, for: "13800000003"),
            try workspace.set("8264917350", at: workspace.room),
            try workspace.remove("13800000002", at: workspace.room),
            try workspace.remove("13800000009", at: workspace.room),
        ] { _ = await run.perform(request) }
        let kinds = await run.finish(nil).changes.map(\.kind)
        #expect(kinds == [.new, .unchanged, .removed, .unchanged])
    }
}

@Suite("A rehearsed removal")
struct RehearsedRemovalTests {
    @Test("keeps the last way in, also of somebody who was let in again meanwhile")
    func lastWayIn() async throws {
        let workspace = try TestWorkspace()
        let run = try await Run.start(
            workspace.setup(.dryRun),
            in: workspace.resources(ScriptedService.agreeing())
        )
        let (one, other) = ("13800000001", "13800000002")
        #expect(await run.perform(try workspace.remove(one, at: workspace.room)).class == .planned)
        let again = try workspace.set("9163527480", at: workspace.room, for: one)
        #expect(await run.perform(again).class == .planned)
        #expect(
            await run.perform(try workspace.remove(other, at: workspace.room)).class == .planned
        )
        #expect(await run.perform(try workspace.remove(one, at: workspace.room)).class == .policy)
        _ = await run.finish(nil)
    }
}

@Suite("A live run")
struct LiveRunTests {
    @Test("has the intent in the log before it sends, and the outcome in the register after")
    func confirmed() async throws {
        let workspace = try TestWorkspace()
        let folder = workspace.folder
        let last = Mutex<LogKind?>(nil)
        let service = ScriptedService.agreeing {
            let lines = try? LogReader(folder + "/log").lines(LogFilter())
            last.withLock { $0 = lines?.last?.header?.kind }
        }
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == .ok)
        #expect(last.withLock { $0 } == .intent)
        let report = await run.finish(nil)
        #expect(report.counts[.ok] == 1)
        #expect(try workspace.password(workspace.room).current == "9163527480")
        #expect(try workspace.entries().last?.header?.kind == .runEnd)
        let verifier = LogVerifier(folder: folder + "/log")
        #expect(verifier.verify().exitCode == 0)
    }

    @Test(
        "gives each answer its class, and a register that claims no more than is known",
        arguments: [
            (
                [ScriptedService.yes], CallReply.Class.ok, ExitCode.done, "9163527480",
                Confidence.confirmed
            ),
            (
                [ScriptedService.no("密码重复")], .refused, .someFailed, "8264917350", .confirmed
            ),
            ([.noAnswer("time-out")], .unknown, .someUnknown, "8264917350", .unknown),
            ([.noAnswer("cut"), ScriptedService.yes], .ok, .done, "9163527480", .confirmed),
            (
                [.noAnswer("cut"), ScriptedService.no("no")], .unknown, .someUnknown, "8264917350",
                .unknown
            ),
            ([.noConnection("refused")], .failed, .someFailed, "8264917350", .confirmed),
            (
                [.answered(status: 500, retryAfter: nil, body: [])], .unknown, .someUnknown,
                "8264917350", .unknown
            ),
            ([ScriptedService.no("token错误")], .refused, .credentials, "8264917350", .confirmed),
        ] as [([TransportEvent], CallReply.Class, ExitCode, String, Confidence)]
    )
    func outcomes(
        events: [TransportEvent],
        expected: CallReply.Class,
        code: ExitCode,
        password: String,
        confidence: Confidence
    ) async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in events }
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == expected)
        let report = await run.finish(nil)
        #expect(report.exitCode == code)
        let held = try workspace.password(workspace.room)
        #expect(held.current == password)
        #expect(held.confidence == confidence)
        #expect(held.pending == (confidence == .unknown ? ["9163527480"] : []))
        let kinds = try workspace.entries().compactMap { $0.header?.kind }
        #expect(kinds.filter { $0 == .intent }.count == events.count)
        #expect(kinds.filter { $0 == .outcome }.count == events.count)
    }

    @Test("keeps an attempt's words from quoting what was sent")
    func echo() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in [ScriptedService.no("9163527480 is taken")] }
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.desc == "•••••• is taken")
        _ = await run.finish(nil)
        for line in try workspace.entries() {
            #expect(!String(decoding: line.bytes, as: UTF8.self).contains("9163527480"))
        }
    }

    @Test("chains its attempts, its doors' intents and its outcomes in the log")
    func chains() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, before in
            before == 0 ? [.noAnswer("cut"), ScriptedService.yes] : [ScriptedService.yes]
        }
        let run = try await Run.start(workspace.setup(.live), in: workspace.resources(service))
        _ = await run.perform(try workspace.set("9163527480", at: workspace.room))
        _ = await run.perform(try workspace.remove("13800000002", at: workspace.room))
        _ = await run.finish(nil)
        let headers = try workspace.entries().compactMap(\.header)
        let intents = headers.filter { $0.kind == .intent }
        let lines = try workspace.entries().filter { $0.header?.kind == .intent }
        #expect(lines.map { $0["attempt"]?.integer } == [1, 2, 1])
        #expect(intents.map(\.call) == [intents[0].seq, intents[0].seq, intents[2].seq])
        #expect(lines.map(\.previous) == [[-1], [intents[0].seq], [intents[1].seq]])
        #expect(headers.filter { $0.kind == .outcome }.map(\.ref) == intents.map(\.seq))
        #expect(try workspace.register.lastSeq(of: workspace.room) == intents[2].seq)
    }

    @Test("refuses to open a door unless that is allowed")
    func remoteAction() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService.agreeing()
        var setup = workspace.setup(.live)
        var run = try await Run.start(setup, in: workspace.resources(service))
        #expect(await run.perform(try workspace.open(workspace.room)).class == .policy)
        #expect(await run.finish(nil).exitCode == .bound)
        #expect(service.requests.isEmpty)
        setup.policy.allow.insert(.remoteAction)
        run = try await Run.start(setup, in: workspace.resources(service))
        let reply = await run.perform(try workspace.open(workspace.room))
        #expect(reply.class == .ok, "\(reply.desc)")
        _ = await run.finish(nil)
        #expect(service.requests.count == 1)
    }

    @Test("never takes the last way into an occupied door, not even by two removals at once")
    func lastWayIn() async throws {
        let workspace = try TestWorkspace()
        let run = try await Run.start(
            workspace.setup(.live),
            in: workspace.resources(ScriptedService.agreeing())
        )
        let first = run.begin(Call(try workspace.remove("13800000001", at: workspace.room)))
        guard case .send(let ticket) = first else {
            Issue.record("the first removal leaves somebody, and is allowed")
            return
        }
        let second = await run.perform(try workspace.remove("13800000002", at: workspace.room))
        #expect(second.class == .policy)
        #expect(await run.send(ticket).class == .ok)
        let third = await run.perform(try workspace.remove("13800000002", at: workspace.room))
        #expect(third.class == .policy)
        try run.mark(workspace.room, occupied: false)
        let last = await run.perform(try workspace.remove("13800000002", at: workspace.room))
        #expect(last.class == .ok)
        #expect(await run.finish(nil).exitCode == .bound)
    }

    @Test("asks once, before the first write, and sends nothing when it is declined")
    func consent() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService.agreeing()
        var setup = workspace.setup(.live)
        setup.consent = { _ in .declined("no terminal; add --yes") }
        let run = try await Run.start(setup, in: workspace.resources(service))
        let reply = await run.perform(try workspace.set("9163527480", at: workspace.room))
        #expect(reply.class == .policy)
        #expect(reply.desc.contains("--yes"))
        let report = await run.finish(nil)
        #expect(service.requests.isEmpty)
        #expect(report.exitCode == .bound)
        #expect(report.notStarted.count == 1)
    }

    @Test("is alone in its workspace, and names the one that is there")
    func locking() async throws {
        let workspace = try TestWorkspace()
        let resources = try workspace.resources(ScriptedService.agreeing())
        let first = try await Run.start(workspace.setup(.live), in: resources)
        do {
            _ = try await Run.start(workspace.setup(.live), in: resources)
            Issue.record("a second live run began")
        } catch {
            #expect(error.exitCode == .bound)
            #expect(error.description.contains(first.id) && error.description.contains("wang"))
        }
        let dry = try await Run.start(workspace.setup(.dryRun), in: resources)
        _ = await dry.finish(nil)
        _ = await first.finish(nil)
    }

    @Test("sends what it admitted before a bound on changes was reached")
    func admitted() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService.agreeing()
        var setup = workspace.setup(.live)
        setup.policy.maxChanges = 1
        let run = try await Run.start(setup, in: workspace.resources(service))
        let request = try workspace.set("9163527480", at: workspace.room)
        guard case .send(let ticket) = run.begin(Call(request)) else {
            Issue.record("the first change is within the bound")
            return
        }
        #expect(await run.perform(request).class == .policy)
        #expect(await run.send(ticket).class == .ok)
        #expect(await run.finish(nil).counts[.ok] == 1)
    }

    @Test("stops when too much goes wrong, and names what was not started")
    func stopRule() async throws {
        let workspace = try TestWorkspace()
        let service = ScriptedService { _, _ in [ScriptedService.no("no")] }
        var setup = workspace.setup(.live)
        setup.policy.maxFailures = .count(2)
        let run = try await Run.start(setup, in: workspace.resources(service))
        var classes: [CallReply.Class] = []
        for _ in 0..<5 {
            let request = try workspace.set("9163527480", at: workspace.room)
            classes.append(await run.perform(request).class)
        }
        #expect(classes == [.refused, .refused, .refused, .policy, .policy])
        let report = await run.finish(nil)
        #expect(report.exitCode == .bound)
        #expect(report.notStarted.count == 2)
        #expect(service.requests.count == 3)
    }
}
