import Glibc

/// What `scripts/bench` measures with: each subcommand prints one or a few lines.
///
/// - `calls`: calls from Lua into Swift against plain C functions, in one process.
/// - `lua [NAME]`: a wait, a fresh state, the cost of limits, the memory of 10,000 waiting calls.
/// - `bare TARGET WORKSPACE CONCURRENCY`: the requests of a rotation sent by async-http-client alone.
/// - `log …`: what the request log costs, and its writers for `scripts/fault-log`.
/// - `cost COMMAND…`: runs a command; its CPU seconds, wall seconds and peak memory.
/// - `start RUNS COMMAND…`: the mean wall time of starting a command.
@main
struct Benchmarks {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "calls": try await Calls.measure()
        case "lua": try await LuaCosts.measure(arguments.dropFirst().first)
        case "bare" where arguments.count == 4:
            let concurrency = Int(arguments[3]) ?? 1
            try await BareLoop(target: arguments[1], workspace: arguments[2])
                .measure(concurrency: concurrency)
        case "log": try await LogMeasures.run(Array(arguments.dropFirst()))
        case "cost" where arguments.count > 1:
            let cost = try ChildProcess.run(Array(arguments.dropFirst()))
            print("\(cost.cpuSeconds) \(cost.wallSeconds) \(cost.peakMegabytes) \(cost.status)")
        case "start" where arguments.count > 2:
            let runs = Int(arguments[1]) ?? 1
            var total = 0.0
            for _ in 0..<runs {
                total += try ChildProcess.run(Array(arguments.dropFirst(2))).wallSeconds
            }
            print(total / Double(runs))
        default:
            print(
                "calls | lua [NAME] | bare TARGET WORKSPACE CONCURRENCY | log … | cost COMMAND… | "
                    + "start RUNS COMMAND…"
            )
            exit(2)
        }
    }
}
