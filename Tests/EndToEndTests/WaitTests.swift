import Foundation
import Testing

@Suite("Two live runs of one workspace")
struct WaitTests {
    private static let rotate =
        "yeeuu.each(yeeuu.grants { kind = \"password\" }, function(g) g:rotate_password {} end)"

    /// A run at work whose requests take long, and another one that waits for it.
    private func waiting(_ place: Place, _ server: Server) throws -> (Process, Process, URL) {
        let words = place.scratch.file("words")
        let first = try start(place, server, [], place.scratch.file("first"))
        for _ in 0..<600 where try server.requests() == 0 { usleep(20_000) }
        let second = try start(place, server, ["--wait", "300"], words)
        for _ in 0..<600 {
            if try String(contentsOf: words, encoding: .utf8).contains("waiting") { break }
            usleep(20_000)
        }
        return (first, second, words)
    }

    private func start(
        _ place: Place,
        _ server: Server,
        _ options: [String],
        _ words: URL
    ) throws -> Process {
        let process = Program.process(
            ["run", "--yes", "--per-second", "0"] + options + [place.script(Self.rotate)],
            in: place.scratch.path,
            ["YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": server.target]
        )
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: words)
        try Program.start(process)
        return process
    }

    @Test("the second is refused and names the first, or waits for its turn")
    func turn() throws {
        let place = try Place(doors: 3)
        let count = try place.grants("kind=password").count
        let server = try Server(place, "--fault", "slow:6000")
        let (first, second, words) = try waiting(place, server)
        let refused = try place.yeeuu(
            "run",
            "--yes",
            place.script(Self.rotate),
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(refused.status == 5, "\(refused.all)")
        #expect(refused.errors.contains("(process \(first.processIdentifier)) is at work here"))
        first.waitUntilExit()
        second.waitUntilExit()
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(first.terminationStatus == 0 && second.terminationStatus == 0, "\(text)")
        #expect(text.contains("(process \(first.processIdentifier)) is at work here"), "\(text)")
        #expect(try server.requests() == 2 * count)
    }

    @Test("Ctrl-C ends the waiting, not the run that is waited for")
    func givenUp() throws {
        let place = try Place(doors: 3)
        let count = try place.grants("kind=password").count
        let server = try Server(place, "--fault", "slow:10000")
        let (first, second, words) = try waiting(place, server)
        second.interrupt()
        second.waitUntilExit()
        let text = try String(contentsOf: words, encoding: .utf8)
        #expect(second.terminationStatus == 130 && text.contains("interrupted"), "\(text)")
        #expect(first.isRunning)
        first.waitUntilExit()
        #expect(first.terminationStatus == 0)
        #expect(try server.requests() == count)
    }
}
