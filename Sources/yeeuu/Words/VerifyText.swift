import RequestLog

/// What `log verify` says.
enum VerifyText {
    /// The counts, a line each, and the verdict.
    static func lines(_ report: VerifyReport) -> [String] {
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
        lines.append(report.exitCode == 0 ? "verified" : "not verified")
        return lines
    }
}
