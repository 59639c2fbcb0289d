import Foundation
import Testing

@Suite("A register and the log that it follows")
struct RegisterFollowsLogTests {
    private static let rotate = """
        yeeuu.each(yeeuu.grants { kind = "password" }, function(grant)
            grant:rotate_password {}
        end)
        """

    @Test("beside the log of a copy everything says so, and nothing is sent or changed")
    func copy() throws {
        let place = try Place(doors: 6)
        let copy = place.folder + "-copy"
        try FileManager.default.copyItem(atPath: place.folder, toPath: copy)
        let script = place.script(Self.rotate)
        for folder in [place.folder, copy] {
            let run = try place.yeeuu(
                ["run", "--yes", script],
                environment: ["YEEUU_WORKSPACE": folder]
            )
            #expect(run.status == 0, "\(run.all)")
        }
        let before = try place.grants("kind=password")
        try FileManager.default.removeItem(atPath: place.folder + "/log")
        try FileManager.default.copyItem(atPath: copy + "/log", toPath: place.folder + "/log")

        let words = "is not the log that the register follows"
        for command in [
            ["doors", "list"], ["grants", "list"], ["runs", "list"], ["log", "show"],
            ["log", "verify"], ["run", "--dry-run", script],
        ] {
            let result = try place.yeeuu(command)
            #expect(
                result.status == 0 && result.errors.contains(words),
                "\(command): \(result.all)"
            )
        }
        for command in [
            ["run", "--yes", script], ["doors", "set", "--vacant", "building=B001"],
        ] {
            let result = try place.yeeuu(command)
            #expect(
                result.status == 5 && result.errors.contains(words),
                "\(command): \(result.all)"
            )
        }
        #expect(try place.grants("kind=password") == before)
        #expect(
            Set(try place.held().filter { $0.kind == "password" }.map(\.password))
                == Set(before.map(\.password))
        )
    }

    @Test(
        "whose entries are removed while a run is at work keeps both passwords of what was answered"
    )
    func removed() throws {
        let place = try Place(doors: 12)
        let before = try place.grants("kind=password")
        let server = try Server(place, "--fault", "latency:700")
        let process = Program.process(
            ["run", "--yes", "--per-second", "4", place.script(Self.rotate)],
            in: place.scratch.path,
            ["YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": server.target]
        )
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try Program.start(process)
        while process.isRunning, try server.requests() < 3 { usleep(20_000) }
        for name in try FileManager.default.contentsOfDirectory(
            atPath: place.folder + "/log/entries"
        ) {
            try FileManager.default.removeItem(atPath: "\(place.folder)/log/entries/\(name)")
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 7)

        let list = try place.yeeuu("grants", "list")
        #expect(list.status == 0 && list.errors.contains("log/ ends before entry"), "\(list.all)")
        let lines = try server.get("state").split(separator: "\n").map { String($0) }
        let held: [Grant] = try Line.decode(lines)
        let after = try place.grants("kind=password")
        #expect(after.contains { $0.pending != nil })
        for grant in before {
            let known = try #require(after.first { $0.id == grant.id })
            let now = try #require(held.first { $0.id == grant.id }).password
            #expect([known.password, known.pending].contains(now))
            if known.pending != nil { #expect(known.password == grant.password) }
        }
    }
}
