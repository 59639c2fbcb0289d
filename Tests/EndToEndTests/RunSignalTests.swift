import Foundation
import Testing

@Suite("A signal during a run")
struct RunSignalTests {
    private static let rotate = """
        yeeuu.each(yeeuu.grants { kind = "password" }, { concurrency = 64 }, function(grant)
          grant:rotate_password {}
        end)
        """

    /// A run with 32 requests in flight.
    private func started(
        _ place: Place,
        _ server: Server,
        _ words: URL
    ) throws -> Process {
        let process = Program.process(
            [
                "--default-signal", Program.path, "run", "--yes", "--per-second", "0",
                "--concurrency", "32", place.script(Self.rotate),
            ],
            in: place.scratch.path,
            ["YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": server.target]
        )
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: words)
        try Program.start(process)
        for _ in 0..<600 {
            if try server.requests() == 32 || !process.isRunning { break }
            usleep(20_000)
        }
        return process
    }

    @Test(
        "loses nothing that is in flight, and nothing that had an answer is unknown",
        arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    )
    func first(_ signal: Int32) throws {
        let place = try Place(doors: 60)
        let server = try Server(place, "--fault", "slow:5000")
        let words = place.scratch.file("words")
        let process = try started(place, server, words)
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(process.terminationStatus == 130, "\(text)")
        #expect(try server.requests() == 32, "\(text)")
        #expect(
            text.contains(", partial: 32 confirmed by the service, ") && !text.contains("unknown"),
            "\(text)"
        )
        let held = Dictionary(uniqueKeysWithValues: try place.held().map { ($0.id, $0.password) })
        for grant in try place.grants("kind=password") {
            #expect(grant.confidence == "confirmed" && held[grant.id] == grant.password)
        }
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("of a closed terminal comes twice and counts once, one of `timeout` too")
    func doubled() throws {
        for signal in [SIGHUP, SIGTERM] {
            let place = try Place(doors: 60)
            let server = try Server(place, "--fault", "slow:3000")
            let words = place.scratch.file("words")
            let process = try started(place, server, words)
            kill(process.processIdentifier, signal)
            usleep(20_000)
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            let text = try String(contentsOf: words, encoding: .utf8)
            #expect(process.terminationStatus == 130 && !text.contains("unknown"), "\(text)")
        }
    }

    @Test("a third time ends it at once, whatever it does")
    func third() throws {
        let place = try Place(doors: 6)
        let words = place.scratch.file("words")
        let process = Program.process(
            ["run", "--yes", place.script("yeeuu.log.info('begun') while true do print(1) end")],
            in: place.scratch.path,
            ["YEEUU_WORKSPACE": place.folder]
        )
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = Pipe()
        process.standardError = try FileHandle(forWritingTo: words)
        try Program.start(process)
        for _ in 0..<600 {
            if try String(contentsOf: words, encoding: .utf8).contains("begun") { break }
            usleep(50_000)
        }
        for _ in 0..<3 {
            process.interrupt()
            usleep(150_000)
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(try place.yeeuu("log", "verify").status != 3)
    }

    @Test("and a second time leaves at once; resuming settles what was given up")
    func second() throws {
        let place = try Place(doors: 60)
        let server = try Server(place, "--fault", "slow:20000")
        let words = place.scratch.file("words")
        let process = try started(place, server, words)
        process.interrupt()
        usleep(300_000)
        #expect(process.isRunning)
        let began = ContinuousClock.now
        process.interrupt()
        process.waitUntilExit()
        let took = began.duration(to: .now)
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(process.terminationStatus == 130, "\(text)")
        #expect(took < .seconds(5), "left after \(took)")
        #expect(text.contains(": 32 unknown, "), "\(text)")
        let unsure = try place.grants("kind=password").filter { $0.confidence == "unknown" }
        #expect(unsure.count == 32 && unsure.allSatisfy { $0.pending != nil })

        let calm = try Server(place, insteadOf: server)
        let id = try place.lastRun()
        let target = ["YEEUU_TARGET": calm.target]
        let resumed = try place.yeeuu(["resume", id, "--per-second", "0"], environment: target)
        #expect(resumed.status == 0, "\(resumed.all)")
        let rest =
            "what script.lua had not started cannot be known; for the rest run it again, "
            + "with --only-unfinished \(id) if it uses each: "
            + "items that were not confirmed are done again from their start"
        #expect(
            resumed.errors.contains("run \(id): 32 confirmed by the service; "),
            "\(resumed.errors)"
        )
        #expect(resumed.errors.contains(rest), "\(resumed.errors)")
        let asked = Dictionary(uniqueKeysWithValues: unsure.map { ($0.id, $0.pending) })
        for grant in try place.grants("kind=password") where asked[grant.id] != nil {
            #expect(grant.confidence == "confirmed" && grant.password == asked[grant.id])
        }

        let listed = try #require(try place.yeeuu("runs", "list", "--json").lines.last)
        #expect(
            listed.contains("\"state\":\"interrupted\"") && listed.contains("\"ok\":32"),
            "\(listed)"
        )
        let sent = try calm.requests()
        let again = try place.yeeuu(["resume", id], environment: target)
        #expect(again.status == 0 && again.errors.contains("nothing of run \(id) is unknown"))
        #expect(again.errors.contains(rest), "\(again.errors)")
        #expect(try calm.requests() == sent)

        let finished = try place.yeeuu(
            [
                "run", "--yes", "--per-second", "0", "--only-unfinished", id,
                place.script(Self.rotate),
            ],
            environment: target
        )
        #expect(finished.status == 0, "\(finished.all)")
        let all = try place.grants("kind=password").count
        #expect(finished.errors.contains("0 of \(all) items were confirmed"), "\(finished.errors)")
        #expect(try calm.requests() == sent + all && all > 32)

        let runs = try place.yeeuu("runs", "list", "--json").lines
        try FileManager.default.removeItem(atPath: place.folder + "/register.sqlite")
        let restored = try place.yeeuu("restore", "--from-log")
        #expect(restored.status == 0, "\(restored.all)")
        #expect(try place.yeeuu("runs", "list", "--json").lines == runs)
    }
}
