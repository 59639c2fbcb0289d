import Runs
import Testing
import YeeuuScript

@Suite("A script's mistake")
struct ErrorTests {
    /// A script, and how its error begins after `test.lua:1: `.
    static let cases: [(String, String)] = [
        (
            #"yeeuu.generate_password{code = "1", buildingId = "B001", doorType = 1, pasword = "1"}"#,
            "generate_password: pasword: no such parameter; did you mean 'password'? · "
                + "startTime: missing; give Unix seconds · endTime: missing"
        ),
        (#"d():auth{doorType = 1}"#, "auth: doorType: the door's own; leave it out · startTime:"),
        (#"d().auth{}"#, "auth: table given as door; write door:auth{…}"),
        (
            #"d():generate_password{password = 135792}"#,
            "generate_password: startTime: missing; give Unix seconds · endTime"
        ),
        (
            #"d():remove_password{authoredMobile = " "}"#,
            "remove_password: authoredMobile: empty; give a mobile number as text"
        ),
        (#"d():revoke{}"#, "door:revoke: authoredMobile: missing; give a mobile number as text"),
        (
            #"d():revoke{authoredMobile = "", vacat = true}"#,
            "door:revoke: vacat: no such option; did you mean 'vacate'? · authoredMobile: empty"
        ),
        (#"d().revoke{}"#, "door:revoke: table given as door; write door:revoke{…}"),
        (#"d():logs{from = 1764550800}"#, "door:logs: to: missing; give Unix seconds"),
        (
            #"d():logs{from = 1764550800, to = 1764550799}"#,
            "door:logs: to: 1764550799 is before from 1764550800; give a later one"
        ),
        (
            #"local d = d() print(d:delete_auth{authoredMobile = "1"}.foo)"#,
            "answer: no field 'foo'; it has count, data, desc, success, unchanged"
        ),
        (#"print(d().cod)"#, "door: no field or method 'cod'; the nearest is 'code'"),
        (#"yeeuu.doors{}"#, "doors: an empty selection; say what to select, or all = true"),
        (#"yeeuu.doors{buildng = "x"}"#, "doors: buildng: no such key; did you mean 'building'?"),
        (#"yeeuu.doors{building = "B01"}"#, "doors: buildingId: 'B01' is not in the register"),
        (#"yeeuu.doors("B001")"#, "doors: string given; give a table"),
        (#"yeeuu.door{building = "B001"}"#, "door: 3 doors found; name one of B001/1001 (2501)"),
        (#"yeeuu.grants{kind = "pasword"}"#, "grants: kind: 'pasword' given; did you mean"),
        (#"yeeuu.dors{}"#, "yeeuu: no field 'dors'; the nearest is 'doors'"),
        (#"yeeuu.csv.reed("x")"#, "yeeuu.csv: no field 'reed'; did you mean 'read'?"),
        (#"yeeuu.csv.x = 1"#, "yeeuu.csv: nothing can be added to it"),
        (#"yeeuu.csv.read("nope.csv")"#, "csv.read: nope.csv: no such file"),
        (#"yeeuu.csv.read(3)"#, "csv.read: path: 3 given; give text"),
        (
            #"yeeuu.csv.read("../x.csv")"#,
            "csv.read: ../x.csv: outside the folders a script reads"
        ),
        (#"yeeuu.csv.read("/etc/passwd")"#, "csv.read: /etc/passwd: outside the folders"),
        (#"yeeuu.csv.write("/tmp/x.csv", {})"#, "csv.write: /tmp/x.csv: outside the folders"),
        (
            #"yeeuu.csv.write("a.csv", {{p = yeeuu.password{}}})"#,
            "csv.write: rows[1].p: a secret; write secret:reveal() if it must stand there"
        ),
        (
            #"yeeuu.csv.write("a.csv", g(), {"password"})"#,
            "csv.write: rows[1].password: a secret; write secret:reveal()"
        ),
        (
            #"yeeuu.csv.write("a.csv", {}, {overwrit = true})"#,
            "csv.write: overwrit: no such option; did you mean 'overwrite'?"
        ),
        (#"yeeuu.json.encode({p = yeeuu.password{}})"#, "json.encode: p: a secret; write"),
        (#"yeeuu.json.encode(print)"#, "json.encode: a function given; JSON has no such thing"),
        (#"yeeuu.json.decode("{")"#, "json.decode: text: byte 1: expected a name in quotes"),
        (#"yeeuu.log.warn("x", yeeuu.password())"#, "log.warn: a secret; write secret:reveal()"),
        (#"yeeuu.password{digits = 3}"#, "password: digits: 3 given; give 6 to 10"),
        (#"yeeuu.password{digit = 3}"#, "password: digit: no such option; did you mean 'digits'?"),
        (#"yeeuu.time("morgen")"#, "time: text: 'morgen' is no time; give 2026-12-01"),
        (
            #"yeeuu.time("2026-12-01", "ende")"#,
            "time: bound: 'ende' given; give \"start\" or \"end\""
        ),
        (#"yeeuu.date("x")"#, "date: time: 'x' is no time; give 2026-12-01"),
        (#"yeeuu.date(0, "%Q")"#, "date: format: "),
        (#"yeeuu.sleep("a")"#, "sleep: seconds: 'a' given; give a number"),
        (#"yeeuu.sleep(-1)"#, "sleep: seconds: -1.0 given; give 0 or more"),
        (#"yeeuu.print_table("x")"#, "print_table: rows: 'x' given; give a table"),
        (#"yeeuu.print_table({{a = {}}})"#, "print_table: rows[1].a: a table given; give text"),
        (#"yeeuu.args{digits = {type = "int"}}"#, "args: digits.type: 'int' given; give \"text\""),
        (#"yeeuu.args{digits = {hlp = "x"}}"#, "args: digits.hlp: no such option; did you mean"),
        (#"yeeuu.args{digits = 6}"#, "args: digits: 6 given; give a table like {help = \"…\"}"),
        (
            #"yeeuu.args{digits = {type = "integer", default = "6"}}"#,
            "args: digits.default: '6' given; give integer"
        ),
        (
            #"yeeuu.needs{operations = {"generate_pasword"}}"#,
            "needs: operations: no such operation 'generate_pasword'; did you mean"
        ),
        (
            #"g()[1]:rotate_password() yeeuu.needs{max_doors = 1}"#,
            "needs: comes after an operation; make it the script's first line"
        ),
        (#"yeeuu.each(3)"#, "each: list: 3 given; give a table · function: missing"),
        (
            #"yeeuu.each({}, {concurency = 2}, print)"#,
            "each: concurency: no such option; did you mean 'concurrency'?"
        ),
        (
            #"yeeuu.each({}, {concurrency = 0}, print)"#,
            "each: concurrency: 0 given; give 1 or more"
        ),
        (#"print(yeeuu.each({}, print).oks)"#, "report: no field 'oks'; did you mean 'ok'?"),
        (
            #"print(yeeuu.each({1}, type).ok[1].itm)"#,
            "report_entry: no field 'itm'; did you mean 'item'?"
        ),
        (
            #"print(g()[1].pasword)"#,
            "grant: no field or method 'pasword'; the nearest is 'password'"
        ),
        (
            #"g()[1]:rotate_password{digits = 4}"#,
            "rotate_password: digits: 4 given; give 6 to 10"
        ),
        (
            #"g()[1]:rotate_password{password = "111111"}"#,
            "generate_password: password: weak, one digit repeated; give another"
        ),
        (
            #"d():rotate_password(yeeuu.grants{building = "B002"}[1])"#,
            "door:rotate_password: B001/1001: the grant is of another door"
        ),
        (#"print(prnt)"#, "global 'prnt' is not declared; the nearest is 'print'"),
        (
            #"help("door:revok")"#,
            "help: nothing is called 'door:revok'; did you mean 'door:revoke'?"
        ),
        (#"require("nope")"#, "require: module 'nope': not found; looked for "),
        (
            #"yeeuu.synchronize_apartments{{code = "1", buildingId = "B9", doorType = 3}}"#,
            "synchronize_apartments: [1].doorType: 3 given; give 1 (main) or 2 (inner)"
        ),
        (#"yeeuu.synchronize_apartments{}"#, "synchronize_apartments: no list of apartments"),
    ]

    private static let helpers = """
        local function d() return yeeuu.door{buildingId = "B001", code = "1001", doorType = 1} end \
        local function g() return yeeuu.grants{building = "B001", kind = "password"} end 
        """

    @Test("is told with its line, its place and the remedy", arguments: cases)
    func words(_ script: String, _ start: String) async throws {
        let bench = try ScriptBench()
        let outcome = try await bench.run(.dryRun, Self.helpers + script)
        let message = outcome.failure?.message ?? "no error"
        #expect(message.hasPrefix("test.lua:1: " + start), "\(message)")
        #expect(outcome.failure?.exitCode == .usage)
    }

    @Test("shows the script's own frames and none of ours")
    func traceback() async throws {
        let bench = try ScriptBench()
        let script = """
            local function f() yeeuu.doors{} end
            local function g() f() end
            yeeuu.each({1}, function() local ok, e = pcall(g) error(e) end)
            yeeuu.door{building = "B009"}:revoke{}
            """
        let outcome = try await bench.run(.dryRun, script)
        #expect(outcome.failure?.kind == .invalid)
        #expect(outcome.failure?.message.hasPrefix("test.lua:4: door: buildingId: 'B009'") == true)
        #expect(outcome.failure?.traceback == ["test.lua:4: in main chunk"])
    }

    @Test("keeps an error's fields through pcall and error")
    func fields() async throws {
        let bench = try ScriptBench()
        let script = """
            local ok, e = pcall(function() yeeuu.doors{} end)
            print(ok, e.class, e.operation, e.attempts, e.status)
            print(tostring(e))
            error(e)
            """
        let outcome = try await bench.run(.dryRun, script)
        #expect(outcome.lines.first == "false\tinvalid\tdoors\t0\tnil")
        #expect(outcome.lines.last?.hasPrefix("test.lua:1: doors: an empty selection") == true)
        #expect(outcome.failure?.kind == .invalid)
    }

    @Test("is a syntax error where the text is no Lua")
    func syntax() async throws {
        let outcome = try await ScriptBench().run(.dryRun, "local x = = 1")
        #expect(outcome.failure?.kind == .syntax)
        #expect(outcome.failure?.message.hasPrefix("test.lua:1: ") == true)
    }

    @Test("ends a loop that catches everything, when it is interrupted")
    func interrupted() async throws {
        let bench = try ScriptBench()
        let outcome = try await bench.session(.dryRun) { host, run, outcome in
            let nag = Task {
                while !Task.isCancelled {
                    host.interrupt()
                    try? await Task.sleep(for: .milliseconds(5))
                }
            }
            outcome.failure = await host.run(
                Array("while true do pcall(error) end".utf8),
                name: "test.lua"
            )
            nag.cancel()
            outcome.report = await run.finish(outcome.failure)
        }
        #expect(outcome.failure?.kind == .interrupted)
        #expect(outcome.report?.exitCode == .interrupted)
    }
}
