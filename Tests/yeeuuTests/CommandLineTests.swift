import ALMS
import ArgumentParser
import Register
import Runs
import Testing

@testable import yeeuu

@Suite("The command line")
struct CommandLineTests {
    @Test("every command of the contract parses, flags before and after the script")
    func parses() throws {
        let words = [
            "run", "--dry-run", "rotate.lua", "building=B001", "--per-second", "0", "a=b c",
        ]
        let run = try #require(try YeeuuCommand.parseAsRoot(words) as? RunCommand)
        #expect(run.dryRun && run.script == "rotate.lua")
        #expect(run.arguments == ["building=B001", "a=b c"] && run.sending.pace.perSecond == 0)
    }

    @Test("no option of any command takes a secret")
    func noSecretOption() {
        let help = InitCommand.helpMessage() + SandboxServeCommand.helpMessage()
        #expect(!help.contains("--secret "))
    }

    @Test(
        "an unknown command names the nearest",
        arguments: [
            (["rum"], "no such command 'rum'; did you mean 'run'?; see 'yeeuu --help'"),
            (["log", "verfy"], "log: no such command 'verfy'; did you mean 'verify'?"),
            (["zzzzzz"], "no such command 'zzzzzz'; see 'yeeuu --help'"),
        ]
    )
    func unknown(_ arguments: [String], _ words: String) {
        #expect(UsageWords.unknownCommand(arguments)?.hasPrefix(words) == true)
    }

    @Test(
        "a known command is no complaint",
        arguments: [["run"], ["log", "verify"], ["help"], []]
    )
    func known(_ arguments: [String]) {
        #expect(UsageWords.unknownCommand(arguments) == nil)
    }

    @Test("the parser's sentences are put in our manner")
    func manner() {
        let sentence = "Unknown option '--x'. Did you mean '--y'?"
        #expect(UsageWords.ownManner(sentence) == "unknown option '--x'; did you mean '--y'?")
        #expect(UsageWords.ownManner("Missing value.") == "missing value")
    }

    @Test("key=value: the first equals sign divides, an empty value is one")
    func keyValue() throws {
        let read = try ScriptArguments.read(["a=b=c", "d="])
        #expect(read.map(\.name) == ["a", "d"] && read.map(\.value) == ["b=c", ""])
        #expect(throws: Problem.noKeyValue("=x")) { try ScriptArguments.read(["=x"]) }
        #expect(throws: Problem.keyTwice("a")) { try ScriptArguments.read(["a=1", "a=2"]) }
    }

    @Test("doors: two parts are an entrance, three an inner door, the rest belongs to its name")
    func doors() throws {
        #expect(try DoorName.read("B1/2").description == "B1/2")
        let inner = try DoorName.read("B1/2/甲/乙")
        #expect(inner.doorType == .inner && inner.door == "甲/乙")
        for text in ["B1", "B1/", "/2", "B1/2/"] {
            #expect(throws: Problem.self) { try DoorName.read(text) }
        }
    }

    @Test("the workspace's policy is a ceiling for the command line")
    func ceiling() throws {
        var settings = Settings(target: .sandbox, partnerId: "p", operatorName: "o")
        settings.policy.maxChanges = 5
        var sending = try SendingOptions.parse(
            ["--max-changes", "9", "--max-doors", "3", "--allow", "remote_action"]
        )
        let policy = try sending.policy(below: settings)
        #expect(policy.maxChanges == 5 && policy.maxDoors == 3)
        #expect(policy.allow.contains(.remoteAction))
        settings.limitsOperations = true
        #expect(throws: Problem.aboveCeiling(option: "--allow", operation: "remote_action")) {
            try sending.policy(below: settings)
        }
        settings.limitsFailures = true
        settings.policy.maxFailures = .percent(5)
        sending = try SendingOptions.parse(["--max-failures", "20%"])
        #expect(try sending.policy(below: settings).maxFailures == .percent(5))
        sending = try SendingOptions.parse(["--max-failures", "1000"])
        let both = try sending.policy(below: settings).maxFailures
        #expect(both == .either(count: 1000, percent: 5) && both.description == "1000 or 5%")
    }
}

@Suite("The list of runs")
struct RunsListTests {
    @Test("counts nothing of a run that was killed or goes on")
    func killed() throws {
        var run = RunRow(id: "r", mode: "live", state: "running", script: "x.lua", started: 0)
        let zone = try CivilTime(zone: "Asia/Shanghai")
        let list = try #require(
            try YeeuuCommand.parseAsRoot(["runs", "list"]) as? RunsListCommand
        )
        #expect(list.row(of: run, nil, zone).suffix(6).allSatisfy { $0 == .null })
        run.ended = 1
        run.counts = [.unknown: 2, .skipped: 5]
        let words = RunWords(operatorName: "王", arguments: "building=B001", waiting: 3)
        let row = list.row(of: run, words, zone)
        #expect(Array(row.suffix(6)) == [0, 0, 0, 2, 5, 3].map { .integer($0) })
        #expect(row[3] == .string("x.lua building=B001") && row[4] == .string("王"))
        #expect(row.count == list.columns.count)
    }

    @Test("has for programs the names of the contract first, arguments and operator last")
    func json() throws {
        let list = try #require(
            try YeeuuCommand.parseAsRoot(["runs", "list", "--json"]) as? RunsListCommand
        )
        #expect(
            list.columns == [
                "run", "mode", "state", "script", "started", "ended", "ok", "refused", "failed",
                "unknown", "skipped", "waiting", "arguments", "operator",
            ]
        )
        let run = RunRow(id: "r", mode: "live", state: "done", script: "x.lua", started: 0)
        let words = RunWords(operatorName: "王", arguments: "a=b")
        let row = list.row(of: run, words, try CivilTime(zone: "Asia/Shanghai"))
        #expect(row.count == list.columns.count && row[3] == .string("x.lua"))
        #expect(Array(row.suffix(2)) == [.string("a=b"), .string("王")])
    }

    @Test(
        "shows no argument that may be a password",
        arguments: [
            ("password", "abc", true), ("newPassword", "1", true), ("密码", "x", true),
            ("code", "482913", true), ("codes", "a,482913", true), ("building", "B001", false),
            ("mobile", "13700005001", false), ("file", "list-20261201.csv", false),
            ("from", "2026-12-01 09:00", false), ("count", "12345", false),
        ]
    )
    func masked(_ name: String, _ value: String, _ isMasked: Bool) {
        let text = ArgumentMask.text([(name, value)])
        #expect(text == (isMasked ? "\(name)=••••••" : "\(name)=\(value)"))
    }
}
