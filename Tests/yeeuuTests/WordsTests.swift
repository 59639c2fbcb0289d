import ALMS
import Foundation
import Register
import Runs
import Testing

@testable import yeeuu

@Suite("Words and the terminal")
struct WordsTests {
    @Test(
        "spans of time",
        arguments: [
            (0, "0.0 s"), (0.44, "0.4 s"), (9.96, "10 s"), (59.2, "1 min"), (61, "1 min 1 s"),
            (3600, "1 h"), (7500, "2 h 5 min"),
        ]
    )
    func durations(_ seconds: Double, _ text: String) {
        #expect(Durations.text(seconds: seconds) == text)
    }

    @Test("output that finds no room is told of")
    func lostOutput() throws {
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let console = Console(output: full.fileDescriptor, errors: -1)
        #expect(console.losses.isEmpty)
        console.line("x")
        console.finish()
        let words = "standard output: cannot be written: No space left on device"
        #expect(console.losses.map(\.words) == [words])
    }

    @Test("a progress line: done, classes, rate, time left, never wider than the terminal")
    func progress() {
        var tally = ProgressBar.Tally(expected: 100)
        tally.counts = [.ok: 35, .failed: 2, .unknown: 3]
        tally.seconds = 4
        let line = "40/100  confirmed 35  failed 2  unknown 3  10.0/s  6.0 s left"
        #expect(tally.line(columns: 80) == line)
        #expect(tally.line(columns: 10) == "40/100  c")
        tally.door = "B001/1001/甲"
        #expect(tally.line(columns: 80) == line + "  B001/1001/甲")
        #expect(tally.line(columns: 75) == line + "  B001/1001/")
        tally.expected = nil
        #expect(tally.line(columns: 80).hasPrefix("40  confirmed 35"))
        #expect(!tally.line(columns: 80).contains("left"))
        tally.list = .init(serial: 1, count: 30, begun: 20, seconds: 4)
        #expect(tally.line(columns: 80).hasPrefix("20 of 30  confirmed 35"))
        #expect(tally.line(columns: 80).contains("10.0/s  2.0 s left"))
        tally.expected = 39
        #expect(tally.line(columns: 80).hasPrefix("20 of 30"))
    }

    @Test("colours only where a person reads them and nothing forbids them")
    func colors() {
        func manner(_ environment: [String: String], flag: Bool = false, tty: Bool = true) -> Bool {
            Console.Manner.detect(
                quiet: false,
                noColor: flag,
                environment: environment,
                isTerminal: { _ in tty }
            ).hasColors
        }
        #expect(manner([:]) && manner(["NO_COLOR": ""]))
        #expect(!manner(["NO_COLOR": "1"]) && !manner(["TERM": "dumb"]))
        #expect(!manner([:], flag: true) && !manner([:], tty: false))
    }

    @Test("no question is asked, and no progress shown, where nobody reads")
    func nobody() {
        let console = Console(output: -1, errors: -1)
        #expect(console.ask("?") == .nobody && console.askHidden("?") == .nobody)
    }

    @Test(
        "yes is yes, all else is no",
        arguments: [
            ("y", true), ("Yes ", true), ("是", true), ("", false), ("n", false), ("yess", false),
        ]
    )
    func consent(_ answer: String, _ isYes: Bool) {
        #expect(ConsentQuestion.isYes(answer) == isYes)
        #expect(!ConsentQuestion.isYes(nil))
    }

    @Test("who loses access in more than one flat is sent only for their number")
    func typedNumber() {
        let few = ConsentQuestion.Wording(losing: 1, target: "sandbox")
        #expect(few.text == "send this to sandbox? [y/N] " && few.accepts("y"))
        let many = ConsentQuestion.Wording(losing: 20, target: "sandbox")
        #expect(many.text.hasPrefix("type 20 to send this to sandbox"))
        #expect(many.accepts(" 20 ") && many.accepts("20"))
        for answer in ["y", "yes", "", "2", "200", "20x", nil] { #expect(!many.accepts(answer)) }
    }

    @Test(
        "exit codes of our own problems",
        arguments: [
            (Problem.noWorkspace(from: "/"), ExitCode.usage), (.noSecret, .credentials),
            (.needsYes("x"), .bound), (.declined, .bound),
            (.aboveCeiling(option: "--allow", operation: "auth"), .bound),
        ]
    )
    func codes(_ problem: Problem, _ code: ExitCode) {
        #expect(ErrorWords(problem).code == code)
    }

    @Test(
        "dots at the REPL",
        arguments: [
            (".help", DotCommand.help(nil)), (".run a b.lua", .run("a b.lua")),
            (".doors building=B001", .doors(["building=B001"])), (".quit", .quit),
            (".save my.plan", .save("my.plan")), (".traceback", .traceback),
        ]
    )
    func dots(_ line: String, _ command: DotCommand) throws {
        #expect(try DotCommand(line) == command)
    }

    @Test("Lua that begins with dots is no command, a misspelt one names the nearest")
    func dotMistakes() throws {
        for line in ["..x", "1 + 1", ".5 + 1", "..."] { #expect(try DotCommand(line) == nil) }
        #expect(throws: DotCommand.Mistake.unknown(".plannd", nearest: ".planned")) {
            try DotCommand(".plannd")
        }
        #expect(throws: DotCommand.Mistake.noFile(".save")) { try DotCommand(".save") }
    }

    @Test("a stored report is told line by line, nothing that is not there")
    func stored() throws {
        let report = JSON.object([
            .init("run", .string("r1")), .init("started", .integer(1_795_528_664)),
            .init("stopped", .null), .init("failures", .array([])),
            .init("counts", .object([.init("ok", .integer(3))])),
            .init(
                "not_started",
                .array([
                    .object([
                        .init("outcome", .string("skipped")), .init("operation", .string("auth")),
                        .init("door", .array([.string("B1"), .string("2"), .string("")])),
                        .init("desc", .string("why")),
                    ])
                ])
            ),
        ])
        let lines = [
            "run: r1", "started: 2026-11-24 21:57:44", "counts: confirmed by the service 3",
            "not_started:",
            "  skipped  auth  B1/2  why",
        ]
        #expect(StoredReport.lines(report, try CivilTime(zone: "Asia/Shanghai")) == lines)
    }
}

@Suite("Files and paths")
struct FilesTests {
    private func temporary() -> String {
        let name = "yeeuu-files-\(UUID().uuidString)"
        return FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    }

    @Test("a file is written whole, for its owner, and never over another")
    func write() throws {
        let path = temporary()
        defer { Files.remove(path) }
        try Files.write([1, 2, 3], to: path)
        #expect(try Files.read(path) == [1, 2, 3])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(throws: FileProblem.self) { try Files.write([4], to: path) }
        #expect(try Files.read(path) == [1, 2, 3])
        try Files.write([4], to: path, replacing: true)
        #expect(try Files.read(path) == [4])
    }

    @Test(
        "paths from the root",
        arguments: [
            ("a", "/x/y/a"), ("../a", "/x/a"), ("/b/./c/", "/b/c"), ("..//..//..", "/"),
            (".", "/x/y"),
        ]
    )
    func absolute(_ path: String, _ whole: String) {
        #expect(Paths.absolute(path, from: "/x/y") == whole)
    }

    @Test("a workspace is found upwards, a named one must be one")
    func find() throws {
        let top = temporary()
        try Files.makeFolder(top + "/a/b")
        defer { try? FileManager.default.removeItem(atPath: top) }
        #expect(throws: Problem.self) { try WorkspaceFolder.find(named: nil, from: top + "/a/b") }
        #expect(throws: Problem.notAWorkspace("a")) {
            try WorkspaceFolder.find(named: "a", from: top)
        }
        try Files.write([], to: top + "/a/yeeuu.yaml")
        #expect(try WorkspaceFolder.find(named: nil, from: top + "/a/b").path == top + "/a")
        #expect(try WorkspaceFolder.find(named: "a", from: top).path == top + "/a")
    }

    @Test("a missing script names the neighbour that may be meant")
    func neighbour() throws {
        let top = temporary()
        try Files.makeFolder(top)
        defer { try? FileManager.default.removeItem(atPath: top) }
        try Files.write([], to: top + "/rotate.lua")
        do {
            _ = try ScriptFile(top + "/rotat.lua")
            Issue.record("read")
        } catch {
            #expect(error.words.hasSuffix("No such file or directory; did you mean 'rotate.lua'?"))
        }
    }
}

@Suite("The REPL's history")
struct HistoryTests {
    @Test("keeps entries whole, the newest thousand of them, for its owner alone")
    func entries() throws {
        let path = NSTemporaryDirectory() + "yeeuu-history-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        let history = History(path)
        #expect(history.load() == [])
        let entries = ["1 + 1", "for i = 1, 2 do\n  print(\"\\n\", i)\nend", "王芳"]
        for entry in entries { try history.append(entry) }
        #expect(history.load() == entries)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        for number in 1...2500 { try history.append("print(\(number))") }
        #expect(history.load().count == 1000 && history.load().last == "print(2500)")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 1000)
    }
}
