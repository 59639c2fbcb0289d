import Foundation
import Testing

@Suite("Progress at the terminal")
struct ProgressTests {
    private static let script = """
        local list = yeeuu.grants { kind = "password" }
        yeeuu.each(list, { concurrency = 2 }, function(g, i)
          g:rotate_password {}
          if i % 3 == 0 then print("done 王 " .. i) end
        end)
        """

    /// A run against a slow service that refuses some, at a terminal of `columns`.
    private func run(_ server: Server, _ place: Place, columns: UInt16) throws -> Terminal {
        try Terminal(
            [
                "run", "--yes", "--max-failures", "90%", "--per-second", "0",
                place.script(Self.script),
            ],
            in: place.scratch.path,
            environment: ["YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": server.target],
            columns: columns
        )
    }

    @Test("is one line below what is printed: counts, rate, the door in work; then it is gone")
    func bar() throws {
        let place = try Place(doors: 12)
        let server = try Server(place, "--fault", "latency:300", "--fault", "refuse:no,first=1")
        let terminal = try run(server, place, columns: 160)
        // The whole of it: what is shown may be seen half drawn.
        let bar = /\d+ of \d+  confirmed \d+  refused \d+  [\d.]+\/s  B001\/\S+/
        try terminal.wait(for: "the bar", { $0.current.wholeMatch(of: bar) != nil })
        #expect(try terminal.end() == 1, "\(terminal.tail())")
        let lines = terminal.lines
        let printed = lines.filter { $0.hasPrefix("done 王 ") }
        #expect(printed.count > 2 && Set(printed).count == printed.count)
        #expect(lines.allSatisfy { !$0.contains("/s") && !$0.contains("confirmed 1 ") }, "\(lines)")
    }

    @Test("says how much is left when that is known, and never breaks a line")
    func left() throws {
        let place = try Place(doors: 12)
        let server = try Server(place, "--fault", "latency:400")
        let environment = ["YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": server.target]
        let plan = place.scratch.path + "/x.plan"
        let made = try place.yeeuu(
            ["plan", place.script(Self.script), "-o", plan],
            environment: environment
        )
        #expect(made.status == 0, "\(made.all)")
        let terminal = try Terminal(
            ["apply", plan, "--concurrency", "2", "--per-second", "0"],
            in: place.scratch.path,
            environment: environment,
            columns: 40
        )
        let bar = /^\d+\/\d+  confirmed \d+  [\d.]+\/s  .* left/
        try terminal.wait(for: "the time left", { $0.current.firstMatch(of: bar) != nil })
        #expect(terminal.screen.column < 40)
        #expect(try terminal.end() == 0, "\(terminal.tail())")
        #expect(!terminal.lines.joined().contains(" left"))
    }

    @Test("is nowhere in a pipe, nor with --quiet")
    func pipe() throws {
        let place = try Place(doors: 3)
        let piped = try place.yeeuu("run", "--yes", place.script(Self.script))
        #expect(piped.status == 0 && !piped.all.contains("\r") && !piped.all.contains("\u{1B}"))
        let terminal = try Terminal(
            ["run", "--yes", "--quiet", place.script(Self.script)],
            in: place.scratch.path,
            environment: ["YEEUU_WORKSPACE": place.folder]
        )
        #expect(try terminal.end() == 0)
        #expect(terminal.lines.filter { !$0.isEmpty }.allSatisfy { $0.hasPrefix("done ") })
    }
}
