import Testing

@testable import RequestLog

/// Every way of touching a text at one place.
enum Touch: CaseIterable {
    case flip, replace, cut, remove, insert, double, swap

    /// All the texts that come of it, each with the place that was touched.
    ///
    /// Of a long text one bit and one strange byte at each place have to do.
    func versions(of good: [UInt8]) -> [(place: Int, bytes: [UInt8])] {
        var all: [(Int, [UInt8])] = []
        for place in good.indices {
            for bytes in versions(of: good, at: place) where bytes != good {
                all.append((place, bytes))
            }
        }
        if self == .insert {
            for byte in Touch.strange(good) { all.append((good.count, good + [byte])) }
        }
        return all
    }

    private static func strange(_ text: [UInt8]) -> [UInt8] {
        text.count > 256 ? [10] : [10, 32, 0, UInt8(ascii: "0")]
    }

    private func versions(of good: [UInt8], at place: Int) -> [[UInt8]] {
        var bad = good
        switch self {
        case .flip:
            let bits = good.count > 256 ? place % 8..<place % 8 + 1 : 0..<8
            return bits.map { bit in
                var bad = good
                bad[place] ^= 1 << UInt8(bit)
                return bad
            }
        case .replace:
            return Touch.strange(good).map { byte in
                var bad = good
                bad[place] = byte
                return bad
            }
        case .cut: return [Array(good[..<place])]
        case .remove: bad.remove(at: place)
        case .insert:
            return Touch.strange(good).map { byte in
                var bad = good
                bad.insert(byte, at: place)
                return bad
            }
        case .double: bad.insert(good[place], at: place)
        case .swap: if place > 0 { bad.swapAt(place, place - 1) }
        }
        return [bad]
    }
}

@Suite("A log that somebody touched")
struct LogTamperTests {
    /// A log of three entries and two heads: as small as one can be that has everything.
    private func tinyLog() async throws -> Scratch {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let entries = [LogEntry.note(run: "r1", text: "x"), testOutcome(0)]
        _ = try await log.append(entries)
        try await log.close()
        #expect(verify(scratch).findings == [])
        return scratch
    }

    @Test(
        "is refused whatever was done at any byte of a file, with the right exit code",
        arguments: [Scratch.firstSegment, "checkpoints", "checkpoint", "log.json"],
        Touch.allCases
    )
    func files(_ name: String, _ touch: Touch) async throws {
        let scratch = try await tinyLog()
        let good = try scratch.read(name)
        for (place, bad) in touch.versions(of: good) {
            try scratch.write(name, bad)
            // Bytes behind the last signed one are a torn end, as a crash leaves it.
            let isEnd =
                bad.starts(with: good) && ["checkpoints", Scratch.firstSegment].contains(name)
            let isLine = isEnd && name == "checkpoints" && bad.last == 10
            let code = verify(scratch).exitCode
            #expect(code == (isEnd && !isLine ? 4 : 3), "\(name), \(touch), byte \(place)")
        }
    }

    @Test("is not opened for writing with any byte of a signed head changed")
    func opening() async throws {
        let scratch = try await tinyLog()
        let good = try scratch.read("checkpoints")
        let last = (good.dropLast().lastIndex(of: 10) ?? 0) + 1
        for place in last..<good.count {
            var bad = good
            bad[place] ^= 1
            try scratch.write("checkpoints", bad)
            #expect(throws: LogError.self, "byte \(place)") {
                _ = try LogWriter.open(at: scratch.log, options: try testOptions())
            }
        }
        try scratch.write("checkpoints", good)
        try await LogWriter.open(at: scratch.log, options: try testOptions()).close()
    }

    @Test("is told from the one that a checkpoint kept elsewhere is of", arguments: Touch.allCases)
    func keptCheckpoint(_ touch: Touch) async throws {
        let scratch = try await tinyLog()
        let good = try scratch.read("checkpoint")
        #expect(verify(scratch, against: [("kept", good)]).exitCode == 0)
        for (place, bad) in touch.versions(of: good) {
            #expect(verify(scratch, against: [("kept", bad)]).exitCode == 5, "byte \(place)")
        }
    }

    @Test("has no proof and no key left that is accepted", arguments: Touch.allCases)
    func proofAndKey(_ touch: Touch) async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let secret = LogField.committed("password", "4711042")
        let entry = LogEntry(kind: .note, run: "r1", fields: [secret])
        _ = try await log.append([entry, entry])
        try await log.close()
        let key = try testSigner().verifierKey
        let proof = try LogReader(scratch.log).prove(
            1,
            reveal: "/password",
            value: "4711042",
            key: Commitments(key: testCommitmentKey)
        )
        for (place, bad) in touch.versions(of: proof.encoded()) {
            #expect(throws: NoteError.self, "byte \(place)") {
                _ = try LogProof(parsing: bad).verify(keys: [key])
            }
        }
        for (place, bad) in touch.versions(of: Array(key.description.utf8)) {
            let text = String(decoding: bad, as: UTF8.self)
            // A name of its own makes another key, which has another ID.
            #expect(throws: NoteError.self, "byte \(place)") { _ = try VerifierKey(text) }
        }
    }
}
