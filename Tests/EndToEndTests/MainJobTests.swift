import Foundation
import Testing

@Suite("The main job: new passwords for a building")
struct MainJobTests {
    private static let rotate = """
        local args = yeeuu.args { building = { required = true }, digits = { type = "integer" } }
        local grants = yeeuu.grants { building = args.building, kind = "password" }
        yeeuu.each(grants, function(grant)
          grant:rotate_password { digits = args.digits or 6 }
        end)
        """

    @Test("a dry run changes nothing at the service, and plans what the live run sends")
    func rehearsal() throws {
        let place = try Place(doors: 24)
        let script = place.script(Self.rotate)
        let before = try place.state()
        let plan = try place.yeeuu("run", "--dry-run", "--json", script, "building=B001")
        #expect(plan.status == 0, "\(plan.errors)")
        #expect(try place.state() == before)
        let live = try place.yeeuu("run", "--yes", "--json", script, "building=B001")
        #expect(live.status == 0, "\(live.errors)")
        let planned: [Event] = try Line.decode(plan.lines)
        let sent: [Event] = try Line.decode(live.lines)
        let wishes = planned.filter { $0.type == "planned" }.map(\.wish).sorted()
        #expect(wishes.count > 10)
        #expect(wishes == sent.filter { $0.type == "sent" }.map(\.wish).sorted())
        #expect(planned.first?.type == "version" && planned.last?.type == "summary")
        #expect(try place.state() != before)
    }

    @Test("service, register and log agree afterwards, and no other building changed")
    func agreement() throws {
        let place = try Place(doors: 150)
        let before = try place.held()
        let run = try place.yeeuu("run", "--yes", place.script(Self.rotate), "building=B001")
        #expect(run.status == 0, "\(run.errors)")
        let after = try place.held()
        let old = Dictionary(uniqueKeysWithValues: before.map { ($0.id, $0) })
        let register = Dictionary(uniqueKeysWithValues: try place.grants().map { ($0.id, $0) })
        #expect(Set(after.map(\.buildingId)).count == 2)
        var rotated = 0
        for grant in after {
            // Grants that ended stay with the service until somebody removes them.
            let isActive = register[grant.id] != nil
            let isMeant = grant.buildingId == "B001" && grant.kind == "password" && isActive
            #expect((grant.password != old[grant.id]?.password) == isMeant, "\(grant.id)")
            guard isMeant else { continue }
            rotated += 1
            #expect(register[grant.id]?.password == grant.password)
            #expect(register[grant.id]?.confidence == "confirmed")
        }
        #expect(before.count == after.count && rotated > 100)
        let log = try place.yeeuu("log", "show", "--json").output
        #expect(log.components(separatedBy: "\"kind\":\"intent\"").count - 1 == rotated)
        #expect(log.components(separatedBy: "\"kind\":\"outcome\"").count - 1 == rotated)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("no password, token or secret stands anywhere but with the service")
    func secrecy() throws {
        let place = try Place()
        let script = place.script(Self.rotate)
        var seen = ""
        for flags in [["--dry-run"], ["--dry-run", "--json"], ["--yes"], ["--yes", "--json"]] {
            seen += try place.yeeuu(["run"] + flags + [script, "building=B001", "digits=10"]).all
        }
        for list in [["grants", "list", "--json"], ["log", "show"], ["log", "show", "--json"]] {
            seen += try place.yeeuu(list).all
        }
        seen += try place.yeeuu("runs", "list").all
        let secret = try String(contentsOfFile: place.folder + "/keys/secret", encoding: .utf8)
        var hidden = try place.grants("kind=password").compactMap(\.password)
        #expect(hidden.count > 5 && hidden.allSatisfy { $0.count == 10 })
        hidden.append(secret.trimmingCharacters(in: .whitespacesAndNewlines))
        let files = try storedBytes(place)
        for text in hidden {
            #expect(!seen.contains(text), "shown")
            #expect(files.range(of: Data(text.utf8)) == nil, "stored in clear")
        }
        #expect(!seen.contains("\"token\"") && files.range(of: Data("\"token\"".utf8)) == nil)
    }

    /// Everything in the workspace but its keys and the service's own database.
    private func storedBytes(_ place: Place) throws -> Data {
        let walk = FileManager.default.enumerator(atPath: place.folder)
        var bytes = Data()
        while let name = walk?.nextObject() as? String {
            if name.hasPrefix("keys") || name.hasPrefix("sandbox.sqlite") { continue }
            bytes +=
                (try? Data(contentsOf: URL(fileURLWithPath: place.folder + "/" + name))) ?? Data()
        }
        return bytes
    }

    @Test("the list for people holds the new passwords, for its owner alone")
    func listForPeople() throws {
        let place = try Place()
        try place.yeeuu("run", "--yes", place.script(Self.rotate), "building=B001", "digits=8")
        let runs = try place.yeeuu("runs", "list", "--json").lines
        struct Run: Decodable { let run: String }
        let id = try #require(try (Line.decode(runs) as [Run]).last?.run)
        let file = place.scratch.path + "/people.csv"
        #expect(try place.yeeuu("runs", "export", id, "--reveal", "-o", file).status == 0)
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let passwords = try place.grants("kind=password").compactMap(\.password)
        #expect(passwords.allSatisfy { text.contains($0) })
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(try place.yeeuu("runs", "export", id, "-o", file).status == 2)
        #expect(try place.yeeuu("runs", "export", id, "-o", file + "2").status == 0)
        let dots = try String(contentsOfFile: file + "2", encoding: .utf8)
        #expect(dots.contains("••••••") && !passwords.contains { dots.contains($0) })
    }
}
