import Testing

@testable import RequestLog

/// A log of six entries with two signed heads, nothing unsealed.
func smallLog(_ scratch: Scratch) async throws {
    let log = try LogWriter.create(at: scratch.log, options: try testOptions())
    _ = try await log.append(LogEntry.runStart(run: "r1", fields: [.clear("mode", "live")]))
    let seq = try await log.append(testIntent())
    _ = try await log.append(testOutcome(seq))
    try await log.checkpoint()
    _ = try await log.append(testIntent(previous: seq))
    _ = try await log.append(
        LogEntry.runEnd(run: "r1", counts: [(.ok, 1)], doors: [(testDoor, 4)])
    )
    try await log.close()
}

func verify(
    _ scratch: Scratch,
    keys: [VerifierKey] = [],
    against: [(name: String, bytes: [UInt8])] = []
) -> VerifyReport {
    LogVerifier(folder: scratch.log, keys: keys, against: against).verify()
}

@Suite("Verifying a log")
struct LogVerifierTests {
    @Test("finds nothing wrong with a whole log and counts what it holds")
    func whole() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let report = verify(scratch, keys: [try testSigner().verifierKey])
        #expect(report.findings == [])
        #expect(report.exitCode == 0)
        #expect(report.entries == 6)
        #expect(report.signatures == 3)
        #expect(report.signedSize == 6)
        #expect(report.unresolved == 1)
        #expect(report.unsealed == 0)
    }

    @Test(
        "finds every changed byte",
        arguments: [Scratch.firstSegment, "checkpoints", "checkpoint", "log.json"]
    )
    func changedByte(_ name: String) async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let good = try scratch.read(name)
        for index in good.indices {
            var bad = good
            bad[index] ^= 1 << UInt8(index % 8)
            try scratch.write(name, bad)
            let code = verify(scratch).exitCode
            #expect(code == 3, "\(name), byte \(index)")
        }
    }
}
