import Runs
import Testing
import YeeuuScript

@Suite("A script that tries to outlive its limits")
struct HostileTests {
    @Test(
        "gets no time for calls that are refused, nor for long names",
        arguments: [
            "while true do pcall(yeeuu.auth, {}) end",
            "local d = yeeuu.doors{all = true}[1] while true do pcall(d.auth, d, {}) end",
            "while true do pcall(yeeuu.synchronize_apartments, {}) end",
            "while true do pcall(function() return _G[('a'):rep(150000)] end) end",
            "while true do pcall(function() return yeeuu[('doors'):rep(30000)] end) end",
            "while true do pcall(yeeuu.doors, {[('building'):rep(20000)] = 1}) end",
        ]
    )
    func refused(_ script: String) async throws {
        let bench = try ScriptBench()
        bench.cpuSeconds = 0.3
        let outcome = try await bench.run(.dryRun, script)
        #expect(outcome.failure?.kind == .limit)
        #expect(outcome.service.operations == [])
    }

    @Test(
        "is told how much is too much",
        arguments: [
            ("yeeuu.json.decode(('[' .. ('1,'):rep(5000000) .. '1]'))", "give at most 8 MiB"),
            ("yeeuu.json.encode({('x'):rep(9000000)})", "more than 8388608 bytes"),
            (
                "local s = ('x'):rep(1e7) yeeuu.print_table{{s}, {s}, {s}, {s}, {s}, {s}, {s}}",
                "bytes"
            ),
        ]
    )
    func large(_ script: String, _ words: String) async throws {
        let outcome = try await ScriptBench().run(.dryRun, script)
        #expect(outcome.failure?.message.contains(words) == true, "\(outcome.failure as Any)")
    }

    @Test("works off what a list really holds, whatever its length pretends")
    func length() async throws {
        let script = """
            local list = setmetatable({1, 2}, {__len = function() return math.maxinteger end})
            local report = yeeuu.each(list, function(item) return item end)
            print(#report.ok, report.results[2])
            """
        let bench = try ScriptBench()
        let outcome = try await bench.run(.dryRun, script)
        #expect(outcome.lines == ["2\t2"])
    }

    @Test("is checked however many labels there are, on one line too")
    func labels() async throws {
        let labels = (0..<30_000).map { "::l\($0)::" }
        let many = Array(labels.joined(separator: " x = 1 ").utf8)
        #expect(await ScriptCheck.check(many, name: "labels.lua") == [])
        let side = Array(labels.joined(separator: " ").utf8)
        let findings = await ScriptCheck.check(side, name: "labels.lua")
        #expect(findings.map(\.reason) == ["nested too deeply"])
        let twice = await ScriptCheck.check(Array("::a:: ; ::b:: ::a::".utf8), name: "labels.lua")
        #expect(twice.map(\.reason) == ["label 'a' is defined already in line 1"])
    }
}
