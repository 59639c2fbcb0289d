import Foundation
import Testing

@testable import RequestLog

@Suite("Opening a log after a crash")
struct LogRecoveryTests {
    /// A log whose last two entries are not signed, as a kill leaves it: no thread, no closing.
    private func killed(_ scratch: Scratch) throws {
        let store = try LogStore.create(LogPaths(folder: scratch.log), try testOptions())
        let batch = try store.encoder.encode([testIntent()])
        var group = LogGroup(batch)
        _ = try store.append(&group)
        try store.locked { () throws(LogError) in _ = try store.sign() }
        group.add(batch, nil)
        _ = try store.append(&group)
    }

    @Test("keeps whole lines and moves a torn one to torn/, wherever it is torn")
    func torn() async throws {
        let whole = Scratch()
        try killed(whole)
        let good = try whole.read(Scratch.firstSegment)
        let last = try #require(good.dropLast().lastIndex(of: 10)) + 1
        let scratch = Scratch()
        for end in stride(from: last + 1, to: good.count, by: 23) {
            try whole.copy(to: scratch)
            try scratch.write(Scratch.firstSegment, Array(good[..<end]))
            #expect(verify(scratch).exitCode == 4)
            #expect(verify(scratch).tornBytes == end - last)
            let log = try LogWriter.open(at: scratch.log, options: try testOptions())
            let recovered = try #require(log.recovered, "cut at \(end)")
            #expect(recovered.bytes == end - last)
            #expect(recovered.seq == 3)
            let kept = try Data(contentsOf: URL(fileURLWithPath: recovered.file))
            #expect([UInt8](kept) == Array(good[last..<end]))
            #expect(try await log.append(testIntent()) == 4)
            try await log.close()
            #expect(verify(scratch).findings == [])
            #expect(try LogReader(scratch.log).line(3)?["cut"] == .integer(end - last))
        }
    }

    @Test("cuts at the first line that is not in sequence, and keeps what it cuts")
    func outOfSequence() async throws {
        let scratch = Scratch()
        try killed(scratch)
        let good = try scratch.read(Scratch.firstSegment)
        let lines = good.split(separator: 10)
        try scratch.write(
            Scratch.firstSegment,
            Array((lines[..<2] + [lines[3], lines[2]]).joined(separator: [10])) + [10]
        )
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        #expect(log.recovered?.seq == 2)
        try await log.close()
        #expect(verify(scratch).exitCode == 0)
        #expect(verify(scratch).entries == 3)
    }

    @Test(
        "cuts at what is no JSON of the log's, though it has braces and a seq",
        arguments: ["\u{0}\u{0}", "[1.5]", "\u{1}", "{\"a\"", "Ä"]
    )
    func garbage(_ value: String) async throws {
        let scratch = Scratch()
        try killed(scratch)
        let good = try scratch.read(Scratch.firstSegment)
        let text = String(decoding: good, as: UTF8.self)
        let place = try #require(text.range(of: "\"params\":{", options: .backwards))
        let bad = text.replacingCharacters(in: place, with: "\"params\":{\"z\":{\(value)},")
        try scratch.write(Scratch.firstSegment, Array(bad.utf8))
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        #expect(log.recovered?.seq == 3)
        try await log.close()
        #expect(verify(scratch).findings == [])
    }

    @Test("cuts at a line that is not UTF-8")
    func notUTF8() async throws {
        let scratch = Scratch()
        try killed(scratch)
        var bad = try scratch.read(Scratch.firstSegment)
        let last = try #require(bad.dropLast().lastIndex(of: 10)) + 1
        let place = try #require(bad[last...].firstIndex(of: UInt8(ascii: "b")))
        bad[place] = 0xC3
        try scratch.write(Scratch.firstSegment, bad)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        #expect(log.recovered?.seq == 3)
        try await log.close()
    }

    @Test("goes on where a recovery itself was cut short", arguments: 0..<12)
    func recoveryCutShort(_ turn: Int) async throws {
        let scratch = Scratch()
        try killed(scratch)
        let good = try scratch.read(Scratch.firstSegment)
        try scratch.write(Scratch.firstSegment, Array(good.dropLast(40)))
        let left = Monitor(turn)
        let faults = FileFaults { _ in
            left.withLock { count in
                count -= 1
                return count < 0 ? 5 : nil
            }
        }
        // From the turn on nothing works any more, as after a kill.
        let log = try? FileFaults.$armed.withValue(faults) {
            try LogWriter.open(at: scratch.log, options: try testOptions())
        }
        try? await log?.close()
        let again = try LogWriter.open(at: scratch.log, options: try testOptions())
        try await again.close()
        #expect(verify(scratch).findings == [])
        let reader = try LogReader(scratch.log)
        var cuts: [Int] = []
        try reader.read { line in
            if line.header?.kind == .recovery, let cut = line["cut"]?.integer { cuts.append(cut) }
            return true
        }
        #expect(cuts.contains(good.count - 40 - lastStart(good)), "\(cuts)")
    }

    private func lastStart(_ bytes: [UInt8]) -> Int {
        (bytes.dropLast().lastIndex(of: 10) ?? -1) + 1
    }

    @Test("refuses a log that is damaged or shorter below a signed size", arguments: [true, false])
    func signedDamage(_ hasCache: Bool) async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        if !hasCache { try FileManager.default.removeItem(atPath: scratch.log + "/cache/edge") }
        let good = try scratch.read(Scratch.firstSegment)
        for bad in [Array(good.dropLast()), Array(good[..<200]), []] {
            try scratch.write(Scratch.firstSegment, bad)
            #expect(throws: LogError.self) {
                _ = try LogWriter.open(at: scratch.log, options: try testOptions())
            }
            #expect(try scratch.read(Scratch.firstSegment) == bad, "nothing is repaired")
        }
        if hasCache { return }
        var bad = good
        bad[bad.count / 2] ^= 1
        try scratch.write(Scratch.firstSegment, bad)
        #expect(throws: LogError.self) {
            _ = try LogWriter.open(at: scratch.log, options: try testOptions())
        }
    }

    @Test("needs no cache, and believes none that is wrong", arguments: 0..<4)
    func cache(_ way: Int) async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        switch way {
        case 0: try FileManager.default.removeItem(atPath: scratch.log + "/cache")
        case 1: try scratch.write("cache/edge", Array("nonsense".utf8))
        case 2:
            let other = Scratch()
            try killed(other)
            try scratch.write("cache/edge", try other.read("cache/edge"))
        default:
            // The right edge, but a place in the middle of a line.
            let text = String(decoding: try scratch.read("cache/edge"), as: UTF8.self)
            var lines = text.split(separator: "\n").map(String.init)
            lines[1] = "6 0 77"
            try scratch.write("cache/edge", Array((lines.joined(separator: "\n") + "\n").utf8))
        }
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        #expect(log.recovered == nil)
        #expect(try await log.append(testIntent()) == 6)
        try await log.close()
        #expect(verify(scratch).findings == [])
    }

    @Test("mends a torn last line of checkpoints and an old checkpoint")
    func heads() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let heads = try scratch.read("checkpoints").split(separator: 10)
        let first = SignedHead(heads[1], origin: "yeeuu.local/test")
        let older = try #require(first).checkpoint(origin: "yeeuu.local/test")
        let blob = try #require(first).signatures.flatMap(\.line)
        try scratch.write("checkpoint", older.text() + [10] + blob)
        let torn = Array(heads[0]) + [10] + heads[1] + [10] + heads[2].prefix(40)
        try scratch.write("checkpoints", torn)
        #expect(verify(scratch).exitCode == 4)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        try await log.close()
        #expect(verify(scratch).findings == [])
        #expect(verify(scratch).signedSize == 6)
    }

    @Test("refuses to sign what was cut back behind a head that checkpoint knows")
    func cutHeads() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let heads = try scratch.read("checkpoints").split(separator: 10)
        for kept in 0..<2 {
            try scratch.write("checkpoints", heads[..<kept].flatMap { $0 + [10] })
            #expect(throws: LogError.self, "\(kept) heads") {
                _ = try LogWriter.open(at: scratch.log, options: try testOptions())
            }
        }
    }

    @Test("finishes a creation that was cut short")
    func creation() async throws {
        let scratch = Scratch()
        try await LogWriter.create(at: scratch.log, options: try testOptions()).close()
        try scratch.write(Scratch.firstSegment, [])
        try FileManager.default.removeItem(atPath: scratch.log + "/checkpoints")
        try FileManager.default.removeItem(atPath: scratch.log + "/checkpoint")
        #expect(verify(scratch).exitCode == 8)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        #expect(try await log.append(testIntent()) == 1)
        try await log.close()
        #expect(verify(scratch).findings == [])
    }
}

@Suite("A disk that fails under the log")
struct LogFaultTests {
    private static let calls: [FileFaults.Call] = [
        .write, .fdatasync, .fsync, .truncate, .reserve, .rename,
    ]

    @Test(
        "stops the writer with its own error, loses nothing promised, and is opened again",
        arguments: calls,
        [Int32(5), 28, -1]
    )
    func fault(_ call: FileFaults.Call, _ code: Int32) async throws {
        if code < 0, call != .write { return }
        let scratch = Scratch()
        try await smallLog(scratch)
        // Every call of the kind fails once, the first, the second and so on.
        for turn in 0..<6 {
            let left = Monitor(turn)
            let faults = FileFaults { asked in
                guard asked == call else { return nil }
                return left.withLock { count in
                    count -= 1
                    return count == -1 ? code : nil
                }
            }
            var promised: [Int] = []
            var failure: LogError?
            do {
                let log = try FileFaults.$armed.withValue(faults) {
                    try LogWriter.open(at: scratch.log, options: try testOptions())
                }
                promised.append(try await log.append(testIntent()))
                promised.append(try await log.append(testIntent()))
                try await log.close()
            } catch let error as LogError {
                failure = error
            }
            if let failure, code == 28, call != .truncate {
                guard case .full = failure else {
                    Issue.record("\(call): \(failure)")
                    return
                }
            }
            #expect([0, 4].contains(verify(scratch).exitCode))
            let reader = try LogReader(scratch.log)
            for seq in promised { #expect(try reader.line(seq)?.header?.kind == .intent) }
            let again = try LogWriter.open(at: scratch.log, options: try testOptions())
            _ = try await again.append(testIntent())
            try await again.close()
            #expect(verify(scratch).findings == [])
        }
    }

    @Test("tells everybody who waits, and everybody who comes after")
    func tellsAll() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let log = try FileFaults.$armed.withValue(
            FileFaults { $0 == .fdatasync ? 5 : nil }
        ) { try LogWriter.open(at: scratch.log, options: try testOptions()) }
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask { (try? await log.append(testIntent())) == nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 20)
        guard case .failed = log.failure else {
            Issue.record("\(String(describing: log.failure))")
            return
        }
        let told = await withCheckedContinuation { continuation in
            log.enqueue(testIntent()) { continuation.resume(returning: $0) }
        }
        #expect((try? told.get()) == nil)
    }
}
