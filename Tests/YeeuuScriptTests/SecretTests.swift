import ALMS
import Register
import RequestLog
import Runs
import Testing
import Vault

@testable import YeeuuScript

@Suite("A password in a script")
struct SecretTests {
    /// Two who hold the same, one who holds another.
    private static let common = [
        ScriptBench.password(ScriptBench.entrance, "13800000001", "604173"),
        ScriptBench.password(ScriptBench.room, "13800000002", "604173"),
        ScriptBench.password(ScriptBench.store, "13800000003", "604718"),
    ]

    /// `held[mobile]` is what the register holds for that number.
    private static let held = """
        local held = {}
        for _, grant in ipairs(yeeuu.grants{kind = "password"}) do
          held[grant.authoredMobile] = grant.password
        end

        """

    /// Secrets of the script's own, made from texts.
    private static let own = """
        local function own(text)
          local path = "own" .. text .. ".csv"
          return yeeuu.csv.read(path, {columns = {password = "pin"}})[1].password
        end

        """

    private func bench() throws -> ScriptBench {
        let bench = try ScriptBench(Self.common)
        for text in ["604173", "604718", "735194"] {
            try bench.write("own\(text).csv", "pin\n\(text)\n")
        }
        return bench
    }

    private func lines(_ script: String, _ mode: RunMode = .dryRun) async throws -> [String] {
        let outcome = try await bench().run(mode, Self.held + Self.own + script)
        #expect(outcome.failure?.message == nil)
        return outcome.lines
    }

    private func notes(_ bench: ScriptBench, _ word: String) throws -> Int {
        var filter = LogFilter()
        filter.kinds = [.note]
        var count = 0
        for line in try LogReader(bench.folder + "/log").lines(filter) {
            if line["text"]?.text?.hasPrefix(word) == true { count += 1 }
        }
        return count
    }

    @Test("that the register holds is compared, and found as a key, among those it holds")
    func held() async throws {
        let script = """
            print(held["13800000001"] == held["13800000002"], held["13800000001"] == held["13800000003"])
            local seen, double = {}, 0
            for _, grant in ipairs(yeeuu.grants{kind = "password"}) do
              if seen[grant.password] then double = double + 1 end
              seen[grant.password] = true
            end
            print(double)
            """
        #expect(try await lines(script) == ["true\tfalse", "1"])
    }

    @Test(
        "that the script gave is compared with what it gave, and not with what the register holds"
    )
    func given() async throws {
        let script = """
            print(own("604173") == own("604173"), own("604173") == own("735194"))
            for _, text in ipairs{"604173", "735194"} do
              print(pcall(function() return own(text) == held["13800000001"] end))
              print(({[held["13800000001"]] = true})[own(text)])
            end
            print(pcall(function() return yeeuu.password() == held["13800000001"] end))
            """
        let lines = try await lines(script)
        #expect(lines[0] == "true\tfalse")
        for place in [1, 3, 5] { #expect(lines[place].hasPrefix("false\ttest.lua:")) }
        for place in [1, 3, 5] {
            #expect(lines[place].contains("write") || lines[place].contains("equals"))
        }
        #expect(lines[2] == "nil" && lines[4] == "nil")
    }

    @Test("is not told from another by planning a text for somebody and comparing that")
    func planned() async throws {
        let script = """
            local door = yeeuu.door{building = "B002"}
            local terms = {authoredMobile = "13800000003", authoredName = "王芳", author = "o",
              startTime = "2025-12-01", endTime = "2026-12-01", password = "604173"}
            door:generate_password(terms)
            local planned = yeeuu.grants{mobile = "13800000003"}[1].password
            print(pcall(function() return planned == held["13800000001"] end))
            print(#yeeuu.grants{shared = true}, #yeeuu.grants{shared = true, mobile = "13800000003"})
            """
        let lines = try await lines(script)
        #expect(lines[0].hasPrefix("false\t"))
        #expect(lines[1] == "2\t0")
    }

    @Test("is not told from a text by ensure_password where nothing can be sent")
    func ensured() async throws {
        let script = """
            local door = yeeuu.door{building = "B002"}
            local function try(text)
              local terms = {authoredMobile = "13800000003", authoredName = "王芳", author = "office",
                startTime = 1764549800, endTime = 1764650800, password = text}
              local ok, e = pcall(door.ensure_password, door, terms)
              return ok and "same" or e.class
            end
            print(try("735194"), try("604718"), try("735194"))
            """
        let bench = try bench()
        bench.policy.allow = []
        let outcome = try await bench.run(.dryRun, script)
        #expect(outcome.failure == nil)
        #expect(outcome.lines == ["policy\tpolicy\tpolicy"])
        #expect(try notes(bench, "compared") == 1)
    }

    @Test("that ensure_password finds held and confirmed is not sent again, and the log knows it")
    func ensuredSame() async throws {
        let script = """
            local door = yeeuu.door{building = "B002"}
            local terms = {authoredMobile = "13800000003", authoredName = "王芳", author = "office",
              startTime = 1764549800, endTime = 1764650800, password = own("604718")}
            print(door:ensure_password(terms).unchanged, door:ensure_password(terms).unchanged)
            """
        let bench = try bench()
        let outcome = try await bench.run(.live, Self.own + script)
        #expect(outcome.lines == ["true\ttrue"], "\(outcome.failure?.message ?? "")")
        #expect(try notes(bench, "compared") == 1)
    }

    @Test("is not told by being weak: a second text is refused, right or wrong")
    func weak() async throws {
        let grants = [ScriptBench.password(ScriptBench.store, "13800000003", "123456")]
        let script = """
            local door = yeeuu.door{building = "B002"}
            local function try(text)
              local ok, e = pcall(door.generate_password, door, {authoredMobile = "13800000003",
                authoredName = "王芳", author = "o", startTime = 1764549800, endTime = 1764650800,
                password = text})
              return ok and "sent" or e.class
            end
            print(try("654321"), try("123456"))
            """
        let bench = try ScriptBench(grants)
        #expect(try await bench.run(.dryRun, script).lines == ["invalid\tinvalid"])
        let again = script.replacing("try(\"654321\"), ", with: "")
        #expect(try await bench.run(.dryRun, again).lines == ["sent"])
        #expect(try notes(bench, "compared") == 2)
    }

    @Test("is not held against a mobile that a script made up")
    func tail() async throws {
        let script = """
            local door = yeeuu.door{building = "B002"}
            for _, mobile in ipairs{"13900604173", "13900735194"} do
              print(pcall(door.generate_password, door, {authoredMobile = mobile, authoredName = "x",
                author = "o", startTime = 1764549800, endTime = 1764650800,
                password = held["13800000001"]}))
            end
            print(#yeeuu.grants{weak = true})
            """
        let lines = try await lines(script)
        #expect(lines[0].hasPrefix("true") && lines[1].hasPrefix("true") && lines[2] == "0")
    }

    @Test("is compared with a text by equals, which the log notes, twenty texts a run")
    func equals() async throws {
        let script = """
            local one = held["13800000001"]
            print(one:equals("604173"), one:equals("735194"), one:equals("604173"))
            print(one:equals(own("604173")), held["13800000003"]:equals("604173"))
            print(own("604173"):equals("604173"), pcall(one.equals, one, 604173))
            for i = 1, 30 do
              local ok, e = pcall(one.equals, one, tostring(200000 + i))
              if not ok then print(i, e.class, tostring(e)) break end
            end
            """
        let bench = try bench()
        let outcome = try await bench.run(.dryRun, Self.held + Self.own + script)
        #expect(outcome.failure?.message == nil)
        #expect(outcome.lines[0] == "true\tfalse\ttrue")
        #expect(outcome.lines[1] == "true\tfalse")
        #expect(outcome.lines[2].hasPrefix("true\tfalse\t"))
        #expect(outcome.lines[3].hasPrefix("19\tinvalid\t"))
        #expect(try notes(bench, "compared") == 41)
    }

    @Test("shown to a script stands in the log, in a dry run too, for every door")
    func revealed() async throws {
        let bench = try bench()
        _ = try await bench.run(.dryRun, Self.held + "held[\"13800000001\"]:reveal()")
        #expect(try notes(bench, "revealed") == 2)
    }

    @Test("does not make an item of the script's own one that an earlier run did")
    func items() async throws {
        let bench = try bench()
        let first = try await bench.run(
            .live,
            Self.held + "yeeuu.each({{held[\"13800000001\"]}}, function() end)"
        )
        bench.finished = try FinishedItems(of: try #require(first.report).id, in: bench.register)
        let second = try await bench.run(
            .dryRun,
            Self.own + "print(#yeeuu.each({{own(\"604173\")}}, function() end).ok)"
        )
        #expect(second.lines == ["1"])
    }

    @Test("compared with a text is refused before the script runs, where the text shows it")
    func refused() async throws {
        let script = """
            for _, grant in ipairs(yeeuu.grants{kind = "password"}) do
              if grant.password == "604173" then print(grant.authoredName) end
            end
            """
        let outcome = try await bench().run(.dryRun, script)
        #expect(
            outcome.failure?.message
                == "test.lua:2:6: a secret is never == a text; write secret:equals(text)"
        )
        #expect(outcome.failure?.exitCode == .usage)
    }

    @Test("says first in its help that it equals no text")
    func help() {
        #expect(
            ScriptHelp.text("secret")?.hasPrefix("secret\n\n  A password; never == a text:") == true
        )
    }
}
