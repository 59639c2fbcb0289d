import Foundation

/// What the `scripts/lua-*` campaigns run; the bounded part of each is a test.
///
/// - `suite DIR [FILE…]`: the official test files in a folder, each plain, with timers, with waits.
@main
struct LuaTrials {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("suite", 2...):
            let suite = OfficialSuite(folder: arguments[1])
            let names = arguments.count > 2 ? Array(arguments[2...]) : OfficialSuite.passing
            exit(try await suite.run(names) ? 0 : 1)
        default:
            print("suite DIR [FILE…]")
            exit(2)
        }
    }
}
