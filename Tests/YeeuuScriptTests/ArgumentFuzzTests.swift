import ALMS
import Foundation
import Runs
import Testing

@testable import YeeuuScript

/// `scripts/lua-fuzz` sets YEEUU_FUZZ_SECONDS and YEEUU_FUZZ_SEED for a longer one.
@Suite("Random arguments", .serialized)
struct ArgumentFuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seconds = environment["YEEUU_FUZZ_SECONDS"].flatMap(Int.init)
    private static let firstSeed = environment["YEEUU_FUZZ_SEED"].flatMap(Int.init) ?? 1

    @Test("to every function and method end in an answer or in an error that people can read")
    func all() async throws {
        #expect(ArgumentFuzz.count > 40)
        let end = ContinuousClock.now + .seconds(Self.seconds ?? 0)
        var seed = Self.firstSeed
        var calls = 0
        var errors = 0
        repeat {
            for mode in [RunMode.dryRun, .live] {
                let outcome = try await outcome(seed, mode)
                errors += check(outcome, seed)
                calls += ArgumentFuzz.callsPerRun
            }
            seed += 1
        } while Self.seconds == nil ? seed < Self.firstSeed + 4 : ContinuousClock.now < end
        #expect(errors > 100, "the calls hardly reach the functions")
        if Self.seconds != nil {
            print(
                "\(calls) calls of \(ArgumentFuzz.count) functions, \(errors) refused, seeds up to \(seed - 1)"
            )
        }
    }

    private func outcome(_ seed: Int, _ mode: RunMode) async throws -> ScriptOutcome {
        let bench = try ScriptBench()
        bench.policy.maxFailures = .percent(100)
        let service = PlayedService { request, before in
            switch (before + seed) % 5 {
            case 0: [PlayedService.lost]
            case 1: [PlayedService.no("门锁离线")]
            case 2: [PlayedService.body("<html>")]
            default: [PlayedService.yes]
            }
        }
        let script = ArgumentFuzz(seed: seed).script
        return try await bench.session(mode, service) { host, run, outcome in
            let watch = Task {
                try await Task.sleep(for: .seconds(300))
                host.interrupt()
            }
            outcome.failure = await host.run(Array(script.utf8), name: "fuzz.lua")
            watch.cancel()
            outcome.report = await run.finish(outcome.failure)
        }
    }

    /// Answers how many calls were refused.
    private func check(_ outcome: ScriptOutcome, _ seed: Int) -> Int {
        if let failure = outcome.failure {
            Issue.record("seed \(seed): \(failure.message)")
        }
        let errors = outcome.lines.filter { $0.hasPrefix("error: ") }
        for error in errors {
            for leak in ["Optional(", "[host]", "Swift.", "LuaValue", "(no description)"]
            where error.contains(leak) {
                Issue.record("seed \(seed): \(leak) in: \(error)")
            }
        }
        return errors.count
    }
}
