import Foundation
import Testing

@testable import RequestLog

@Suite("A log that had no codes yet")
struct LogMACBeginTests {
    /// A log whose last two entries are not signed, written without a key.
    private func older(_ scratch: Scratch) throws {
        let store = try LogStore.create(LogPaths(folder: scratch.log), try testOptions())
        var group = LogGroup(try store.encoder.encode([testIntent()]))
        _ = try store.append(&group)
        try store.locked { () throws(LogError) in _ = try store.sign() }
        group = LogGroup(try store.encoder.encode([testIntent(), testOutcome(2)]))
        _ = try store.append(&group)
    }

    private func kinds(_ scratch: Scratch) throws -> [String] {
        var kinds: [String] = []
        try LogReader(scratch.log).read { line in
            kinds.append(line["kind"]?.text ?? "")
            return true
        }
        return kinds
    }

    @Test("gets a key at its next writing, tells what it took over, and keeps every byte")
    func begins() async throws {
        let scratch = Scratch()
        try older(scratch)
        let before = try scratch.read(Scratch.firstSegment)
        let keys = TestMACKeys()
        try await LogWriter.open(at: scratch.log, options: try keys.options()).close()
        #expect(keys.current != nil)
        #expect(try scratch.read(Scratch.firstSegment).starts(with: before))
        #expect(
            try kinds(scratch) == ["genesis", "intent", "intent", "outcome", "recovery", "key"]
        )
        let reader = try LogReader(scratch.log)
        #expect(try reader.line(4)?["adopted"] == 2)
        #expect(try reader.line(4)?["from"] == 2)
        #expect(verify(scratch, groups: keys.current).findings == [])
        // Once is enough.
        try await LogWriter.open(at: scratch.log, options: try keys.options()).close()
        #expect(try kinds(scratch).count == 6)
    }

    @Test("tells nothing where nothing was taken over")
    func signed() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let keys = TestMACKeys()
        try await LogWriter.open(at: scratch.log, options: try keys.options()).close()
        #expect(try kinds(scratch).suffix(2) == ["run-end", "key"])
        #expect(verify(scratch, groups: keys.current).findings == [])
    }

    @Test("does not take over a copy of an earlier entry, which its nonce tells")
    func copies() async throws {
        let scratch = Scratch()
        try older(scratch)
        let lines = try scratch.read(Scratch.firstSegment).split(separator: 10)
        let copy = String(decoding: lines[1], as: UTF8.self)
            .replacing("\"seq\":1", with: "\"seq\":4").replacing("\"call\":1", with: "\"call\":4")
        try scratch.write(
            Scratch.firstSegment,
            scratch.read(Scratch.firstSegment) + Array((copy + "\n").utf8)
        )
        let keys = TestMACKeys()
        let log = try LogWriter.open(at: scratch.log, options: try keys.options())
        #expect(log.recovered?.bytes == copy.utf8.count + 1)
        try await log.close()
        let reader = try LogReader(scratch.log)
        #expect(try reader.line(4)?["why"] == "a nonce that stood before")
        #expect(verify(scratch, groups: keys.current).findings == [])
    }

    @Test("takes its end over, too, where a key is there already")
    func olderCopy() async throws {
        let scratch = Scratch()
        try older(scratch)
        let keys = TestMACKeys(current: [UInt8](repeating: 6, count: 32))
        let log = try LogWriter.open(at: scratch.log, options: try keys.options())
        #expect(log.recovered == nil)
        try await log.close()
        #expect(
            try kinds(scratch) == ["genesis", "intent", "intent", "outcome", "recovery", "key"]
        )
        #expect(verify(scratch, groups: keys.current).findings == [])
    }

    @Test("goes on where it was cut short while it got one", arguments: 0..<24)
    func cutShort(_ turn: Int) async throws {
        let scratch = Scratch()
        try older(scratch)
        let keys = TestMACKeys()
        let left = Monitor(turn)
        let faults = FileFaults { _ in
            left.withLock { count in
                count -= 1
                return count < 0 ? 5 : nil
            }
        }
        let log = try? FileFaults.$armed.withValue(faults) {
            try LogWriter.open(at: scratch.log, options: try keys.options())
        }
        try? await log?.close()
        #expect([0, 4].contains(verify(scratch, groups: keys.current).exitCode))
        let again = try LogWriter.open(at: scratch.log, options: try keys.options())
        let seq = try await again.append(testIntent())
        try await again.close()
        #expect(verify(scratch, groups: keys.current).findings == [])
        #expect(try LogReader(scratch.log).line(seq)?["mac"] != nil)
        #expect(try kinds(scratch)[2...3] == ["intent", "outcome"])
    }
}
