import RequestLog

/// What `log verify` says.
enum VerifyText {
    /// The counts, a line each, and the verdict that goes with the exit code.
    static func lines(_ report: VerifyReport, exitCode: Int32) -> [String] {
        var lines = [
            "entries hashed: \(report.entries)", "signatures checked: \(report.signatures)",
            "newest signed size: \(report.signedSize)",
        ]
        if let root = report.root { lines.append("root: \(root.base64)") }
        lines += [
            "unsigned tail: \(report.unsealed)", "unresolved intents: \(report.unresolved)",
            "clock jumps: \(report.clockJumps)",
        ]
        if report.tornBytes > 0 { lines.append("torn bytes at the end: \(report.tornBytes)") }
        lines.append(verdict(exitCode))
        return lines
    }

    /// One line; «verified» stands beside 0 alone.
    private static func verdict(_ exitCode: Int32) -> String {
        switch exitCode {
        case 0: "verified"
        case VerifyFault.unsealed.exitCode: "whole, but its end is torn or not signed yet"
        case VerifyFault.unverifiable.exitCode: "cannot be told: signed with an unknown key"
        case VerifyFault.rolledBack.exitCode: "rolled back, or another log than the checkpoint's"
        case VerifyFault.io.exitCode: "cannot be read"
        case VerifyFault.absent.exitCode: "absent or empty"
        default: "tampered with"
        }
    }
}
