import Foundation
import Testing

@Suite("The list for people")
struct PeopleListTests {
    /// Rotates everybody, one after the other.
    private static let rotate = """
        yeeuu.each(yeeuu.grants { all = true, kind = "password" }, { concurrency = 1 }, function(grant)
          grant:rotate_password { digits = 8 }
        end)
        """

    private struct Row {
        let door: [String]
        let mobile: String
        let password: String
        let outcome: String
        let note: String

        init(_ line: Substring) {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(
                String.init
            )
            door = [cells[0], cells[3], cells[4]]
            mobile = cells[6]
            password = cells[7]
            outcome = cells[10]
            note = cells[11]
        }
    }

    private func rows(_ place: Place, _ run: String, _ name: String = "list.csv") throws -> [Row] {
        let file = place.scratch.path + "/" + name
        let made = try place.yeeuu("runs", "export", run, "--reveal", "-o", file)
        #expect(made.status == 0, "\(made.all)")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).dropFirst().map { Row($0) }
    }

    private func held(_ place: Place) throws -> [[String]: String] {
        let pairs = try place.held().filter { $0.kind == "password" }.map {
            ([$0.buildingId, $0.code, $0.door, $0.authoredMobile ?? ""], $0.password ?? "")
        }
        return Dictionary(pairs) { $1 }
    }

    @Test("has the refused, the waiting and the skipped with what holds now, and no password else")
    func everybody() throws {
        let place = try Place(doors: 12)
        let before = try place.grants("kind=password")
        let doors = before.map { [$0.buildingId, $0.code, $0.door] }
        let server = try Server(
            place,
            "--fault",
            "refuse:忙,first=1",
            "--fault",
            "lock-offline:first=1"
        )
        let target = ["YEEUU_TARGET": server.target]
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", "--max-failures", "90%", "--max-changes"]
                + ["\(before.count - 2)", place.script(Self.rotate)],
            environment: target
        )
        #expect(run.status == 5, "\(run.all)")
        let rows = try rows(place, try place.lastRun())
        #expect(rows.count == before.count && Set(rows.map(\.door)).count == Set(doors).count)
        let holds = try held(place)
        for row in rows {
            #expect(row.password == holds[row.door + [row.mobile]], "\(row)")
            #expect(row.note.contains("the earlier password still holds") == (row.outcome != "ok"))
        }
        let counts = Dictionary(grouping: rows, by: \.outcome).mapValues(\.count)
        #expect(counts["skipped"] == 2, "\(counts)")
        #expect(
            (counts["ok"] ?? 0) + (counts["refused"] ?? 0) + (counts["waiting"] ?? 0) == rows.count
                - 2
        )
        #expect((counts["refused"] ?? 0) + (counts["waiting"] ?? 0) >= 1)
    }

    @Test("shows no password of which nobody knows, and what a later run set")
    func unknown() throws {
        let place = try Place(doors: 6)
        let server = try Server(place, "--fault", "cut-after:first=3")
        let run = try place.yeeuu(
            [
                "run", "--yes", "--per-second", "0", "--max-failures", "99%",
                place.script(Self.rotate),
            ],
            environment: ["YEEUU_TARGET": server.target]
        )
        let first = try place.lastRun()
        let rows = try rows(place, first)
        let lost = rows.filter { $0.outcome == "unknown" }
        let holds = try held(place)
        for row in rows where row.outcome == "ok" {
            #expect(row.password == holds[row.door + [row.mobile]])
        }
        #expect(lost.allSatisfy { $0.password.isEmpty && $0.note.contains("resume \(first)") })
        #expect(run.status == (lost.isEmpty ? 0 : 6), "\(run.all)")
        let again = try place.yeeuu("run", "--yes", place.script(Self.rotate))
        #expect(again.status == 0, "\(again.all)")
        let now = try held(place)
        for row in try self.rows(place, first, "later.csv") {
            #expect(row.password == now[row.door + [row.mobile]])
            #expect(row.note.contains("changed since this run"))
        }
    }

    @Test("has people of a file to whom the run did not come, by name")
    func notStarted() throws {
        let place = try Place(doors: 4)
        let door = try #require(try place.grants("kind=password").first)
        let head = "buildingId,code,doorType,door,authoredName,authoredMobile\n"
        let line = "\(door.buildingId),\(door.code),\(door.doorType),\(door.door),"
        let people = ["王一,13900000001", "王二,13900000002", "王三,13900000003"]
        _ = place.scratch.file("new.csv", head + people.map { line + $0 + "\n" }.joined())
        let script = place.script(
            """
            local rows = yeeuu.csv.read("new.csv", { columns = { doorType = "doorType" } })
            yeeuu.each(rows, { concurrency = 1 }, function(row)
              yeeuu.auth { buildingId = row.buildingId, code = row.code, doorType = row.doorType,
                door = row.door, authoredName = row.authoredName, authoredMobile = row.authoredMobile,
                author = "o", startTime = "today", endTime = "2030-01-01" }
            end)
            """
        )
        let run = try place.yeeuu("run", "--yes", "--max-changes", "1", script)
        #expect(run.status == 5, "\(run.all)")
        let file = place.scratch.path + "/list.csv"
        try place.yeeuu("runs", "export", try place.lastRun(), "-o", file)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for person in people { #expect(text.contains(person), "\(text)") }
        #expect(
            text.contains("王一,13900000001,,")
                && text.components(separatedBy: ",skipped,").count == 3
        )
    }

    @Test("fills a template once a person: one code for the doors of a flat")
    func letters() throws {
        let place = try Place(doors: 12)
        let door = try #require(try place.grants("kind=password").first { $0.doorType == "1" })
        let inner = "\(door.buildingId),\(door.code),2,东,password,\(door.authoredName ?? "")"
        _ = place.scratch.file(
            "more.csv",
            "buildingId,code,doorType,door,kind,authoredName,authoredMobile,startTime,endTime,author,password\n"
                + inner + ",\(door.authoredMobile ?? ""),2026-01-01,2037-12-31,物业,735194\n"
        )
        let doors = place.scratch.file(
            "doors.csv",
            "buildingId,code,doorType,door\n\(door.buildingId),\(door.code),2,东\n"
        )
        #expect(try place.yeeuu("doors", "import", doors.path).status == 0)
        #expect(try place.yeeuu("doors", "sync", "--yes").status == 0)
        #expect(try place.yeeuu("grants", "import", place.scratch.path + "/more.csv").status == 0)
        let script = place.script(
            """
            for _, holder in ipairs(yeeuu.holders { mobile = "\(door.authoredMobile ?? "")" }) do
              holder:rotate_password { digits = 8 }
            end
            """
        )
        let run = try place.yeeuu("run", "--yes", script)
        #expect(run.status == 0, "\(run.all)")
        let template = place.scratch.file("text", "{authoredName}: {password} {door}.")
        let out = place.scratch.path + "/letters"
        let made = try place.yeeuu(
            ["runs", "export", try place.lastRun(), "--reveal", "-o", out, "--template"]
                + [template.path]
        )
        #expect(made.status == 0 && made.errors.contains("1 person"), "\(made.all)")
        let codes = Set(
            try place.grants("kind=password", "mobile=\(door.authoredMobile ?? "")")
                .compactMap(\.password)
        )
        #expect(codes.count == 1)
        let text = try String(contentsOfFile: out, encoding: .utf8)
        let start = "\(door.authoredName ?? ""): \(codes.first ?? "") 大门, "
        #expect(text.hasPrefix(start) && text.hasSuffix("东.\n"), "\(text)")
    }
}
