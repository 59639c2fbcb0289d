import ALMS
import Foundation
import Register
import Synchronization
import Testing
import Vault

@testable import RequestLog
@testable import Runs

/// What the locks hold: every request that leaves is carried out and answered with yes.
private final class Locks: Service {
    private let held = Mutex<[GrantID: String?]>([:])

    var passwords: [GrantID: String?] { held.withLock { $0 } }

    func call(_ request: Request, journal: any AttemptJournal) async -> CallResult {
        do {
            try await journal.willSend(.fresh(timestamp: 1_764_550_800), attempt: 1)
        } catch {
            return CallResult(Attempt(.notSent("\(error)"), of: request.operation), attempts: 0)
        }
        if let id = request.grant { held.withLock { $0[id] = .some(request[.password]) } }
        let attempt = Attempt(ScriptedService.yes, of: request.operation)
        await journal.didReceive(attempt, number: 1, duration: 1000)
        return CallResult(attempt, attempts: 1)
    }
}

/// A kind of system call that fails once, and how.
struct DiskFault: CustomTestStringConvertible, Sendable {
    fileprivate let call: FileFaults.Call
    /// An `errno`, or −1 for half a write.
    let code: Int32

    var testDescription: String { "\(call) \(code)" }

    static let all = [
        DiskFault(call: .write, code: ENOSPC), DiskFault(call: .write, code: -1),
        DiskFault(call: .fdatasync, code: EIO), DiskFault(call: .fsync, code: ENOSPC),
        DiskFault(call: .reserve, code: ENOSPC), DiskFault(call: .rename, code: ENOSPC),
        DiskFault(call: .truncate, code: EIO),
    ]
}

@Suite("A disk that is full, or fails, at any write of a run")
struct DiskFaultTests {
    /// Rotates, takes away and gives; what the log refuses is not sent.
    private func work(_ workspace: TestWorkspace, _ locks: Locks) async throws {
        let resources = try workspace.resources(locks)
        let run = try await Run.start(workspace.setup(.live), in: resources)
        let (room, entrance) = (workspace.room, workspace.entrance)
        await withTaskGroup(of: Void.self) { group in
            for request in [
                try? workspace.set("9163527480", at: room),
                try? workspace.set("9163527481", at: entrance),
                try? workspace.remove("13800000002", at: room),
            ].compactMap({ $0 }) {
                group.addTask { _ = await run.perform(request) }
            }
        }
        _ = await run.perform(try workspace.set("9163527482", at: room))
        _ = await run.perform(try workspace.set("9163527483", at: workspace.store))
        let report = await run.finish(nil)
        if !report.problems.isEmpty { #expect(report.exitCode != .done) }
        try? await resources.log.close()
    }

    /// Settles every run's unknown calls, as `resume` does.
    private func settle(_ workspace: TestWorkspace, _ locks: Locks) async throws {
        let resources = try workspace.resources(locks)
        for row in try workspace.register.runs() {
            let history = try RunHistory(of: row.id, in: resources)
            let run = try await Run.start(workspace.setup(.live), in: resources, resuming: row.id)
            _ = await run.settle(history)
            #expect(await run.finish(nil).problems.isEmpty)
        }
        let run = try await Run.start(workspace.setup(.live), in: resources)
        #expect(await run.finish(nil).exitCode == .done)
        try await resources.log.close()
    }

    @Test(
        "leaves register, log and service of one mind once there is room",
        arguments: DiskFault.all
    )
    func everyWrite(_ fault: DiskFault) async throws {
        var place = 0
        var isHit = true
        while isHit {
            let workspace = try TestWorkspace()
            let locks = Locks()
            let left = Mutex(place)
            let faults = FileFaults { call in
                guard call == fault.call else { return nil }
                let number = left.withLock { left in
                    left -= 1
                    return left
                }
                return number == -1 ? fault.code : nil
            }
            await FileFaults.$armed.withValue(faults) {
                // An error that keeps the run from beginning keeps everything from being sent.
                do { try await work(workspace, locks) } catch { #expect(locks.passwords.isEmpty) }
            }
            isHit = left.withLock { $0 < 0 }
            place += 1
            try await check(workspace, locks, "\(fault.testDescription), call \(place)")
        }
        #expect(place > 1)
    }

    private func check(_ workspace: TestWorkspace, _ locks: Locks, _ name: String) async throws {
        #expect(await workspace.status() == .current, "\(name)")
        for (id, password) in locks.passwords {
            let row = try #require(try workspace.register.view().grant(id), "\(name): \(id)")
            let held = try workspace.password(id.door, id.authoredMobile)
            switch row.confidence {
            case .confirmed:
                #expect(row.status == (password == nil ? .removed : .active), "\(name): \(id)")
                if let password { #expect(held.current == password, "\(name): \(id)") }
            case .unknown:
                let known = held.pending + [held.current]
                #expect(row.unsettled == .remove || known.contains(password), "\(name): \(id)")
            default: Issue.record("\(name): \(id) is \(row.confidence)")
            }
        }
        try await settle(workspace, locks)
        let view = try workspace.register.view()
        for (id, password) in locks.passwords {
            let row = try #require(try view.grant(id))
            #expect(row.confidence == .confirmed, "\(name): \(id)")
            #expect(row.status == (password == nil ? .removed : .active), "\(name): \(id)")
            if let password {
                #expect(try view.password(of: id)?.reveal() == password, "\(name): \(id)")
            }
        }
        let (register, summary) = try workspace.rebuilt { try workspace.fill($0) }
        // How a run ended whose last entry found no room, its row alone tells.
        let rows = { (lines: [String]) in lines.filter { !$0.hasPrefix("RunRow") } }
        let (own, other) = (rows(try workspace.shown()), rows(try workspace.shown(register)))
        for (one, another) in zip(own, other) { #expect(one == another, "\(name)") }
        #expect(own.count == other.count)
        #expect(try workspace.register.appliedSeq() == summary.entries - 1, "\(name)")
    }
}
