import ALMS
import Foundation
import GRDB
import Register
import RequestLog
import Runs
import Testing
import Vault

@Suite("The log that a register follows")
struct FollowedLogTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace() }

    private func rotate(_ workspace: TestWorkspace, _ password: String) async throws {
        let resources = try workspace.resources(ScriptedService.agreeing())
        let run = try await Run.start(workspace.setup(.live), in: resources)
        _ = await run.perform(try workspace.set(password, at: workspace.room))
        #expect(await run.finish(nil).exitCode == .done)
        try await resources.log.close()
    }

    private func replaceLog(of one: TestWorkspace, by other: String) throws {
        try FileManager.default.removeItem(atPath: one.folder + "/log")
        try FileManager.default.copyItem(atPath: other, toPath: one.folder + "/log")
    }

    private func refusal(_ workspace: TestWorkspace) async throws -> RunError? {
        let resources = try workspace.resources(ScriptedService.agreeing())
        return await #expect(throws: RunError.self) {
            try await Run.start(workspace.setup(.live), in: resources)
        }
    }

    @Test("is known from a copy's that went its own way; a live run refuses, a dry run warns")
    func parted() async throws {
        try await rotate(workspace, "9163527480")
        let copy = try TestWorkspace(killed: workspace)
        try await rotate(workspace, "9163527481")
        try await rotate(copy, "9163527482")
        try await rotate(copy, "9163527483")
        let size = try workspace.register.appliedSeq() + 1
        try replaceLog(of: workspace, by: copy.folder + "/log")
        #expect(await workspace.status() == .otherLog(.parted(size)))
        let refusal = try await refusal(workspace)
        #expect(
            refusal?.exitCode == .bound && "\(refusal, default: "")".contains("restore --from-log")
        )
        #expect(try workspace.password(workspace.room).current == "9163527481")

        let words = Words()
        var setup = workspace.setup(.dryRun)
        setup.events = { if case .warning(let text) = $0 { words.add(text) } }
        let resources = try workspace.resources(ScriptedService.agreeing())
        _ = try await Run.start(setup, in: resources).finish(nil)
        #expect(words.all.contains { $0.contains("not the log that the register follows") })
        #expect(try workspace.register.appliedSeq() + 1 == size)

        // A change of people's is refused, too.
        let keeping = RegisterKeeping(
            workspace: workspace.folder,
            register: workspace.register,
            vault: workspace.vault,
            operatorName: "wang"
        )
        await #expect(throws: RunError.self) {
            try await keeping.change("doors set") {
                try workspace.register.settingDoors(.all, protected: true)
            }
        }
    }

    @Test("is known from itself rolled back, also when it went on from there")
    func rolledBack() async throws {
        try await rotate(workspace, "9163527480")
        let earlier = try TestWorkspace(killed: workspace)
        try await rotate(workspace, "9163527481")
        let size = try workspace.register.appliedSeq() + 1
        try replaceLog(of: workspace, by: earlier.folder + "/log")
        #expect(await workspace.status() == .otherLog(.shorter(size)))
        #expect(try await refusal(workspace)?.exitCode == .bound)
        try await rotate(earlier, "9163527482")
        try await rotate(earlier, "9163527483")
        try replaceLog(of: workspace, by: earlier.folder + "/log")
        #expect(await workspace.status() == .otherLog(.parted(size)))
    }

    @Test("may have gone on elsewhere: up to the mark it is the same, and the register catches up")
    func sameUpToTheMark() async throws {
        try await rotate(workspace, "9163527480")
        let copy = try TestWorkspace(killed: workspace)
        try await rotate(copy, "9163527481")
        try replaceLog(of: workspace, by: copy.folder + "/log")
        #expect(await workspace.status() == .current)
        #expect(try workspace.password(workspace.room).current == "9163527481")
        try await rotate(workspace, "9163527482")
    }

    @Test("is not another workspace's")
    func foreign() async throws {
        try await rotate(workspace, "9163527480")
        let other = try TestWorkspace()
        try replaceLog(of: workspace, by: other.folder + "/log")
        guard case .otherLog(.named) = await workspace.status() else {
            Issue.record("it is not told that the log has another name")
            return
        }
    }

    @Test(
        "is the one beside it for a register of an older program, which takes it from its mark on"
    )
    func adopted() async throws {
        try await rotate(workspace, "9163527480")
        let size = try workspace.register.appliedSeq() + 1
        let queue = try DatabaseQueue(path: workspace.register.path)
        try await queue.write {
            try $0.execute(sql: "UPDATE progress SET origin = NULL, edge = NULL")
        }
        #expect(await workspace.status() == .current)
        try await rotate(workspace, "9163527481")
        let position = try #require(try workspace.register.position())
        #expect(position.size > size)
        let reader = try LogReader(workspace.folder + "/log")
        #expect(try reader.tree(size: position.size)?.edge.map(\.base64) == position.edge)
    }

    @Test("is missed where it is not there")
    func missing() async throws {
        try FileManager.default.removeItem(atPath: workspace.folder + "/log")
        guard case .noLog(let why) = await workspace.status() else {
            Issue.record("it is not told that the log is missing")
            return
        }
        #expect(why.contains("no log here"))
    }
}
