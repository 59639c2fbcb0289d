import Foundation
import Testing

@Suite("A question at the terminal")
struct QuestionTests {
    private static let rotate = """
        print("before")
        yeeuu.each(yeeuu.grants { kind = "password" }, function(g) g:rotate_password {} end)
        print("after")
        """

    /// `yeeuu run` at a terminal.
    private func run(_ place: Place, _ arguments: String...) throws -> Terminal {
        try Terminal(
            ["run", place.script(Self.rotate)] + arguments,
            in: place.scratch.path,
            environment: ["YEEUU_WORKSPACE": place.folder]
        )
    }

    @Test(
        "before a live run shows what it would do, and only a yes sends it",
        arguments: [
            ("y\r", 0, true), ("Yes\r", 0, true), ("n\r", 5, false), ("\r", 5, false),
            ("\u{4}", 5, false), ("\u{3}", 130, false), ("yes\u{3}", 130, false),
        ]
    )
    func consent(_ keys: String, _ code: Int32, _ sends: Bool) throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let terminal = try run(place)
        try terminal.wait(for: "send this to sandbox? [y/N]")
        let shown = terminal.lines.joined(separator: "\n")
        #expect(shown.contains("generate_password: ") && shown.contains(" doors, "))
        #expect(!shown.contains("after"))
        #expect(try place.state() == before)
        terminal.type(keys)
        #expect(try terminal.end() == code, "\(terminal.tail())")
        #expect((try place.state() != before) == sends)
        #expect(terminal.lines.contains("after"))
        let isTold = terminal.tail().contains(code == 130 ? "interrupted" : "not confirmed")
        #expect(isTold == !sends, "\(terminal.tail())")
    }

    @Test("is not answered by what was typed before it")
    func typedAhead() throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let terminal = try run(place)
        terminal.type("y\r")
        try terminal.wait(for: "send this to sandbox? [y/N]")
        terminal.type("n\r")
        #expect(try terminal.end() == 5)
        #expect(try place.state() == before)
    }

    @Test("is not asked by a run that only reads, nor with --yes")
    func unasked() throws {
        let place = try Place(doors: 3)
        let reads = try Terminal(
            ["run", place.script("print(#yeeuu.doors { all = true })", name: "reads.lua")],
            in: place.scratch.path,
            environment: ["YEEUU_WORKSPACE": place.folder]
        )
        #expect(try reads.end() == 0)
        #expect(reads.lines.contains("3") && !reads.tail().contains("[y/N]"))
        let writes = try run(place, "--yes")
        #expect(try writes.end() == 0)
        #expect(!writes.lines.joined().contains("[y/N]"))
    }

    @Test("for a secret does not show it, and stores it")
    func secret() throws {
        let scratch = Scratch()
        let terminal = try Terminal(Self.initialize, in: scratch.path)
        try terminal.wait(for: "secret (not shown):")
        terminal.type("p4rtner-secret\r")
        #expect(try terminal.end() == 0, "\(terminal.tail())")
        #expect(!terminal.lines.joined().contains("p4rtner"))
        let path = scratch.path + "/w/keys/secret"
        let stored = try String(contentsOfFile: path, encoding: .utf8)
        #expect(stored.contains("p4rtner-secret"))
    }

    @Test(
        "for a secret that a signal ends leaves the terminal as it was",
        arguments: [SIGTERM, SIGHUP, SIGQUIT, SIGINT]
    )
    func echo(_ signal: Int32) throws {
        let scratch = Scratch()
        let terminal = try Terminal(Self.initialize, in: scratch.path)
        #expect(terminal.echoes)
        try terminal.wait(for: "secret (not shown):")
        #expect(!terminal.echoes)
        terminal.signal(signal)
        #expect(try terminal.end() == 130, "\(terminal.tail())")
        #expect(terminal.echoes)
    }

    @Test(
        "for a secret that is not given makes nothing",
        arguments: [("\u{3}", Int32(130)), ("p4rt\u{3}", 130), ("\u{4}", 4), ("  \r", 4)]
    )
    func noSecret(_ keys: String, _ code: Int32) throws {
        let scratch = Scratch()
        let terminal = try Terminal(Self.initialize, in: scratch.path)
        try terminal.wait(for: "secret (not shown):")
        terminal.type(keys)
        #expect(try terminal.end() == code, "\(terminal.tail())")
        #expect(!terminal.lines.joined().contains("p4rt"))
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/w/yeeuu.yaml"))
    }

    @Test("for a new passphrase is asked twice, and must be answered alike")
    func passphrase() throws {
        let place = try Place(doors: 3)
        for (second, code) in [("geheimnis2", Int32(4)), ("geheimnis1", 0)] {
            let terminal = try Terminal(
                ["keys", "backup", "keys-\(code).backup"],
                in: place.scratch.path,
                environment: ["YEEUU_WORKSPACE": place.folder]
            )
            try terminal.wait(for: "passphrase (not shown):")
            terminal.type("geheimnis1\r")
            try terminal.wait(for: "once more:")
            terminal.type(second + "\r")
            #expect(try terminal.end() == code, "\(terminal.tail())")
            #expect(!terminal.lines.joined().contains("geheim"))
        }
    }

    private static let initialize = [
        "init", "--target", "https://alms.example.com", "--partner-id", "p1", "w",
    ]
}
