import Runs
import Testing
import YeeuuScript

@Suite("A script's arguments")
struct ArgumentTests {
    private static let script = """
        local args = yeeuu.args{
          building = {required = true, help = "which"}, digits = {type = "integer", default = 6},
          rate = {type = "number"}, quick = {type = "boolean", default = false}, to = {type = "time"},
        }
        print(args.building, args.digits, args.rate, args.quick, args.to)
        print(args.digit)
        """

    @Test("come typed, with defaults, and are strict")
    func values() async throws {
        let bench = try ScriptBench()
        bench.arguments = [
            ("building", "B001"), ("rate", "0.5"), ("quick", "true"), ("to", "2026-12-01"),
        ]
        let outcome = try await bench.run(.dryRun, Self.script)
        #expect(outcome.lines == ["B001\t6\t0.5\ttrue\t1796140799"])
        #expect(outcome.failure?.message.contains("args: no field 'digit'") == true)
    }

    @Test("are wrong all at once")
    func complaints() async throws {
        let bench = try ScriptBench()
        bench.arguments = [("buildin", "B001"), ("digits", "six"), ("quick", "maybe")]
        let outcome = try await bench.run(.dryRun, Self.script)
        let message = outcome.failure?.message ?? ""
        #expect(outcome.failure?.exitCode == .usage)
        for part in [
            "buildin: no such argument; did you mean 'building'?",
            "building: missing; give building=… (which)", "digits: 'six' given; give an integer",
            "quick: 'maybe' given; give true or false",
        ] {
            #expect(message.contains(part), "\(message)")
        }
    }

    @Test("are refused by a script that takes none")
    func none() async throws {
        let bench = try ScriptBench()
        bench.arguments = [("building", "B001")]
        let outcome = try await bench.run(.dryRun, "print(1)")
        #expect(
            outcome.failure?.message
                == "test.lua: building: no such argument; the script takes none"
        )
        #expect(outcome.lines.isEmpty)
    }

    @Test("needs keeps to what it says, in every mode")
    func needs() async throws {
        let bench = try ScriptBench()
        let script = """
            yeeuu.needs{operations = {"generate_password"}, max_doors = 1}
            local grants = yeeuu.grants{all = true, kind = "password"}
            print(pcall(grants[1].rotate_password, grants[1]))
            print(pcall(grants[4].rotate_password, grants[4]))
            print(pcall(function() grants[1]:get_door():auth{} end))
            """
        for mode in [RunMode.dryRun, .live] {
            let outcome = try await bench.run(mode, script)
            #expect(outcome.lines[0] == "true\t••••••")
            #expect(outcome.lines[1].contains(": policy: "), "\(outcome.lines)")
        }
    }
}
