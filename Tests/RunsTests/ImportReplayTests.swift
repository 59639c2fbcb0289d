import ALMS
import Foundation
import Register
import RequestLog
import Runs
import Testing
import Vault

@Suite("An import in the log")
struct ImportReplayTests {
    private let workspace: TestWorkspace

    init() throws { workspace = try TestWorkspace(isEmpty: true) }

    private func change(_ plan: (Register) throws -> RegisterChange) async throws {
        let keeping = RegisterKeeping(
            workspace: workspace.folder,
            register: workspace.register,
            vault: workspace.vault,
            operatorName: "wang"
        )
        _ = try await keeping.change("test") { try plan(workspace.register) }
    }

    private func options() throws -> ImportOptions {
        ImportOptions(overwrite: true, zone: try CivilTime(zone: "Asia/Shanghai"))
    }

    private func importDoors(_ count: Int, id: String) async throws {
        var text = "buildingId,code,doorType,name\n"
        for code in 0..<count { text += "B001,\(code),1,n\n" }
        let file = try CSVReader.read(Array(text.utf8), name: "d.csv")
        let options = try options()
        try await change {
            try $0.planDoorsImport(file, options).change(at: 1_764_000_000, id: id)
        }
    }

    private func importGrants(_ count: Int, id: String) async throws {
        var text = "buildingId,code,doorType,kind,authoredMobile,authoredName,author,password\n"
        for number in 0..<count {
            text += "B001,\(number % 50),1,password,138\(10_000_000 + number),王芳,office,"
            text += "\(5_820_461_937 + number * 7919)\n"
        }
        let file = try CSVReader.read(Array(text.utf8), name: "g.csv")
        let options = try options()
        try await change {
            try $0.planGrantsImport(file, options).change(at: 1_764_000_100, id: id)
        }
    }

    private func rebuilt() throws -> Register {
        let register = try Register.create(
            at: workspace.folder + "/rebuilt-\(UUID().uuidString).sqlite",
            sealing: workspace.vault.sealing,
            clock: { TestWorkspace.now }
        )
        _ = try RegisterRebuild(
            log: workspace.folder + "/log",
            keys: workspace.vault.sealing
        ) { _, _, _ in }.fill(register)
        return register
    }

    private func shown(_ register: Register) throws -> [String] {
        let view = try register.view()
        let any = try GrantSelector(Arguments([.init("state", .text("any"))]))
        return try view.doors(.all).map { "\($0)" } + view.retiredDoors().map { "\($0)" }
            + view.grants(any).map { "\($0)" } + register.imports().map { "\($0)" }
    }

    @Test("can be undone, and doors retired, and a register made anew is the same")
    func same() async throws {
        try await importDoors(60, id: "i1")
        try await importGrants(120, id: "i2")
        try await importGrants(140, id: "i3")
        try await change { try $0.undoingImport("i3").change }
        try await change {
            try $0.retiringDoors(
                DoorSelector(
                    Arguments([.init("buildingId", .text("B001")), .init("code", .text("55"))])
                )
            )
        }
        let lost = try shown(workspace.register)
        #expect(
            try workspace.register.view().grants(
                GrantSelector(Arguments([.init("state", .text("active"))]))
            ).count == 120
        )
        #expect(try workspace.register.view().retiredDoors().count == 1)
        #expect(try shown(rebuilt()) == lost)
    }

    @Test("of many rows goes to the log in several groups, and counts as a whole or not at all")
    func groups() async throws {
        try await importDoors(50, id: "i1")
        try await importGrants(30_000, id: "i2")
        let view = try workspace.register.view()
        #expect(
            try view.grants(GrantSelector(Arguments([.init("state", .text("active"))]))).count
                == 30_000
        )
        let parts = try workspace.entries().filter { $0["import"]?.text == "i2" }
        #expect(parts.count > 160)
        #expect(parts.map { $0["part"]?.integer } == (1...parts.count).map { $0 })
        #expect(parts.allSatisfy { $0["parts"]?.integer == parts.count })
        #expect(try shown(rebuilt()) == shown(workspace.register))

        // Cut off in the middle, as by a crash between two groups.
        let log = workspace.folder + "/log"
        let cut = workspace.folder + "/cut"
        try FileManager.default.copyItem(atPath: log, toPath: cut)
        let keep = parts[150].index
        let entries = cut + "/entries/00000000000000000000.jsonl"
        let text = try String(contentsOfFile: entries, encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        try lines.prefix(keep).map { $0 + "\n" }.joined()
            .write(toFile: entries, atomically: false, encoding: .utf8)
        let register = try Register.create(
            at: workspace.folder + "/cut.sqlite",
            sealing: workspace.vault.sealing
        )
        _ = try RegisterRebuild(log: cut, keys: workspace.vault.sealing) { _, _, _ in }
            .fill(register)
        #expect(try register.view().doors(.all).count == 50)
        #expect(
            try register.view().grants(GrantSelector(Arguments([.init("state", .text("active"))])))
                .isEmpty
        )
        #expect(try register.imports().map(\.id) == ["i1"])
    }
}
