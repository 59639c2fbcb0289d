import Foundation
import Testing

@Suite("What came out of files")
struct ImportsTests {
    private struct Import: Decodable {
        let `import`: String
        let what: String
        let rows: Int
        let undone: Int?
    }

    private func imports(_ place: Place) throws -> [Import] {
        try Line.decode(place.yeeuu("imports", "list", "--json").lines)
    }

    @Test("is listed, undone by its id, and doors that are gone are retired")
    func undone() throws {
        let place = try Place(doors: 3)
        let before = try place.grants("state=any")
        let doors = place.scratch.file(
            "d.csv",
            "buildingId,code,doorType,door,name\nB900,1,1,,a\nB900,2,1,,b\n"
        )
        let grants = place.scratch.file(
            "g.csv",
            "buildingId,code,doorType,door,kind,authoredMobile,authoredName,author,password\n"
                + "B900,1,1,,password,13900000001,王芳,office,9061748250\n"
                + "B900,2,1,,password,13900000002,李明,office,9061748251\n"
        )
        #expect(try place.yeeuu("doors", "import", doors.path).status == 0)
        let made = try place.yeeuu("grants", "import", grants.path)
        #expect(made.status == 0 && made.errors.contains("yeeuu imports undo"), "\(made.all)")
        let listed = try imports(place)
        #expect(listed.map(\.what) == ["doors import", "grants import"])
        #expect(listed.map(\.rows) == [2, 2])
        let held = try place.yeeuu("doors", "retire", "building=B900")
        #expect(held.status == 5 && held.errors.contains("in use"), "\(held.all)")
        let undo = try place.yeeuu("imports", "undo", listed[1].import)
        #expect(undo.status == 0 && undo.errors.contains("2 rows"), "\(undo.all)")
        #expect(try place.grants("state=any") == before)
        #expect(try imports(place)[1].undone != nil)
        #expect(try place.yeeuu("imports", "undo", listed[1].import).status == 2)
        #expect(try place.yeeuu("imports", "undo", "nobody").status == 2)
        #expect(try place.yeeuu("doors", "retire", "building=B900").status == 0)
        let list = try place.yeeuu("doors", "list", "--json")
        #expect(list.status == 0 && !list.output.contains("B900"))
        let retired = try place.yeeuu("doors", "list", "--retired", "--json")
        #expect(retired.lines.count == 2, "\(retired.all)")
        for end in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: place.folder + "/register.sqlite" + end)
        }
        #expect(try place.yeeuu("restore", "--from-log").status == 0)
        #expect(try place.yeeuu("doors", "list", "--json").output == list.output)
        #expect(try place.yeeuu("doors", "list", "--retired", "--json").output == retired.output)
        #expect(try imports(place).map(\.import) == listed.map(\.import))
    }
}
