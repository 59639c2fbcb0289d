import ALMS
import Foundation
import Register
import RequestLog
import Runs
import Testing
import Vault

@Suite("A register made anew from the log")
struct RebuildTests {
    private let workspace: TestWorkspace
    private let mobiles = ["13800000001", "13800000002", "13800000003"]

    init() throws { workspace = try TestWorkspace(isEmpty: true) }

    // MARK: What people do

    private func change(_ plan: (Register) throws -> RegisterChange) async throws {
        let keeping = RegisterKeeping(
            workspace: workspace.folder,
            register: workspace.register,
            vault: workspace.vault,
            operatorName: "wang"
        )
        _ = try await keeping.change("test") { try plan(workspace.register) }
    }

    private func csv(_ text: String) throws -> CSVFile {
        try CSVReader.read(Array(text.utf8), name: "test.csv")
    }

    private var options: ImportOptions {
        get throws { ImportOptions(overwrite: true, zone: try CivilTime(zone: "Asia/Shanghai")) }
    }

    private func importDoors() async throws {
        let file = try csv(
            """
            buildingId,code,doorType,door,name,protected,occupied
            B001,1001,1,,2501,,
            B001,1001,2,甲,2501,,false
            B002,2001,1,,"a ""b"" c",yes,
            """
        )
        let options = try options
        try await change { try $0.planDoorsImport(file, options).change(at: 1_764_000_000) }
    }

    private func importGrants(_ password: String = "7351948264") async throws {
        let file = try csv(
            """
            buildingId,code,doorType,door,kind,authoredMobile,authoredName,endTime,password
            B001,1001,1,,password,13800000001,王芳,2027-01-01,\(password)
            B001,1001,2,甲,password,13800000001,王芳,2027-01-01,8264917350
            B001,1001,2,甲,password,13800000002,,2027-01-01,
            B001,1001,1,,auth,13800000003,李明,2027-01-01,
            """
        )
        let options = try options
        try await change { try $0.planGrantsImport(file, options).change(at: 1_764_000_100) }
    }

    /// A run that makes each request in turn, answered with the events of its place.
    private func run(
        _ steps: [(Request, [TransportEvent])],
        mode: RunMode = .live,
        vacating door: DoorKey? = nil
    ) async throws -> String {
        let service = ScriptedService { _, number in steps[number].1 }
        let resources = try workspace.resources(service)
        let run = try await Run.start(workspace.setup(mode), in: resources)
        for (request, _) in steps { _ = await run.perform(request) }
        if let door { try run.mark(door, occupied: false) }
        _ = await run.finish(nil)
        try await resources.log.close()
        return run.id
    }

    @Test("is the lost one, row for row, after everything that can happen to it")
    func everything() async throws {
        let (w, yes) = (workspace, ScriptedService.yes)
        try await importDoors()
        try await importGrants()
        let stranger = DoorKey(buildingId: "B009", code: "9", doorType: .main, door: "")
        _ = try await run([
            (try w.set("9163527480", at: w.entrance), [yes]),
            (try w.set("5937162048", at: w.room, for: mobiles[1]), [.noAnswer("time-out")]),
            (try w.set("6048271593", at: w.room), [ScriptedService.no("no")]),
            (try w.remove(mobiles[0], at: w.room), [.noConnection("down"), yes]),
            (try w.set("7159382604", at: w.entrance, for: "13800000009"), [yes]),
            (try w.set("7159382605", at: stranger, for: "13800000009"), [ScriptedService.no("no")]),
            (try w.open(w.entrance), [yes]),
        ])
        try await change {
            try $0.settingDoors(
                DoorSelector(building: "B002"),
                protected: false,
                fields: [.unit: "3"]
            )
        }
        _ = try await run([], mode: .dryRun)
        // The unknown one is asked again and refused: it stays unknown, with both passwords.
        _ = try await run([
            (try w.set("5937162048", at: w.room, for: mobiles[1]), [ScriptedService.no("no")]),
            (try w.set("8260493715", at: w.entrance), [.noAnswer("cut"), yes]),
        ])
        try await importGrants("8260493716")
        try await change {
            try $0.forgettingGrants(GrantSelector(mobile: "13800000009"))
        }
        _ = try await run(
            [
                (try w.remove(mobiles[0], at: w.entrance), [yes]),
                (
                    Request(synchronizing: [
                        Apartment(key: w.store, name: "new"), Apartment(key: stranger),
                    ]),
                    [yes]
                ),
                (try w.set("7159382605", at: stranger, for: "13800000009"), [yes]),
            ],
            vacating: w.entrance
        )
        let (register, summary) = try workspace.rebuilt()
        #expect(summary.unreadable == 0)
        let (lost, found) = (try workspace.shown(), try workspace.shown(register))
        for (one, other) in zip(found, lost) { #expect(one == other) }
        #expect(found.count == lost.count)
        #expect(lost.contains { $0.contains("5937162048") && $0.contains("unknown") })
        #expect(lost.contains { $0.contains("8260493716") } && lost.count > 10)
        #expect(try register.appliedSeq() == summary.entries - 1)
    }

    @Test("keeps as unknown what a dead run had in flight")
    func abandoned() async throws {
        try await importDoors()
        try await importGrants()
        let request = try workspace.set("9163527480", at: workspace.entrance)
        let log = try LogWriter.open(
            at: workspace.folder + "/log",
            options: RunResources.logOptions(workspace.vault)
        )
        _ = try await log.append(LogEntry.asking(request, run: "r0"))
        try await log.close()
        _ = try await run([
            (try workspace.remove(mobiles[0], at: workspace.room), [ScriptedService.yes])
        ])
        let (register, _) = try workspace.rebuilt()
        let lost = try workspace.shown()
        #expect(try workspace.shown(register) == lost)
        #expect(lost.contains { $0.contains("9163527480") && $0.contains("unknown") })
    }

    @Test("counts what no vault key opens any more, and has the rest")
    func droppedKey() async throws {
        try await importDoors()
        try await importGrants()
        _ = try await run([
            (try workspace.set("9163527480", at: workspace.entrance), [ScriptedService.yes])
        ])
        let fresh = try workspace.vault.rotateVaultKey()
        let dropped = try fresh.dropVaultKeys(except: [try #require(fresh.vaultKeyIDs.last)])
        let register = try Register.create(
            at: workspace.folder + "/rebuilt.sqlite",
            sealing: dropped.sealing
        )
        let summary = try RegisterRebuild(
            log: workspace.folder + "/log",
            keys: dropped.sealing
        ) { _, _, _ in }.fill(register)
        #expect(summary.unreadable == 3)
        #expect(try register.view().doors(.all).isEmpty && register.runs().count == 1)
    }

    @Test("takes a change of many entries as one, and none of it when a part is missing")
    func parts() async throws {
        var text = "buildingId,code,doorType,name\n"
        for code in 0..<2000 { text += "B001,\(code),1,\(String(repeating: "x", count: 40))\n" }
        let file = try csv(text)
        let options = try options
        try await change { try $0.planDoorsImport(file, options).change(at: 1_764_000_000) }
        let notes = try workspace.entries().filter { $0.header?.kind == .note }
        #expect(notes.count > 3 && notes.allSatisfy { $0.bytes.count < 65_536 })
        let (register, _) = try workspace.rebuilt()
        #expect(try workspace.shown(register) == workspace.shown())
        #expect(try register.view().doors(.all).count == 2000)
    }
}
