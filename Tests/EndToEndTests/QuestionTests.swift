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

    /// A script before its question: what it shows, and the terminal.
    private func asked(_ place: Place, _ script: String, _ question: String) throws -> Terminal {
        let terminal = try Terminal(
            ["run", place.script(script)],
            in: place.scratch.path,
            environment: ["YEEUU_WORKSPACE": place.folder]
        )
        try terminal.wait(for: question)
        return terminal
    }

    @Test("shows above itself everything that would be refused or go wrong")
    func troubles() throws {
        let place = try Place(doors: 12)
        #expect(try place.yeeuu("doors", "protect", "all=true").status == 0)
        let first = try #require(try place.grants("kind=password").first)
        let freed = try place.yeeuu("doors", "protect", "--off", "code=\(first.code)")
        #expect(freed.status == 0, "\(freed.all)")
        let script = """
            yeeuu.log.warn("a list that ends early")
            yeeuu.each(yeeuu.grants { kind = "password" }, function(g) g:rotate_password {} end)
            """
        let terminal = try asked(place, script, "send this to sandbox? [y/N]")
        let above = terminal.lines.prefix { !$0.contains("[y/N]") }
        let start = try #require(above.firstIndex { $0.hasPrefix("what would be refused") })
        let told = above[start...]
        let protected = try place.grants("kind=password").filter { $0.code != first.code }
        for grant in protected {
            #expect(told.contains { $0.contains(grant.code) && $0.contains("is protected") })
        }
        #expect(told.contains { $0.contains("a list that ends early") })
        terminal.type("n\r")
        #expect(try terminal.end() == 5)
    }

    private static let everybody = """
        yeeuu.each(yeeuu.grants { all = true }, { concurrency = 1 }, function(grant)
          grant:get_door():revoke { authoredMobile = grant.authoredMobile, vacate = true }
        end)
        """

    @Test("wants the number of those who lose their access, and takes no letter for it")
    func losing() throws {
        let place = try Place(doors: 12)
        let before = try place.state()
        let flats = Set(try place.grants().map { [$0.authoredMobile ?? "", $0.code] })
        let count = flats.count
        #expect(count > 1)
        for keys in ["y\r", "\r", "\(count + 1)\r"] {
            let terminal = try asked(place, Self.everybody, "type \(count) to send this to sandbox")
            #expect(terminal.lines.contains { $0.contains("people lose their access") })
            terminal.type(keys)
            #expect(try terminal.end() == 5, "\(terminal.tail())")
            #expect(try place.state() == before)
        }
        let terminal = try asked(place, Self.everybody, "type \(count) to send this to sandbox")
        terminal.type("\(count)\r")
        _ = try terminal.end()
        #expect(try place.held().isEmpty, "\(terminal.tail(30))")
    }

    @Test("is a plain one where one person loses one flat, whom it names")
    func losesOne() throws {
        let place = try Place(doors: 12)
        let script = """
            local grant = yeeuu.grants { all = true }[1]
            grant:get_door():revoke { authoredMobile = grant.authoredMobile, vacate = true }
            """
        let first = try #require(try place.grants().first)
        let terminal = try asked(place, script, "send this to sandbox? [y/N]")
        #expect(terminal.lines.contains { $0.hasPrefix("1 person loses access in 1 flat") })
        let name = "\(first.authoredName ?? "") \(first.authoredMobile ?? "")"
        #expect(terminal.lines.contains { $0.contains(name) && $0.contains(first.code) })
        terminal.type("y\r")
        #expect(try terminal.end() == 0, "\(terminal.tail())")
    }

    @Test("counts nobody who moves to another flat")
    func moves() throws {
        let place = try Place(doors: 12)
        let script = """
            local people = {}
            for _, grant in ipairs(yeeuu.grants { all = true }) do
              if not people[grant.authoredMobile] then people[grant.authoredMobile] = grant end
            end
            local doors = yeeuu.doors { all = true }
            for mobile, grant in pairs(people) do
              for _, door in ipairs(doors) do
                if door.code ~= grant.code and #yeeuu.grants { code = door.code, mobile = mobile } == 0 then
                  door:auth {
                    startTime = yeeuu.now(), endTime = yeeuu.now() + 86400 * 30, author = "x",
                    authoredName = grant.authoredName, authoredMobile = mobile,
                  }
                  break
                end
              end
              for _, door in ipairs(yeeuu.doors { code = grant.code, mobile = mobile }) do
                door:revoke { authoredMobile = mobile, vacate = true }
              end
            end
            """
        let terminal = try asked(place, script, "send this to sandbox? [y/N]")
        #expect(terminal.lines.allSatisfy { !$0.contains("lose") }, "\(terminal.tail(30))")
        terminal.type("n\r")
        #expect(try terminal.end() == 5)
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
