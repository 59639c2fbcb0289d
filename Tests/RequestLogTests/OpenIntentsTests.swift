import Testing

@testable import RequestLog

@Suite("The intents that nobody answered for")
struct OpenIntentsTests {
    @Test("are counted as a set of them would, whichever chunks they and their outcomes stand in")
    func counting() {
        var generator = SeededGenerator(state: 11)
        for _ in 0..<200 {
            var ours = OpenIntents()
            var theirs: Set<Int> = []
            var seq = 0
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                var chunk = ChunkIntents()
                for _ in 0..<Int.random(in: 0...12, using: &generator) {
                    if Bool.random(using: &generator) {
                        chunk.open(seq)
                        theirs.insert(seq)
                    } else {
                        // Of an earlier one, of one that was closed before, or of none at all.
                        let ref = Int.random(in: -1...seq, using: &generator)
                        chunk.close(ref)
                        theirs.remove(ref)
                    }
                    seq += 1
                }
                ours.take(chunk)
                #expect(ours.count == theirs.count)
            }
        }
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
