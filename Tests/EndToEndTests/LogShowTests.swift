import Foundation
import Testing

@Suite("log show")
struct LogShowTests {
    private struct Entry: Decodable, Equatable {
        let seq: Int
        let kind: String
        let run: String
        let door: [String]?
        let ref: Int?
        let ts: String
        let `class`: String?
    }

    /// A workspace in which passwords were rotated, then one person's again with lost answers.
    private let place: Place
    private let runs: [String]
    private let mobile: String
    private let door: String
    private let all: [Entry]

    init() throws {
        let place = try Place(doors: 4)
        let grant = try #require(try place.grants("kind=password").first)
        mobile = try #require(grant.authoredMobile)
        door = ([grant.buildingId, grant.code] + (grant.doorType == "1" ? [] : [grant.door]))
            .joined(separator: "/")
        let rotate =
            "yeeuu.each(yeeuu.grants { kind = \"password\"%@ }, "
            + "function(g) g:rotate_password {} end)"
        let everybody = place.script(rotate.replacing("%@", with: ""), name: "all.lua")
        let one = place.script(
            rotate.replacing("%@", with: ", mobile = \"\(mobile)\""),
            name: "one.lua"
        )
        guard try place.yeeuu("run", "--yes", everybody).status == 0,
            try place.yeeuu("run", "--yes", one).status == 0
        else { throw Unexpected("the runs went wrong") }
        let open = place.script(
            "pcall(yeeuu.remove_password, { buildingId = \"B001\", code = \"99999999\", doorType = 1, "
                + "authoredMobile = \"13700000000\" })",
            name: "refused.lua"
        )
        _ = try place.yeeuu("run", "--yes", open)
        self.place = place
        all = try Line.decode(place.yeeuu("log", "export").lines)
        runs = all.filter { $0.kind == "run-start" }.map(\.run)
    }

    private func show(_ options: String...) throws -> [Entry] {
        let shown = try place.yeeuu(["log", "show", "--json"] + options)
        #expect(shown.status == 0, "\(options): \(shown.all)")
        return try Line.decode(shown.lines)
    }

    @Test("shows all of it as it is stored, and as a table with a row each")
    func everything() throws {
        #expect(try show() == all)
        #expect(all.map(\.seq) == Array(all.indices))
        let table = try place.yeeuu("log", "show")
        #expect(table.lines.count == all.count + 1)
        #expect(table.lines[0].hasPrefix("seq") && !table.output.contains(mobile))
        #expect(try place.yeeuu("log", "show").output == table.output)
    }

    @Test("filters by run, door, class and person, each alone and together")
    func filters() throws {
        #expect(runs.count == 3)
        #expect(try show("--run", runs[1]) == all.filter { $0.run == runs[1] })
        // Requests, answers, and each run's end, which names the door's last request.
        let shown = try show("--door", door)
        let asked = shown.filter { $0.kind == "intent" }
        #expect(asked.count >= 2 && Set(asked.map(\.door)).count == 1)
        #expect(
            shown.filter { $0.kind == "outcome" }.compactMap(\.ref).sorted() == asked.map(\.seq)
        )
        #expect(shown.filter { $0.kind == "run-end" }.count == 2)

        let intents = all.filter { $0.kind == "intent" }
        let ok = try show("--class", "ok").filter { $0.kind == "intent" }
        let refused = try show("--class", "refused").filter { $0.kind == "intent" }
        #expect(refused.count == 1 && ok.count + refused.count == intents.count)

        let theirs = try show("--mobile", mobile)
        let requests = theirs.filter { $0.kind == "intent" }
        #expect(requests.count >= 2 && requests.count < intents.count)
        let answered = theirs.filter { $0.kind == "outcome" }.compactMap(\.ref)
        #expect(answered.sorted() == requests.map(\.seq))
        #expect(Set(requests.map(\.run)) == Set(runs.prefix(2)))
        let second = try show("--mobile", mobile, "--run", runs[1])
        #expect(second == theirs.filter { $0.run == runs[1] } && !second.isEmpty)
        #expect(try show("--mobile", mobile, "--class", "refused").isEmpty)
        #expect(try show("--mobile", "13700000000", "--class", "refused").count == 2)
        #expect(try show("--mobile", "13999999999").isEmpty)
        #expect(try show("--unresolved").isEmpty)
    }

    @Test("filters by time, in the workspace's zone")
    func times() throws {
        let zone = ["YEEUU_TIME_ZONE": "Asia/Shanghai"]
        func count(_ options: String...) throws -> Int {
            let shown = try place.yeeuu(["log", "show", "--json"] + options, environment: zone)
            #expect(shown.status == 0, "\(shown.all)")
            return shown.lines.count
        }
        // The day of the first entry, eight hours east of what it says.
        let first = try #require(
            ISO8601DateFormatter().date(from: String(all[0].ts.prefix(19)) + "Z")
        )
        let calendar = { (date: Date) -> String in
            let format = DateFormatter()
            format.timeZone = TimeZone(secondsFromGMT: 8 * 3600)
            format.locale = Locale(identifier: "en_US_POSIX")
            format.dateFormat = "yyyy-MM-dd HH:mm:ss"
            return format.string(from: date)
        }
        let (day, next) = (calendar(first), calendar(first.addingTimeInterval(86400)))
        #expect(try count("--since", String(day.prefix(10))) == all.count)
        #expect(try count("--since", day, "--until", String(next.prefix(10))) == all.count)
        #expect(try count("--until", day) == 0)
        #expect(try count("--since", next) == 0)
        let table = try place.yeeuu(["log", "show"], environment: zone)
        #expect(table.lines[1].contains(String(day.prefix(16))), "\(table.lines[1])")
    }

    @Test("says that an excerpt for one door is complete, or why that cannot be told")
    func complete() throws {
        let done = try place.yeeuu("log", "show", "--door", door, "--complete", "--json")
        #expect(done.status == 0 && done.errors.contains("complete:"), "\(done.all)")
        let excerpt = try show("--door", door).filter { ["intent", "outcome"].contains($0.kind) }
        #expect(try Line.decode(done.lines) == excerpt)
        // A request that no run-end names yet.
        let slow = place.script(
            "yeeuu.grants { kind = \"password\", mobile = \"\(mobile)\" }[1]:rotate_password {} "
                + "yeeuu.sleep(600)"
        )
        let process = Program.process(
            ["run", "--yes", slow],
            in: place.scratch.path,
            ["YEEUU_WORKSPACE": place.folder]
        )
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try Program.start(process)
        defer {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        for _ in 0..<800 where try show("--door", door).count < done.lines.count + 3 {
            usleep(25_000)
        }
        let open = try place.yeeuu("log", "show", "--door", door, "--complete")
        #expect(open.status == 3 && open.errors.contains("not in the chain"), "\(open.all)")
    }

    @Test("calls no excerpt complete of which something is missing or changed, and says where")
    func gaps() throws {
        let asked = try show("--door", door).filter { $0.kind == "intent" }.map(\.seq)
        try #require(asked.count > 2)
        let file = URL(fileURLWithPath: place.folder + "/log/entries/00000000000000000000.jsonl")
        let whole = try String(contentsOf: file, encoding: .utf8)
        let lines = whole.split(separator: "\n").map { String($0) }
        func said(_ change: (inout [String]) -> Void) throws -> Program.Result {
            var lines = lines
            change(&lines)
            try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
            return try place.yeeuu("log", "show", "--door", door, "--complete")
        }
        let (first, second) = (asked[asked.count - 2], asked[asked.count - 1])
        let cases: [(String, Program.Result)] = [
            ("entry \(second): broken or missing", try said { $0.remove(at: second) }),
            (
                "entry \(second): broken or missing",
                try said { $0.removeLast(lines.count - second) }
            ),
            ("entry \(first): broken or missing", try said { $0.swapAt(first, first + 1) }),
            (
                "entry \(asked[0]) is not in the chain from entry \(second)",
                try said { $0[second].replace("\"dprev\":\(first)", with: "\"dprev\":-1") }
            ),
            (
                "entry \(first - 1) is named as an intent of this door and is not one",
                try said {
                    $0[second].replace("\"dprev\":\(first)", with: "\"dprev\":\(first - 1)")
                }
            ),
        ]
        for (words, result) in cases {
            #expect(result.status == 3 && result.errors.contains(words), "\(words): \(result.all)")
        }
        let again = try said { _ in }
        #expect(
            again.status == 0 && again.errors.contains("complete: \(asked.count) requests"),
            "\(again.all)"
        )
    }

    @Test(
        "says what is wrong with what it was asked, and what was meant",
        arguments: [
            (["--class", "refussed"], "did you mean 'refused'"),
            (["--since", "yesterday"], "--since: 'yesterday' is no time"),
            (["--until", "2026-13-01"], "--until: '2026-13-01': there is no such day"),
            (["--since", "2026-12-02", "--until", "2026-12-01"], "a time after --since"),
            (["--door", "B001"], "BUILDING/CODE"),
            (["--door", "B001/1"], "no entry of door B001/1"),
            (["--complete"], "--door is missing"),
            (["--door", "B001/1", "--complete", "--unresolved"], "exclude each other"),
            (["--run", "2026"], "no entry of run 2026"),
            (["--reason"], "--reason"),
        ]
    )
    func mistakes(options: [String], words: String) throws {
        let shown = try place.yeeuu(["log", "show"] + options)
        #expect(shown.status == 2 && shown.output.isEmpty, "\(shown.all)")
        #expect(shown.errors.contains(words), "\(shown.errors)")
    }

    @Test("names the run that was meant")
    func nearestRun() throws {
        let shown = try place.yeeuu("log", "show", "--run", String(runs[0].dropLast()) + "x")
        #expect(
            shown.status == 2 && shown.errors.contains("did you mean '\(runs[0])'"),
            "\(shown.all)"
        )
    }
}
