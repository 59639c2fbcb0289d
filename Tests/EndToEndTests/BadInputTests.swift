import Foundation
import Testing

@Suite("Bad input: a clear error, and nothing half done")
struct BadInputTests {
    /// A script that must not get through.
    struct Case: CustomTestStringConvertible, Sendable {
        let lua: String
        let words: [String]
        var status: Int32 = 2

        var testDescription: String { lua }
    }

    private static let door = "buildingId = \"B001\", code = \"20000001\", doorType = 1"
    private static let times = "startTime = 1764547200, endTime = 1796083200"
    private static let person = "author = \"物业\", authoredName = \"李\", authoredMobile = \"\""

    static let cases: [Case] =
        [
            Case(
                lua: "yeeuu.auth { buildingID = \"B001\", code = \"1\", doorType = 1 }",
                words: ["script.lua:1", "buildingID", "did you mean 'buildingId'"]
            ),
            Case(
                lua: "yeeuu.remove_password { \(door), authoredMobile = 13800000000 }",
                words: ["authoredMobile", "write \"13800000000\""]
            ),
            Case(
                lua: "yeeuu.generate_password { \(door), \(times), author = \"a\", "
                    + "authoredName = \"b\", authoredMobile = \"13800000000\", password = \"12\" }",
                words: ["password", "6 to 10"]
            ),
            Case(
                lua: "yeeuu.doors { building = \"B00l\" }",
                words: ["B00l", "did you mean 'B001'"]
            ),
            Case(lua: "yeeuu.doors { bulding = \"B001\" }", words: ["bulding", "building"]),
            Case(lua: "yeeuu.doors {}", words: ["all = true"]),
            Case(lua: "print(yeeuu.dor)", words: ["no field 'dor'", "'door'"]),
            Case(lua: "local x = = 1", words: ["script.lua:1"]),
            Case(
                lua: "yeeuu.each(yeeuu.grants { kind = \"password\" }, "
                    + "function(g) g:rotate_password { digit = 8 } end)",
                words: ["script.lua:1", "did you mean 'digits'"]
            ),
            Case(
                lua: "yeeuu.date(math.maxinteger)",
                words: ["script.lua:1: date: 9223372036854775807 is beyond the years 0 to 9999"]
            ),
            Case(lua: "yeeuu.print_table({ 1 })", words: ["rows[1]: 1 given; give a table"]),
            Case(lua: "error(\"stop here\")", words: ["script.lua:1", "stop here"]),
            Case(lua: "yeeuu.args { building = { required = true } }", words: ["building"]),
            Case(
                lua: "yeeuu.generate_password { buildingId = \"B001\", code = \"20000001\", "
                    + "doorType = 2, \(times), author = \"a\", authoredName = \"b\", "
                    + "authoredMobile = \"13800000000\", password = \"204871\" }",
                words: ["door"]
            ),
            Case(
                lua: "yeeuu.remote_action { \(door), operator = \"13800000000\" }",
                words: ["remote_action is not allowed", "--allow remote_action"],
                status: 5
            ),
        ]
        + ["auth", "delete_auth", "generate_password", "remove_password"].map { operation in
            let rest = operation.hasSuffix("auth") && operation != "auth" ? "" : ", \(times)"
            let password = operation == "generate_password" ? ", password = \"204871\"" : ""
            let isSet = operation == "auth" || operation == "generate_password"
            let who = isSet ? "\(person)\(rest)\(password)" : "authoredMobile = \"\""
            return Case(
                lua: "yeeuu.\(operation) { \(door), \(who) }",
                words: ["authoredMobile", "empty"]
            )
        }

    @Test("in a script", arguments: cases)
    func script(_ bad: Case) throws {
        let place = try Place(doors: 3)
        let server = try Server(place)
        let run = try place.yeeuu(
            ["run", "--yes", place.script(bad.lua)],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(run.status == bad.status, "\(run.all)")
        for words in bad.words { #expect(run.errors.contains(words), "\(run.errors)") }
        #expect(try server.requests() == 0)
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test(
        "on the command line",
        arguments: [
            (["rum", "x.lua"], "no such command 'rum'; did you mean 'run'?"),
            (["help", "rum"], "no such command 'rum'; did you mean 'run'?"),
            (["help", "log", "verfy"], "did you mean 'verify'?; see 'yeeuu log --help'"),
            (["doors", "lst"], "doors: no such command 'lst'; did you mean 'list'?"),
            (["run", "--dryrun", "x.lua"], "unknown option '--dryrun'; did you mean '--dry-run'?"),
            (
                ["run", "script.lau"],
                "script.lau: No such file or directory; did you mean 'script.lua'?"
            ),
            (["run", "--yes", "script.lua", "building"], "argument 'building': no key=value"),
            (["run", "script.lua", "a=1", "a=2"], "argument 'a': given twice"),
            (["run", "--max-failures", "x%", "script.lua"], "--max-failures: 'x%' given"),
            (["run", "--allow", "remote_acton", "script.lua"], "did you mean 'remote_action'?"),
            (["doors", "protect"], "nothing selected"),
            (["doors", "set", "building=B001"], "give what to change"),
            (
                ["doors", "import", "script.lua", "--columns", "x"],
                "--columns: 'x' given; give HEADING"
            ),
            (["run", "--wait", "1e300", "script.lua"], "--wait: '1e+300' given; give 0, or 0.001"),
            (["run", "--per-second", "1e-300", "script.lua"], "--per-second: '1e-300' given"),
            (["run", "--max-changes", "-1", "script.lua"], "write --max-changes=-1 if it is"),
            (["run", "--only", "building=B00", "script.lua"], "did you mean 'B001'?"),
            (
                ["sandbox", "serve", "--clock-offset", "9223372036854775807"],
                "--clock-offset: '922"
            ),
            (["grants", "list", "endTime=soon"], "endTime: 'soon' is no time"),
            (["log", "prove", "99", "-o", "p"], "log: no entry 99; see 'yeeuu log show'"),
            (["log", "prove", "1", "--from", "a", "--to", "b"], "give SEQ and -o FILE, or --from"),
            (["grants", "list", "mobil=1"], "mobil"),
            (["sandbox", "serve", "--fault", "cut-befor"], "did you mean 'cut-before'?"),
            (["doors", "import", "none.csv"], "none.csv"),
            (["runs", "show", "2020"], "2020"),
            (["init", "workspace", "--sandbox"], "is a workspace already"),
            (["init", "elsewhere"], "--partner-id is missing"),
            (
                ["init", "elsewhere", "--partner-id", "1", "--target", "http://example.com"],
                "loopback"
            ),
        ]
    )
    func commandLine(_ arguments: [String], words: String) throws {
        let place = try Place(doors: 3)
        _ = place.script("print(1)")
        let result = try place.yeeuu(arguments)
        #expect(result.status == 2, "\(result.all)")
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    @Test("a script in UTF-16 and a live REPL that nobody sits at say what to do")
    func hints() throws {
        let place = try Place(doors: 3)
        let script = place.script("print(1)")
        try "print(1)".write(toFile: script, atomically: true, encoding: .utf16)
        for command in ["run", "plan", "check"] {
            let result = try place.yeeuu(
                [command, script] + (command == "plan" ? ["-o", "p"] : [])
            )
            #expect(result.status == 2, "\(result.all)")
            #expect(result.errors.contains("script.lua: its text is UTF-16"), "\(result.errors)")
            #expect(result.errors.contains("save it as UTF-8"), "\(result.errors)")
        }
        let repl = try place.yeeuu("repl", "--live")
        #expect(repl.status == 5)
        #expect(repl.errors.contains("give --yes, or leave --live out"), "\(repl.errors)")
    }

    @Test("a name that does not exist ends an each at once; what was sent before is told")
    func misspelt() throws {
        let place = try Place(doors: 12)
        let lua = """
            yeeuu.each(yeeuu.grants { kind = "password" }, function(grant, index)
                if index > 2 then grant:get_door():delete_auth { authoredMoblie = "1" } end
                grant:rotate_password {}
            end)
            """
        let script = place.script(lua)
        let run = try place.yeeuu([
            "run", "--yes", "--concurrency", "1", "--per-second", "0", script,
        ])
        #expect(run.status == 2, "\(run.all)")
        let words = "script.lua:2: delete_auth: authoredMoblie: no such parameter; did you mean"
        #expect(run.errors.contains(words + " 'authoredMobile'?"), "\(run.errors)")
        #expect(run.errors.contains(": 2 confirmed by the service; "), "\(run.errors)")
        #expect(!run.errors.contains("max_failures"))
    }

    @Test("a name that forges lines is one line of a rehearsal, which tells times of the clock")
    func forged() throws {
        let place = try Place(doors: 3)
        let lua = """
            local door = yeeuu.door { code = "20000001", doorType = 1 }
            local terms = { author = "a", authoredMobile = "13800000000", authoredName = "x",
                startTime = yeeuu.time("2026-12-01"), endTime = yeeuu.time("2027-12-01") }
            door:auth(terms)
            terms.authoredName, terms.endTime = "x\\n- y", terms.endTime + 60
            door:auth(terms)
            """
        let dry = try place.yeeuu("run", "--dry-run", place.script(lua))
        #expect(
            dry.lines == [
                "+ x 13800000000  B001/20000001  auth",
                "~ x\\n- y 13800000000  B001/20000001  auth  "
                    + "endTime 2027-12-01 00:00:00 → 2027-12-01 00:01:00, authoredName x → x\\n- y",
            ],
            "\(dry.all)"
        )
    }

    @Test("in yeeuu.yaml and the environment: the line, and the nearest key")
    func settings() throws {
        let place = try Place(doors: 3)
        let file = place.folder + "/yeeuu.yaml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let bad = text + "pase:\n  per_second: 2\nlimits:\n  cpu_seconds: fast\n"
        try bad.write(toFile: file, atomically: true, encoding: .utf8)
        let result = try place.yeeuu(
            ["doors", "list"],
            environment: ["YEEUU_PACE_PERSECOND": "1", "YEEUU_PACE_CONCURRENCY": "0"]
        )
        #expect(result.status == 2)
        let start = text.split(separator: "\n", omittingEmptySubsequences: false).count
        for words in [
            "yeeuu.yaml:\(start): pase: no such key; did you mean 'pace'?",
            "yeeuu.yaml:\(start + 3): limits.cpu_seconds: 'fast' given",
            "YEEUU_PACE_PERSECOND: no such variable; did you mean 'YEEUU_PACE_PER_SECOND'?",
            "YEEUU_PACE_CONCURRENCY: '0' given",
        ] { #expect(result.errors.contains(words), "\(result.errors)") }
    }

    @Test("a bad row 7 keeps the whole file out")
    func badRow() throws {
        let place = try Place(doors: 3)
        var rows = ["小区编码,房源编码,房门类型,房门名称,种类,姓名,手机号,开始,结束,授权者,密码"]
        for number in 0..<8 {
            let type = number == 5 ? "7" : "1"
            rows.append(
                "B001,20000001,\(type),,密码,李\(number),1381111000\(number),2026/1/1,2027/1/1,管家,20487\(number)"
            )
        }
        _ = place.scratch.file("people.csv", rows.joined(separator: "\n"))
        let before = try place.grants("state=any")
        let result = try place.yeeuu("grants", "import", "people.csv")
        #expect(result.status == 2, "\(result.all)")
        #expect(result.errors.contains("people.csv:7: doorType"), "\(result.errors)")
        #expect(try place.grants("state=any") == before)
    }

    @Test("keys that others can read are refused")
    func readableKeys() throws {
        let place = try Place(doors: 3)
        let attributes = [FileAttributeKey.posixPermissions: 0o644]
        let file = place.folder + "/keys/secret"
        try FileManager.default.setAttributes(attributes, ofItemAtPath: file)
        let result = try place.yeeuu("doors", "list")
        #expect(result.status == 4 && result.errors.contains("keys/secret"), "\(result.all)")
    }

    @Test("a port in use")
    func portInUse() throws {
        let place = try Place(doors: 3)
        let server = try Server(place)
        let port = try #require(server.target.split(separator: ":").last)
        let result = try place.yeeuu("sandbox", "serve", "--port", "\(port)")
        #expect(result.status == 2 && result.errors.contains("\(port)"), "\(result.all)")
    }

    @Test("without --yes and without a terminal nothing is sent")
    func consent() throws {
        let place = try Place(doors: 3)
        let before = try place.state()
        let lua = "yeeuu.grants { kind = \"password\" }[1]:rotate_password {}"
        let result = try place.yeeuu("run", place.script(lua))
        #expect(result.status == 5 && result.errors.contains("--yes"), "\(result.all)")
        #expect(try place.state() == before)
        let reading = try place.yeeuu("run", place.script("print(#yeeuu.doors { all = true })"))
        #expect(reading.status == 0 && reading.output == "3\n", "\(reading.all)")
    }

    @Test("init asks nobody where nobody is, and never takes the secret as an argument")
    func secrets() throws {
        let scratch = Scratch()
        let arguments = ["init", "real", "--partner-id", "p1"]
        let silent = try Program.run(arguments, in: scratch.path)
        #expect(silent.status == 4 && silent.errors.contains("YEEUU_SECRET"), "\(silent.all)")
        #expect(!FileManager.default.fileExists(atPath: scratch.path + "/real"))
        let given = try Program.run(
            arguments,
            in: scratch.path,
            environment: ["YEEUU_SECRET": "s3cr3t"]
        )
        #expect(given.status == 0, "\(given.all)")
        let kept = try String(contentsOfFile: scratch.path + "/real/keys/secret", encoding: .utf8)
        #expect(kept.trimmingCharacters(in: .newlines) == "s3cr3t")
        let flag = try Program.run(["init", "x", "--secret", "s3cr3t"], in: scratch.path)
        #expect(flag.status == 2 && !flag.all.contains("s3cr3t"))
    }
}
