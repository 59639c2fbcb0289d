import Foundation
import Testing

@Suite("Whoever sends, settles or changes keys waits for the lock, and reads then")
struct LockTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    /// A command that goes on by itself; what it says is in a file.
    private struct Started {
        let process: Process
        let words: URL

        init(_ place: Place, _ target: String, _ arguments: [String]) throws {
            words = place.scratch.file("words-\(UUID().uuidString)")
            process = Program.process(
                arguments,
                in: place.scratch.path,
                ["YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": target]
            )
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: words)
            try Program.start(process)
        }

        func text() throws -> String { try String(contentsOf: words, encoding: .utf8) }

        func wait(for text: String) throws {
            for _ in 0..<1500 where try !self.text().contains(text) {
                if !process.isRunning { return }
                usleep(20_000)
            }
        }
    }

    @Test("each of them sends nothing again that a run did which they waited for")
    func waiting() throws {
        let place = try Place(doors: 4)
        let lossy = try Server(place, "--fault", "cut-after")
        let script = place.script(Self.rotate)
        let lost = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", script],
            environment: ["YEEUU_TARGET": lossy.target, "YEEUU_POLICY_MAX_FAILURES": "100%"]
        )
        #expect(lost.status == 6 || lost.status == 5, "\(lost.all)")
        let first = try place.lastRun()
        let unsure = try place.grants("kind=password").filter { $0.confidence == "unknown" }.count
        #expect(unsure > 1)

        let server = try Server(place, insteadOf: lossy, "--fault", "slow:4000")
        let run = try Started(place, server.target, ["run", "--yes", "--per-second", "0", script])
        for _ in 0..<1500 where try server.requests() == 0 { usleep(20_000) }
        let second = try place.lastRun()
        #expect(second != first)
        let pace = ["--per-second", "0", "--wait", "300"]
        let waiting = try [
            ["resume", first] + pace,
            ["grants", "verify", "--yes"] + pace,
            ["run", "--yes", "--only-unfinished", second] + pace + [script],
            ["keys", "rotate", "--wait", "300"],
            ["retry"] + pace,
            ["grants", "settle", "all=true", "--holds", "nothing", "--wait", "300"],
        ].map { try Started(place, server.target, $0) }
        for command in waiting { try command.wait(for: "waiting") }
        let refused = try place.yeeuu("keys", "rotate")
        #expect(refused.status == 5 && refused.errors.contains("is at work here"), "\(refused.all)")

        run.process.waitUntilExit()
        let words = try run.text()
        #expect(run.process.terminationStatus == 0, "\(words)")
        for command in waiting {
            command.process.waitUntilExit()
            let text = try command.text()
            #expect(command.process.terminationStatus == 0 && text.contains("waiting"), "\(text)")
        }
        let all = try place.grants("kind=password")
        #expect(try server.requests() == all.count + unsure)
        let held = Dictionary(uniqueKeysWithValues: try place.held().map { ($0.id, $0.password) })
        for grant in all {
            #expect(grant.confidence == "confirmed" && held[grant.id] == grant.password)
        }
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("doors that another one synchronizes are not sent a second time")
    func syncing() throws {
        let place = try Place(doors: 4)
        let named = try place.yeeuu("doors", "set", "all=true", "--building-name", "New")
        #expect(named.status == 0, "\(named.all)")
        let server = try Server(place, "--fault", "slow:3000")
        let sync = ["doors", "sync", "--yes", "--per-second", "0"]
        let first = try Started(place, server.target, sync)
        for _ in 0..<1500 where try server.requests() == 0 { usleep(20_000) }
        let second = try Started(place, server.target, sync + ["--wait", "300"])
        first.process.waitUntilExit()
        second.process.waitUntilExit()
        let text = try second.text()
        let words = try first.text()
        #expect(first.process.terminationStatus == 0, "\(words)")
        #expect(second.process.terminationStatus == 0 && text.contains("every door"), "\(text)")
        #expect(try server.requests() == 1)
    }

    @Test("a deleted run.lock lets no second one in")
    func deleted() throws {
        let place = try Place(doors: 3)
        let server = try Server(place, "--fault", "slow:25000")
        let script = place.script(Self.rotate)
        let run = try Started(place, server.target, ["run", "--yes", "--per-second", "0", script])
        for _ in 0..<1500 where try server.requests() == 0 { usleep(20_000) }
        try FileManager.default.removeItem(atPath: place.folder + "/run.lock")
        let second = try place.yeeuu(
            ["run", "--yes", script],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(second.status == 5 && second.errors.contains("at work here"), "\(second.all)")
        run.process.interrupt()
        usleep(300_000)
        run.process.interrupt()
        run.process.waitUntilExit()
    }
}
