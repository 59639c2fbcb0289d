import Testing

@testable import RequestLog

@Suite("The intents that nobody answered for")
struct OpenIntentsTests {
    /// What is counted, as its definition says it.
    private struct Model {
        var calls: [Int: Int] = [:]
        var settled: Set<Int> = []
        var done: Set<Int> = []

        mutating func close(_ seq: Int, _ known: LogClass) {
            guard let call = calls[seq], known != .unknown, settled.insert(seq).inserted else {
                return
            }
            if known == .ok, call != seq { done.insert(call) }
        }

        var count: Int { calls.count { !settled.contains($0.key) && !done.contains($0.value) } }
    }

    @Test("are counted as their definition says, whichever chunks they and their outcomes stand in")
    func counting() {
        var generator = SeededGenerator(state: 11)
        for _ in 0..<400 {
            var ours = OpenIntents()
            var theirs = Model()
            var seq = 0
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                var chunk = ChunkIntents()
                for _ in 0..<Int.random(in: 0...12, using: &generator) {
                    if Bool.random(using: &generator) {
                        // A call's first attempt, or a later one of a call that no attempt was ok of.
                        let earlier = theirs.calls.values.filter { call in
                            !theirs.settled.contains(call) && !theirs.done.contains(call)
                        }
                        let call = earlier.sorted().randomElement(using: &generator)
                        let isLater = Int.random(in: 0..<3, using: &generator) == 0
                        theirs.calls[seq] = isLater ? call ?? seq : seq
                        chunk.open(seq, of: theirs.calls[seq])
                    } else {
                        // Of an earlier one, of one that was closed before, or of none at all.
                        let ref = Int.random(in: -1...seq, using: &generator)
                        let known = [LogClass.ok, .refused, .unknown]
                            .randomElement(using: &generator)
                        chunk.close(ref, known ?? .ok)
                        theirs.close(ref, known ?? .ok)
                    }
                    seq += 1
                }
                ours.take(chunk)
                #expect(ours.count == theirs.count)
            }
        }
    }

    @Test("are those that log show --unresolved shows")
    func sameAsShown() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent(mobile: "1"))
        _ = try await log.append(testOutcome(1, .unknown))
        _ = try await log.append(testIntent(attempt: 2, call: 1, previous: 1, mobile: "1"))
        _ = try await log.append(testIntent(attempt: 3, call: 1, previous: 3, mobile: "1"))
        for expected in [[1, 3, 4], [1, 3, 4], []] {
            try await log.checkpoint()
            var filter = LogFilter()
            filter.unresolved = true
            let shown = try LogReader(scratch.log).attempts(filter).map(\.intent.index)
            #expect(shown == expected)
            #expect(LogVerifier(folder: scratch.log).verify().unresolved == expected.count)
            let next = try await log.append(LogEntry.note(text: "nothing is known"))
            if next == 6 { _ = try await log.append(testOutcome(4, .ok)) }
        }
        try await log.close()
    }
}

/// SplitMix64, so that a failure can be made again.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
