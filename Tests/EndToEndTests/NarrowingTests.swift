import Foundation
import Testing

@Suite("--only and --sample")
struct NarrowingTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    /// The doors that a run of `options` would change.
    private func doors(_ place: Place, _ options: String...) throws -> Set<[String]> {
        let command = ["run", "--dry-run", "--json"] + options + [place.script(Self.rotate)]
        let run = try place.yeeuu(command)
        guard run.status == 0 else { throw Unexpected(run.all) }
        let events: [Event] = try Line.decode(run.lines)
        return Set(events.filter { $0.type == "planned" }.compactMap(\.door))
    }

    @Test("narrow every selection of a script, alone and together")
    func narrow() throws {
        let place = try Place(doors: 150)
        let all = try doors(place)
        let buildings = Set(all.compactMap(\.first))
        #expect(buildings.count > 1)
        let building = try #require(buildings.min())
        let inside = all.filter { $0.first == building }
        #expect(try doors(place, "--only", "building=\(building)") == inside)
        #expect(try doors(place, "--only", "buildingId=\(building)") == inside)
        let few = try doors(place, "--sample", "3")
        #expect((1...3).contains(few.count) && few.isSubset(of: all))
        let both = try doors(place, "--only", "building=\(building)", "--sample", "3")
        #expect((1...3).contains(both.count) && both.isSubset(of: inside))
    }

    @Test("hold for a run that sends, too")
    func live() throws {
        let place = try Place(doors: 12)
        let before = try place.grants("kind=password")
        let server = try Server(place)
        let run = try place.yeeuu(
            "run",
            "--yes",
            "--sample",
            "2",
            place.script(Self.rotate),
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(run.status == 0, "\(run.all)")
        #expect(try server.requests() == 2)
        #expect(Set(try place.grants("kind=password")).subtracting(before).count == 2)
    }

    @Test("say what they do not understand, and send nothing")
    func mistakes() throws {
        let place = try Place(doors: 3)
        let server = try Server(place)
        let target = ["YEEUU_TARGET": server.target]
        for (option, value, words) in [
            ("--only", "bulding=B001", "building"), ("--only", "B001", "KEY=VALUE"),
            ("--sample", "0", "give 1 to"), ("--sample", "three", "three"),
        ] {
            let run = try place.yeeuu(
                ["run", "--yes", option, value, place.script(Self.rotate)],
                environment: target
            )
            #expect(run.status == 2 && run.errors.contains(words), "\(option) \(value): \(run.all)")
        }
        #expect(try server.requests() == 0)
    }
}
