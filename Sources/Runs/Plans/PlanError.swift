/// Why a plan is not made, read, or applied.
public enum PlanError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file cannot be read or written: path and reason.
    case file(String, String)
    /// The file is no plan, or was changed: line and reason.
    case malformed(line: Int, String)
    /// The signature does not fit, or nobody known has signed.
    case signature(String)
    /// Fewer approvals than the policy asks for.
    case approvals(have: Int, need: Int)
    /// It was made for another target.
    case target(plan: String, workspace: String)
    /// It was applied before, by this run.
    case applied(run: String)
    /// It is older than the restored workspace: its id, and when that was restored, Unix seconds.
    case restored(plan: String, at: Int64)
    /// All it does is never done again: openings.
    case openingsAgain
    /// These steps are not any more what was planned: door, person, and what changed.
    case stale([String])
    /// A step asks for what no script may ask for: the step, and what is wrong.
    case invalid(step: Int, String)
    /// These lines are forbidden: step and reason.
    case forbidden([String])
    /// A sealed password cannot be opened with this workspace's vault key.
    case sealed(step: Int)
    /// There is nothing to plan.
    case empty

    /// For people; the remedy after a semicolon.
    public var description: String {
        switch self {
        case .file(let path, let words): "\(path): \(words)"
        case .malformed(let line, let words): "line \(line): \(words); make the plan again"
        case .signature(let words): words
        case .approvals(let have, let need):
            "\(have) of \(need) approvals; have it signed with 'yeeuu approve FILE'"
        case .target(let plan, let workspace):
            "made for \(plan), this workspace's target is \(workspace); make it again here"
        case .applied(let run): "applied before; 'yeeuu resume \(run)' finishes what is left of it"
        case .restored(let plan, let time):
            "made before this workspace was restored from a backup (\(POSIX.utc(time)) UTC), so it may "
                + "have been applied by the old one; make it again, or give --apply-again \(plan)"
        case .openingsAgain:
            "all it does is open doors, which is never done again; make it again"
        case .stale(let steps):
            "\(steps.count) \(steps.count == 1 ? "step" : "steps") changed since: "
                + "\(Self.list(steps)); make it again, or give --skip-stale"
        case .invalid(let step, let words):
            "step \(step): \(words); nothing of it is sent, make the plan again"
        case .forbidden(let lines):
            "\(lines.count) \(lines.count == 1 ? "line is" : "lines are") forbidden: "
                + Self.list(lines)
        case .sealed(let step):
            "step \(step): its password cannot be opened with this workspace's vault key"
        case .empty: "the script changes nothing; there is no plan to save"
        }
    }

    /// The exit code that this error gives.
    public var exitCode: ExitCode {
        switch self {
        case .file, .malformed, .empty, .invalid: .usage
        case .signature, .sealed: .credentials
        case .approvals, .target, .applied, .restored, .openingsAgain, .stale, .forbidden: .bound
        }
    }

    private static func list(_ items: [String]) -> String {
        let shown = items.prefix(10).joined(separator: ", ")
        return items.count > 10 ? shown + ", …" : shown
    }
}
