import Foundation
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
    against: [(name: String, bytes: [UInt8])] = [],
    groups key: [UInt8]? = nil
) -> VerifyReport {
    LogVerifier(
        folder: scratch.log,
        keys: keys,
        against: against,
        groups: key.map { LogMAC(key: $0) }
    ).verify()
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

    /// What somebody does to the lines of a log.
    enum Meddling: CaseIterable {
        case drop, double, swap, insert
    }

    @Test(
        "finds every dropped, doubled, swapped and inserted line",
        arguments: Meddling.allCases,
        [Scratch.firstSegment, "checkpoints"]
    )
    func lines(_ way: Meddling, _ name: String) async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let good = try scratch.read(name).split(separator: 10).map(Array.init)
        for index in good.indices {
            var bad = good
            switch way {
            case .drop:
                bad.remove(at: index)
            case .double: bad.insert(good[index], at: index)
            case .swap:
                guard index > 0 else { continue }
                bad.swapAt(index, index - 1)
            case .insert: bad.insert(Array("{}".utf8), at: index)
            }
            try scratch.write(name, bad.flatMap { $0 + [10] })
            // Behind the last signed entry a double is no more than a torn end.
            let isBehind = way == .double && name != "checkpoints" && index == good.count - 1
            #expect(verify(scratch).exitCode == (isBehind ? 4 : 3), "line \(index)")
        }
    }

    @Test("names the first bad entry with file and byte")
    func place() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let good = try scratch.read(Scratch.firstSegment)
        let lines = good.split(separator: 10).map(Array.init)
        // A broken line is found to the byte.
        var broken = good
        let third = lines[..<3].reduce(0) { $0 + $1.count + 1 }
        broken[third] = 65
        try scratch.write(Scratch.firstSegment, broken)
        let found = try #require(verify(scratch).firstBad)
        #expect(found.index == 3 && found.offset == third && found.file == Scratch.firstSegment)
        // A line that is still one is found between two signed heads.
        var changed = lines
        let text = String(decoding: lines[5], as: UTF8.self).replacing("\"ok\":1", with: "\"ok\":2")
        changed[5] = Array(text.utf8)
        try scratch.write(Scratch.firstSegment, changed.flatMap { $0 + [10] })
        let between = try #require(verify(scratch).firstBad)
        #expect(between.index == 4)
        #expect(between.offset == lines[..<4].reduce(0) { $0 + $1.count + 1 })
    }

    @Test("tells an unsigned end, a torn end and an absent log from tampering")
    func mild() async throws {
        let scratch = Scratch()
        #expect(verify(scratch).exitCode == 8)
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        _ = try await log.append([testIntent(), testIntent()])
        #expect(verify(scratch).exitCode == 4)
        #expect(verify(scratch).unsealed == 2)
        try await log.close()
        #expect(verify(scratch).exitCode == 0)
        let good = try scratch.read(Scratch.firstSegment)
        try scratch.write(Scratch.firstSegment, good + Array("{\"ki".utf8))
        #expect(verify(scratch).exitCode == 4)
        #expect(verify(scratch).tornBytes == 4)
        try scratch.write(Scratch.firstSegment, [])
        #expect(verify(scratch).exitCode == 3, "entries missing below a signed size")
    }

    @Test("says that it cannot know for a key that was not trusted")
    func keys() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        #expect(verify(scratch, keys: [try testSigner(8).verifierKey]).exitCode == 5)
        let both = [try testSigner(8).verifierKey, try testSigner(7).verifierKey]
        #expect(verify(scratch, keys: both).exitCode == 0)
    }

    @Test("compares with checkpoints kept elsewhere: cut back, rewritten, unknown, changed")
    func against() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let kept = try scratch.read("checkpoint")
        #expect(verify(scratch, against: [("kept", kept)]).exitCode == 0)
        let rewritten = Scratch()
        try await smallLog(rewritten)
        #expect(verify(rewritten, against: [("kept", kept)]).exitCode == 6)
        let short = Scratch()
        try await LogWriter.create(at: short.log, options: try testOptions()).close()
        #expect(verify(short, against: [("kept", kept)]).exitCode == 6)
        let stranger = try SignedNote.sign(
            SignedNote(parsing: kept).text,
            by: [try testSigner(9)]
        )
        #expect(verify(scratch, against: [("kept", stranger.encoded())]).exitCode == 5)
        for index in stride(from: 0, to: kept.count, by: 3) {
            var bad = kept
            bad[index] ^= 4
            #expect(verify(scratch, against: [("kept", bad)]).exitCode == 5, "byte \(index)")
        }
    }

    @Test("follows a change of keys, each key for its own range")
    func rotation() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        let both = try await log.rotate(to: try testSigner(8))
        #expect(try SignedNote(parsing: both.note).signatures.count == 2)
        _ = try await log.append(testIntent())
        try await log.close()
        let report = verify(scratch, keys: [try testSigner(7).verifierKey])
        #expect(report.findings == [])
        #expect(report.signatures == 6)
        #expect(verify(scratch, keys: [try testSigner(8).verifierKey]).exitCode == 0)
        #expect(throws: LogError.self, "the old key signs no more") {
            _ = try LogWriter.open(at: scratch.log, options: try testOptions(7))
        }
        let again = try LogWriter.open(at: scratch.log, options: try testOptions(8))
        _ = try await again.append(testIntent())
        try await again.close()
        #expect(verify(scratch).exitCode == 0)
        #expect(try LogReader(scratch.log).keys().first == testSigner(8).verifierKey)
        // A head of the old key beyond its range is refused, though the key is known.
        var heads = try scratch.read("checkpoints").split(separator: 10).map(Array.init)
        let last = try #require(SignedHead(heads[heads.count - 1], origin: "yeeuu.local/test"))
        let text = last.checkpoint(origin: "yeeuu.local/test").text()
        let forged = try SignedNote.sign(text, by: [try testSigner(7)])
        heads[heads.count - 1] = Array(
            SignedHead(size: last.size, root: last.root, signatures: forged.signatures).line
                .dropLast()
        )
        try scratch.write("checkpoints", heads.flatMap { $0 + [10] })
        try scratch.write("checkpoint", forged.encoded())
        #expect(verify(scratch).exitCode == 3)
    }

    @Test("finds a signature that was added to a head")
    func addedSignature() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let origin = "yeeuu.local/test"
        var lines = try scratch.read("checkpoints").split(separator: 10).map(Array.init)
        let head = try #require(SignedHead(lines[1], origin: origin))
        let stranger = try SignedNote.sign(
            head.checkpoint(origin: origin).text(),
            by: [try testSigner(9)]
        )
        lines[1] += [32] + stranger.signatures[0].blob
        try scratch.write("checkpoints", lines.flatMap { $0 + [10] })
        #expect(verify(scratch).exitCode == 3)
    }

    @Test(
        "names a file among the segments that is none, and leaves it out",
        arguments: ["00000000000000000000 (2).jsonl", "00000000000000000000.jsonl.bak", "x"]
    )
    func strayFile(_ name: String) async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let path = scratch.log + "/entries/" + name
        let copy = try Data(scratch.read(Scratch.firstSegment))
        #expect(FileManager.default.createFile(atPath: path, contents: copy))
        let report = verify(scratch)
        #expect(report.exitCode == 0 && report.entries == 6)
        #expect(report.strays == ["entries/" + name])
    }

    @Test("does not call a checkpoint tampered with that could not be written for long")
    func oldCheckpoint() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let older = try scratch.read("checkpoint")
        let noRename = FileFaults { $0 == .rename ? 28 : nil }
        for _ in 0..<3 {
            let log = try FileFaults.$armed.withValue(noRename) {
                try LogWriter.open(at: scratch.log, options: try testOptions())
            }
            _ = try await log.append(testIntent())
            await #expect(throws: LogError.self) { try await log.close() }
        }
        #expect(try scratch.read("checkpoint") == older)
        let report = verify(scratch)
        #expect(report.exitCode == 4 && report.signedSize == 9)
        try FileManager.default.removeItem(atPath: scratch.log + "/checkpoint")
        #expect(verify(scratch).exitCode == 4)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent())
        try await log.close()
        #expect(verify(scratch).findings == [])
    }

    @Test("goes on with a change of keys that a crash interrupted")
    func interruptedRotation() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        let vkey = try testSigner(8).verifierKey.description
        _ = try await log.append(
            LogEntry(kind: .key, run: "", fields: [.clear("vkey", .text(vkey))])
        )
        // Killed here: the entry stands, no head carries both signatures.
        let again = try LogWriter.open(at: scratch.log, options: try testOptions(7, next: 8))
        try await again.close()
        #expect(verify(scratch).findings == [])
        try await LogWriter.open(at: scratch.log, options: try testOptions(8)).close()
    }
}
