import Testing

@Suite("A run's bounds on the command line")
struct RunBoundTests {
    private static let rotate = """
        yeeuu.each(yeeuu.grants { kind = "password" }, function(grant) grant:rotate_password {} end)
        """

    @Test("max_failures lets nothing start once it is exceeded but what is in flight")
    func maxFailures() throws {
        let place = try Place(doors: 100)
        let count = try place.grants("kind=password").count
        let server = try Server(place, "--fault", "refuse:满,every=3")
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", "--concurrency", "4", place.script(Self.rotate)],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(run.status == 5 && run.errors.contains("max_failures"), "\(run.all)")
        // A tenth of the list may fail; the failure after that stops, three others are in flight.
        let last = (count / 10 + 1) * 3
        let sent = try server.requests()
        #expect((last...last + 3).contains(sent), "\(sent) sent of \(count): \(run.errors)")
        #expect(run.errors.contains("not started"))
    }

    @Test("a canary stops at its first step, over HTTP as in memory, and refuses bad steps")
    func canary() throws {
        let place = try Place(doors: 12)
        let server = try Server(place, "--fault", "refuse:满")
        let target = ["YEEUU_TARGET": server.target]
        let command = ["run", "--yes", "--per-second", "0", place.script(Self.rotate), "--canary"]
        let run = try place.yeeuu(command + ["2,50%"], environment: target)
        #expect(run.status == 5 && run.errors.contains("canary: after the first 2"), "\(run.all)")
        #expect(try server.requests() == 2)
        let bad = try place.yeeuu(command + ["5,1"], environment: target)
        #expect(bad.status == 2 && bad.errors.contains("let the steps grow"), "\(bad.all)")
        #expect(try server.requests() == 2)
    }

    @Test("what went wrong is run again alone with --only-unfinished")
    func onlyUnfinished() throws {
        let place = try Place(doors: 12)
        let count = try place.grants("kind=password").count
        let script = place.script(Self.rotate)
        let server = try Server(place, "--fault", "refuse:满,after=3,first=2")
        let target = [
            "YEEUU_TARGET": server.target, "YEEUU_POLICY_MAX_FAILURES": "100%",
        ]
        let first = try place.yeeuu(
            ["run", "--yes", "--json", "--per-second", "0", script],
            environment: target
        )
        #expect(first.status == 1, "\(first.all)")
        let version = try #require(first.lines.first)
        let id = String(version.split(separator: "\"").first { $0.hasPrefix("20") } ?? "")
        let second = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", "--only-unfinished", id, script],
            environment: target
        )
        #expect(second.status == 0, "\(second.all)")
        #expect(second.errors.contains("\(count - 2) of \(count) items were confirmed in \(id)"))
        #expect(try server.requests() == count + 2)
        let none = try place.yeeuu("run", "--yes", "--only-unfinished", "20200101", script)
        #expect(none.status == 2 && none.errors.contains("no such run"), "\(none.all)")
    }
}
