import Foundation
import LuaRuntime

/// What the `scripts/lua-*` campaigns run; the bounded part of each is a test.
///
/// - `suite DIR [FILE…]`: the official test files in a folder, each plain, with timers, with waits.
/// - `kills COUNT SEED`: hostile scripts ended at random moments.
/// - `patterns SECONDS SEED`: our pattern functions against stock's; then what they cost.
/// - `scripts SECONDS SEED`: random scripts.
/// - `allocations`: a script in which each allocation fails in turn.
@main
struct LuaTrials {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("suite", 2...):
            let suite = OfficialSuite(folder: arguments[1])
            let names = arguments.count > 2 ? Array(arguments[2...]) : OfficialSuite.passing
            exit(try await suite.run(names) ? 0 : 1)
        case ("kills", 3): exit(try await kills(number(1), UInt64(number(2))) ? 0 : 1)
        case ("patterns", 3): try await patterns(seconds: number(1), seed: number(2))
        case ("scripts", 3): exit(try await scripts(number(1), UInt64(number(2))) ? 0 : 1)
        case ("allocations", 1): exit(try await allocations() ? 0 : 1)
        default:
            print(
                "suite DIR [FILE…] | kills COUNT SEED | patterns SECONDS SEED | scripts SECONDS SEED | allocations"
            )
            exit(2)
        }
    }

    private static func number(_ place: Int) -> Int { Int(CommandLine.arguments[place + 1]) ?? 1 }

    private static func kills(_ count: Int, _ seed: UInt64) async throws -> Bool {
        let report = try await KillCampaign(seed: seed).run(kills: count) { report in
            if report.kills % 1000 == 0 {
                FileHandle.standardError.write(Data("\(report.kills) kills\n".utf8))
            }
        }
        for problem in report.problems { print(problem) }
        let milliseconds = report.latest.formatted(
            .units(allowed: [.milliseconds], width: .narrow, fractionalPart: .show(length: 1))
        )
        print(
            "\(report.kills) kills over \(KillCampaign.scripts.count) scripts, seed \(seed): latest "
                + "end after \(milliseconds) (\(report.latestScript)), \(report.problems.count) problems"
        )
        return report.problems.isEmpty && report.latest <= .milliseconds(500)
    }

    private static func patterns(seconds: Int, seed: Int) async throws {
        let end = ContinuousClock.now + .seconds(seconds)
        var calls = 0
        var seed = seed
        let limits = LuaLimits(cpuSeconds: 0)
        try await withMachine(limits: limits, setup: PatternFuzz.setup) { machine in
            while ContinuousClock.now < end {
                try await PatternFuzz.run(seed: seed, count: 100_000, machine: machine)
                (calls, seed) = (calls + 100_000, seed + 1)
            }
        }
        print("\(calls) pattern calls agree with stock, seeds up to \(seed - 1)")
        for (name, ratio) in try await PatternFuzz.speed() {
            print(String(format: "%.2f x stock: %@", ratio, name))
        }
    }

    private static func scripts(_ seconds: Int, _ seed: UInt64) async throws -> Bool {
        let end = ContinuousClock.now + .seconds(seconds)
        let report = try await ScriptFuzz(seed: seed).run { _ in ContinuousClock.now >= end }
        for problem in report.problems { print(problem) }
        let ends = report.ends.sorted { $0.value > $1.value }.map { "\($0.value) \($0.key)" }
        print(
            "\(report.scripts) random scripts, seed \(seed): \(ends.joined(separator: ", ")); "
                + "\(report.problems.count) problems"
        )
        return report.problems.isEmpty
    }

    private static func allocations() async throws -> Bool {
        let report = try await AllocationTrial.run()
        for problem in report.problems { print(problem) }
        print("\(report.places) allocations failed in turn: \(report.problems.count) problems")
        return report.problems.isEmpty
    }
}
