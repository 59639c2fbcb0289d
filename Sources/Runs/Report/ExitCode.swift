/// The exit codes of runs (`DESIGN.md`, «Exit codes»).
public enum ExitCode: Int32, Sendable {
    case done = 0
    case someFailed = 1
    case usage = 2
    case changes = 3
    case credentials = 4
    case bound = 5
    case someUnknown = 6
    case log = 7
    case interrupted = 130

    private static let order: [ExitCode] = [
        .interrupted, .log, .credentials, .usage, .bound, .someUnknown, .someFailed, .changes,
    ]

    /// The one that is told where several apply; done where none does.
    public static func worst(_ codes: some Collection<ExitCode>) -> ExitCode {
        order.first { codes.contains($0) } ?? .done
    }
}
