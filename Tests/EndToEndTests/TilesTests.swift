import Foundation
import Testing

@Suite("The log as tiles")
struct TilesTests {
    /// Reads tiles by the text of C2SP tlog-tiles alone, and rebuilds the root in two ways.
    private static let script: String = {
        let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        return here.appendingPathComponent("../../scripts/check_tiles.py").path
    }()

    private func check(_ folder: String) throws -> String {
        try Shell.run(["python3", Self.script, folder])
    }

    private func fill(_ place: Place, _ count: Int) throws {
        let programs = URL(fileURLWithPath: Program.path).deletingLastPathComponent()
        let program = programs.appendingPathComponent("Benchmarks").path
        _ = try Shell.run([program, "log", "fill", place.folder, "\(count)"])
    }

    @Test("is read by others at every edge of a tile: entries, hashes of all levels, the root")
    func edges() throws {
        let place = try Place(doors: 1)
        let start = try place.yeeuu("log", "export").lines.count
        var size = start
        for wanted in [start, 255, 256, 257, 600] {
            if wanted > size { try fill(place, wanted - size) }
            size = wanted
            let folder = place.scratch.path + "/tiles-\(wanted)"
            let made = try place.yeeuu("log", "export", "--tiles", folder)
            #expect(made.status == 0, "\(made.all)")
            let said = try check(folder)
            #expect(said.contains("root fits") && said.contains(" \(wanted) entries"), "\(said)")
        }
    }

    @Test("does not fit any more where a byte was changed or a file is missing")
    func changed() throws {
        let place = try Place(doors: 1)
        try fill(place, 300 - place.yeeuu("log", "export").lines.count)
        let folder = place.scratch.path + "/tiles"
        #expect(try place.yeeuu("log", "export", "--tiles", folder).status == 0)
        let names = [
            "tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44",
            "tile/1/000.p/1", "checkpoint",
        ]
        for name in names {
            let url = URL(fileURLWithPath: "\(folder)/\(name)")
            let bytes = try Data(contentsOf: url)
            var changed = bytes
            // In a checkpoint the second letter of the root, behind the size's three digits.
            let byte = name == "checkpoint" ? (bytes.firstIndex(of: 10) ?? 0) + 6 : 20
            changed[byte] ^= 1
            try changed.write(to: url)
            #expect(throws: Unexpected.self, "\(name)") { try check(folder) }
            try FileManager.default.removeItem(at: url)
            #expect(throws: Unexpected.self, "\(name)") { try check(folder) }
            try bytes.write(to: url)
        }
        #expect(try check(folder).contains("root fits: 300 entries, 3 tiles on 2 levels"))
    }
}
