import ALMS
import Foundation
import GRDB
import Register
import RequestLog
import Runs
import Synchronization
import Testing
import Vault

@Suite("A register that cannot be written")
struct UnwritableRegisterTests {
    private let workspace: TestWorkspace
    private let queue: DatabaseQueue

    init() throws {
        workspace = try TestWorkspace()
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        queue = try DatabaseQueue(path: workspace.register.path, configuration: configuration)
    }

    private func damage(_ statement: String) throws {
        try queue.write { db in
            try db.execute(
                sql: "CREATE TRIGGER fault BEFORE \(statement) BEGIN SELECT RAISE(ABORT, 'x'); END"
            )
        }
    }

    private func mend() throws {
        try queue.write { try $0.execute(sql: "DROP TRIGGER IF EXISTS fault") }
    }

    /// Everything that a run does to a register: changes of several kinds, several calls at a time.
    private func requests() throws -> [Request] {
        let w = workspace
        return [
            try w.set("9163527480", at: w.entrance), try w.set("9163527481", at: w.room),
            try w.remove("13800000002", at: w.room), try w.set("9163527482", at: w.store),
            try w.set("9163527483", at: w.room),
        ]
    }

    private static func work(_ run: Run, _ requests: [Request]) async throws {
        run.itemEnded("first", each: 1, index: 1, .ok)
        await withTaskGroup(of: Void.self) { group in
            for request in requests.dropLast() {
                group.addTask { _ = await run.perform(request) }
            }
        }
        for request in requests.suffix(1) { _ = await run.perform(request) }
        for door in requests.dropLast().suffix(1).compactMap(\.door) {
            try run.mark(door, occupied: false)
        }
    }

    private func isLikeLog() throws -> Bool {
        let (register, summary) = try workspace.rebuilt { try workspace.fill($0) }
        let (own, other) = (try workspace.shown(), try workspace.shown(register))
        for (one, another) in zip(own, other) where one != another {
            Issue.record("\(one)\nis in the log: \(another)")
        }
        return try own == other && workspace.register.appliedSeq() == summary.entries - 1
    }

    @Test(
        "for a moment takes everything all the same, and the run says so once",
        arguments: [
            "INSERT ON ahead", "UPDATE ON progress", "UPDATE ON grants", "INSERT ON grants",
            "DELETE ON ahead", "UPDATE ON doors", "INSERT ON items",
        ]
    )
    func once(_ statement: String) async throws {
        let words = Words()
        let (workspace, queue) = (workspace, queue)
        var setup = workspace.setup(.live)
        setup.events = { event in
            guard case .warning(let text) = event else { return }
            words.add(text)
            try? queue.write { try $0.execute(sql: "DROP TRIGGER IF EXISTS fault") }
        }
        let service = HeldService { $0[.password] == "9163527482" }
        let run = try await Run.start(setup, in: workspace.resources(service))
        try damage(statement)
        let requests = try requests()
        let working = Task { try await Self.work(run, requests) }
        // One call stays open, so that the others are held beyond the mark; some faults come after it.
        while service.held == 0 { await Task.yield() }
        for _ in 0..<60 where words.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        service.open()
        try await working.value
        let report = await run.finish(nil)
        #expect(report.exitCode == .done && report.problems.isEmpty, "\(report.problems)")
        #expect(words.all.count == 1 && words.all[0].contains("behind the log"), "\(words.all)")
        #expect(try isLikeLog())
        #expect(try workspace.register.items(of: run.id).count == 1)
        #expect(try workspace.register.run(run.id).report != nil)
        #expect(try workspace.register.ahead().isEmpty)
    }

    @Test(
        "until the end leaves its mark, does not end as done, and keeps the next live run from beginning"
    )
    func throughout() async throws {
        let resources = try workspace.resources(ScriptedService.agreeing())
        let run = try await Run.start(workspace.setup(.live), in: resources)
        let mark = try workspace.register.appliedSeq()
        try damage("UPDATE ON grants")
        try await Self.work(run, requests())
        let report = await run.finish(nil)
        #expect(report.exitCode == .usage)
        #expect(report.problems.contains { $0.contains("behind the log") }, "\(report.problems)")
        #expect(try workspace.register.appliedSeq() == mark)
        #expect(try workspace.password(workspace.room).current == "8264917350")

        let next = try workspace.resources(ScriptedService.agreeing())
        let refusal = await #expect(throws: RunError.self) {
            try await Run.start(workspace.setup(.live), in: next)
        }
        #expect(
            refusal?.exitCode == .bound && "\(refusal, default: "")".contains("nothing is sent")
        )
        guard case .behind(let count, let why) = await workspace.status() else {
            Issue.record("it is not told that the register is behind")
            return
        }
        #expect(count == 6 && why.contains("x"))

        try mend()
        #expect(await workspace.status() == .current)
        #expect(try workspace.password(workspace.room).current == "9163527483")
        #expect(try workspace.register.run(run.id).state == "done")
        #expect(try isLikeLog())
        // Nothing grows by mending again.
        #expect(await workspace.status() == .current)
        #expect(try isLikeLog())
    }

    @Test("because it was removed or replaced while a run was at work does not end as done")
    func replaced() async throws {
        for replacing in [false, true] {
            let workspace = try TestWorkspace()
            let run = try await Run.start(
                workspace.setup(.live),
                in: workspace.resources(ScriptedService.agreeing())
            )
            let path = workspace.register.path
            if replacing { try FileManager.default.copyItem(atPath: path, toPath: path + ".copy") }
            try FileManager.default.removeItem(atPath: path)
            if replacing { try FileManager.default.moveItem(atPath: path + ".copy", toPath: path) }
            if replacing {
                _ = await run.perform(try workspace.set("9163527480", at: workspace.room))
            }
            let report = await run.finish(nil)
            #expect(report.exitCode == .usage)
            #expect(report.problems.contains { $0.contains("removed or replaced") })
        }
    }

    @Test("with a change of people's in the log takes it in at the next start")
    func change() async throws {
        try damage("UPDATE ON doors")
        let keeping = RegisterKeeping(
            workspace: workspace.folder,
            register: workspace.register,
            vault: workspace.vault,
            operatorName: "wang"
        )
        let error = await #expect(throws: RunError.self) {
            try await keeping.change("doors set") {
                try workspace.register.settingDoors(.all, protected: true)
            }
        }
        #expect("\(error, default: "")".contains("the log has the change"))
        #expect(try workspace.register.view().door(workspace.room)?.isProtected == false)
        try mend()
        #expect(await workspace.status() == .current)
        #expect(try workspace.register.view().door(workspace.room)?.isProtected == true)
        #expect(try isLikeLog())
    }
}

@Suite("The register's mark while others are at work")
struct MarkTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private func dryRun(_ requests: [Request] = []) async throws {
        let register = try workspace.otherRegister()
        let resources = try workspace.resources(ScriptedService.agreeing(), register: register)
        let run = try await Run.start(workspace.setup(.dryRun), in: resources)
        for request in requests { _ = await run.perform(request) }
        _ = await run.finish(nil)
        try await resources.log.close()
    }

    private func reading(_ door: DoorKey) throws -> Request {
        try Request(
            .getDeviceLogsPageCount,
            Arguments([
                .init("code", .text(door.code)), .init("doorType", .text(door.doorType.wireText)),
                .init("door", .text(door.door)),
                .init("page", .integer(1)), .init("pageSize", .integer(10)),
            ])
        )
    }

    @Test("stays below what a live run has in flight, whatever a dry run beside it does")
    func dryRunBeside() async throws {
        let service = HeldService()
        let resources = try workspace.resources(service)
        let run = try await Run.start(workspace.setup(.live), in: resources)
        let mark = try workspace.register.appliedSeq()
        let request = try workspace.set("9163527480", at: workspace.room)
        let call = Task { await run.perform(request) }
        while service.held == 0 { await Task.yield() }
        try await dryRun([try workspace.set("7391640258", at: workspace.entrance)])
        #expect(try workspace.register.appliedSeq() < mark + 2)

        let killed = try TestWorkspace(killed: workspace)
        #expect(await killed.status() == .current)
        let held = try killed.password(workspace.room)
        #expect(held.current == "8264917350" && held.pending == ["9163527480"])
        #expect(held.confidence == .unknown)

        service.open()
        #expect(await call.value.class == .ok)
        #expect(await run.finish(nil).exitCode == .done)
        #expect(try workspace.password(workspace.room).current == "9163527480")
        let (register, _) = try workspace.rebuilt { try workspace.fill($0) }
        #expect(try workspace.shown() == workspace.shown(register))
    }

    @Test(
        "does not pass what a dry run read, and is brought to the log's end by the live run's end"
    )
    func readsBeside() async throws {
        let resources = try workspace.resources(ScriptedService.agreeing())
        let run = try await Run.start(workspace.setup(.live), in: resources)
        _ = await run.perform(try workspace.set("9163527480", at: workspace.room))
        try await dryRun([try reading(workspace.entrance)])
        _ = await run.perform(try workspace.set("9163527481", at: workspace.room))
        let report = await run.finish(nil)
        #expect(report.exitCode == .done && report.problems.isEmpty, "\(report.problems)")
        let (register, summary) = try workspace.rebuilt { try workspace.fill($0) }
        #expect(try workspace.shown() == workspace.shown(register))
        #expect(try workspace.register.appliedSeq() == summary.entries - 1)
        #expect(
            try workspace.entries().contains { $0.operation == "get_device_logs_page_count" }
        )
        #expect(try workspace.register.run(run.id).report != nil)
    }

    @Test("is kept back by one call; mending then repeats nothing of the others")
    func mendingRepeatsNothing() async throws {
        let service = HeldService { $0[.password] == "9163527480" }
        let resources = try workspace.resources(service)
        let run = try await Run.start(workspace.setup(.live), in: resources)
        let first = try workspace.set("9163527480", at: workspace.room)
        let call = Task { await run.perform(first) }
        while service.held == 0 { await Task.yield() }
        for digit in 0..<4 {
            let password = "739164025\(digit)"
            _ = await run.perform(try workspace.set(password, at: workspace.entrance))
        }
        try run.mark(workspace.store, occupied: false)
        while try workspace.register.view().door(workspace.store)?.isOccupied != false {
            try await Task.sleep(for: .milliseconds(5))
        }
        let killed = try TestWorkspace(killed: workspace)
        #expect(try !killed.register.ahead().isEmpty)
        for _ in 0..<2 {
            #expect(await killed.status() == .current)
            let (register, _) = try killed.rebuilt { try killed.fill($0) }
            let (own, other) = (try killed.shown(), try killed.shown(register))
            for (one, another) in zip(own, other) { #expect(one == another) }
        }
        #expect(try killed.password(workspace.room).pending == ["9163527480"])
        #expect(try killed.register.run(run.id).state == "killed")
        service.open()
        _ = await call.value
        _ = await run.finish(nil)
    }

    @Test("keeps both passwords where the log is removed with the answers in it")
    func logRemoved() async throws {
        for removal in ["log/entries", "log"] {
            let workspace = try TestWorkspace()
            let service = HeldService()
            let resources = try workspace.resources(service)
            let run = try await Run.start(workspace.setup(.live), in: resources)
            let requests = [
                try workspace.set("9163527480", at: workspace.room),
                try workspace.set("9163527481", at: workspace.entrance),
            ]
            let calls = requests.map { request in Task { await run.perform(request) } }
            while service.held < 2 { await Task.yield() }
            try FileManager.default.removeItem(atPath: "\(workspace.folder)/\(removal)")
            service.open()
            for call in calls { _ = await call.value }
            let report = await run.finish(nil)
            #expect(report.exitCode == .log)
            #expect(report.problems.contains { $0.contains("2 of the answers") })
            for (door, old, new) in [
                (workspace.room, "8264917350", "9163527480"),
                (workspace.entrance, "7351948264", "9163527481"),
            ] {
                let held = try workspace.password(door)
                #expect(held.current == old && held.pending == [new])
                #expect(held.confidence == .unknown)
            }
            let status = await workspace.status()
            #expect(status.words != nil)
        }
    }
}
