import Testing

@testable import RequestLog

@Suite("A disk that is nearly full")
struct LogShortageTests {
    /// No more room is to be had while it is on.
    private func fullDisk(_ isFull: Monitor<Bool>) -> FileFaults {
        FileFaults { call in call == .reserve && isFull.withLock { $0 } ? 28 : nil }
    }

    @Test("takes no new request, says why, keeps room for outcomes, and goes on with room")
    func shortage() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let isFull = Monitor(false)
        let log = try FileFaults.$armed.withValue(fullDisk(isFull)) {
            try LogWriter.open(at: scratch.log, options: try testOptions())
        }
        let seq = try await log.append(testIntent())
        // What was reserved ahead is used up but for what is kept for outcomes.
        isFull.withLock { $0 = true }
        let filler = LogEntry.note(text: String(repeating: "x", count: 60_000))
        while log.failure == nil { _ = try await log.append(filler) }
        guard case .full = log.failure else {
            Issue.record("\(String(describing: log.failure))")
            return
        }
        await #expect(throws: LogError.self) { _ = try await log.append(testIntent()) }
        await #expect(throws: LogError.self) {
            _ = try await log.append(LogEntry.runStart(run: "r2", fields: []))
        }
        for _ in 0..<1000 { log.enqueue(testOutcome(seq)) }
        _ = try await log.append(
            LogEntry.runEnd(run: "r1", counts: [(.ok, 1)], doors: [(testDoor, seq)])
        )
        try await log.checkpoint()
        isFull.withLock { $0 = false }
        _ = try await log.append(LogEntry.note(text: "room again"))
        #expect(log.failure == nil)
        _ = try await log.append(testIntent())
        try await log.close()
        #expect(verify(scratch).findings == [])
    }

    @Test("fails requests alone in a group that holds outcomes too")
    func mixedGroup() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let isFull = Monitor(false)
        let log = try FileFaults.$armed.withValue(fullDisk(isFull)) {
            try LogWriter.open(at: scratch.log, options: try testOptions())
        }
        let seq = try await log.append(testIntent())
        isFull.withLock { $0 = true }
        let filler = LogEntry.note(text: String(repeating: "x", count: 60_000))
        while log.failure == nil { _ = try await log.append(filler) }
        let outcome: Result<Int, LogError> = await withCheckedContinuation { continuation in
            log.enqueue(testOutcome(seq)) { continuation.resume(returning: $0) }
            log.enqueue(testIntent())
            Task { try? await log.flush() }
        }
        #expect(throws: Never.self) { try outcome.get() }
        try await log.close()
        let report = verify(scratch)
        #expect(report.findings == [])
        #expect(report.unresolved == 1, "the one that was open before")
    }
}
