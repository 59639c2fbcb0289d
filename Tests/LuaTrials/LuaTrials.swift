import Foundation

/// What the `scripts/lua-*` campaigns run; the bounded part of each is a test.
///
/// - `suite DIR [FILE…]`: the official test files in a folder, each plain, with timers, with waits.
/// - `kills COUNT SEED`: hostile scripts ended at random moments.
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
        default:
            print("suite DIR [FILE…] | kills COUNT SEED")
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
}
