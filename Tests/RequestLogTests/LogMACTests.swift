import Foundation
import Testing

@testable import RequestLog

/// The keys folder's part in the codes of groups.
final class TestMACKeys: Sendable {
    private let state: Monitor<(current: [UInt8]?, next: [UInt8]?)>

    init(current: [UInt8]? = nil) { state = Monitor((current, nil)) }

    var current: [UInt8]? { state.withLock { $0.current } }

    var keys: LogMACKeys {
        LogMACKeys(
            current: { self.current },
            prepare: {
                self.state.withLock { state in
                    let key = state.next ?? [UInt8](repeating: 5, count: 32)
                    state.next = key
                    return key
                }
            },
            adopt: {
                self.state.withLock { state in
                    state.current = state.next ?? state.current
                    state.next = nil
                }
            }
        )
    }

    func options(_ signer: UInt8 = 7) throws -> LogOptions {
        var options = try testOptions(signer)
        options.macKeys = keys
        return options
    }
}

/// The code of a group, made by the documentation alone.
func codeByHand(_ lines: [[UInt8]], key: [UInt8]) throws -> String {
    var text = String(decoding: lines.joined(separator: [10]) + [10], as: UTF8.self)
    let digits = try #require(text.range(of: "\"mac\":\"", options: .backwards)).upperBound
    let end = text.index(digits, offsetBy: 32)
    text.replaceSubrange(digits..<end, with: String(repeating: "0", count: 32))
    return hmac(key, Array(text.utf8)).prefix(16).map { String(format: "%02x", $0) }.joined()
}

@Suite("The codes of a log's groups")
struct LogMACTests {
    private func lines(_ scratch: Scratch) throws -> [[UInt8]] {
        try scratch.read(Scratch.firstSegment).split(separator: 10).map(Array.init)
    }

    private func member(_ name: String, _ line: [UInt8]) -> LogValue? {
        LogLine(index: 0, bytes: line)[name]
    }

    /// A log with a signed request, its outcome and a removal, and the keys that vouch for it.
    private func made(_ scratch: Scratch) async throws -> TestMACKeys {
        let keys = TestMACKeys()
        let log = try LogWriter.create(at: scratch.log, options: try keys.options())
        let seq = try await log.append(testIntent())
        _ = try await log.append(testOutcome(seq))
        try await log.close()
        return keys
    }

    /// The same with two groups more that are not signed, as a kill leaves it.
    private func killed(_ scratch: Scratch) async throws -> TestMACKeys {
        let keys = try await made(scratch)
        let store = try LogStore.open(LogPaths(folder: scratch.log), try keys.options())
        for entries in [[testIntent(), testIntent()], [testOutcome(4), testOutcome(5)]] {
            var group = LogGroup(try store.encoder.encode(entries))
            _ = try store.append(&group)
        }
        return keys
    }

    private func append(_ bytes: [UInt8], to scratch: Scratch) throws {
        try scratch.write(Scratch.firstSegment, scratch.read(Scratch.firstSegment) + bytes)
    }

    /// What the log holds after the next command that writes.
    private func reopened(_ scratch: Scratch, _ keys: TestMACKeys) async throws -> LogRecovery? {
        let log = try LogWriter.open(at: scratch.log, options: try keys.options())
        _ = try await log.append(LogEntry.note(text: "next"))
        try await log.close()
        let report = verify(scratch, groups: keys.current)
        #expect(report.findings == [])
        #expect(report.unsealed == 0)
        return log.recovered
    }

    @Test(
        "stand in the last line of each group, over its bytes, from the entry on that tells of them"
    )
    func written() async throws {
        let scratch = Scratch()
        let keys = try await made(scratch)
        let log = try LogWriter.open(at: scratch.log, options: try keys.options())
        let seqs = try await log.append([testIntent(), testIntent(), testIntent()])
        try await log.close()
        let key = try #require(keys.current)
        let all = try lines(scratch)
        #expect(member("kind", all[1]) == "key")
        #expect(member("logmac", all[1]) == .text(LogMAC(key: key).id))
        #expect(member("mac", all[0]) == nil, "none is expected before")
        for group in [1...1, 2...2, 3...3, 4...6] {
            let code = try codeByHand(Array(all[group]), key: key)
            #expect(member("mac", all[group.upperBound])?.text == code)
            for index in group.dropLast() { #expect(member("mac", all[index]) == nil) }
            let value = try LogValue.parse(all[group.upperBound])
            let names = try #require(value.fields).map(\.name)
            #expect(names == names.sorted())
        }
        #expect(seqs == 4..<7)
        #expect(verify(scratch, groups: key).findings == [])
    }

    @Test("keep lines that anybody appended out of the log, and say where they went")
    func appended() async throws {
        let scratch = Scratch()
        let keys = try await made(scratch)
        let stranger = """
            {"class":"ok","kind":"outcome","mono":1,"op":"auth","ref":2,"run":"","seq":4,\
            "ts":"2026-11-24T06:16:19.123456Z","v":1}

            """
        try append(Array(stranger.utf8), to: scratch)
        let report = verify(scratch, groups: keys.current)
        #expect(report.exitCode == 4)
        #expect(report.findings.contains { $0.text.contains("torn/") && $0.index == 4 })
        let recovered = try #require(try await reopened(scratch, keys))
        #expect(!recovered.isTorn)
        #expect(FileManager.default.contents(atPath: recovered.file) == Data(stranger.utf8))
        let all = try lines(scratch)
        #expect(member("kind", all[4]) == "recovery")
        #expect(member("why", all[4]) == "no right mac")
        #expect(!all.contains { $0 == Array(stranger.utf8.dropLast()) })
    }

    @Test(
        "do not let a request and its outcome be done again, be they moved with every right number"
    )
    func replayed() async throws {
        let scratch = Scratch()
        let keys = try await made(scratch)
        let pair = try lines(scratch)[2...3].map { String(decoding: $0, as: UTF8.self) }
        let copies = [
            pair[0].replacing("\"seq\":2", with: "\"seq\":4")
                .replacing("\"call\":2", with: "\"call\":4"),
            pair[1].replacing("\"seq\":3", with: "\"seq\":5")
                .replacing("\"ref\":2", with: "\"ref\":4"),
        ]
        try append(Array((copies.joined(separator: "\n") + "\n").utf8), to: scratch)
        #expect(try await reopened(scratch, keys) != nil)
        var outcomes = 0
        try LogReader(scratch.log).read { line in
            if line.header?.kind == .outcome { outcomes += 1 }
            return true
        }
        #expect(outcomes == 1)
    }

    @Test("vouch for what a crash left behind the newest head")
    func crashed() async throws {
        let scratch = Scratch()
        let keys = try await killed(scratch)
        #expect(verify(scratch, groups: keys.current).findings.map(\.fault) == [.unsealed])
        #expect(try await reopened(scratch, keys) == nil)
        #expect(try lines(scratch).count == 9)
    }

    @Test("cut a group whole where it is changed at any byte, or ends early")
    func changed() async throws {
        let scratch = Scratch()
        let keys = try await killed(scratch)
        let whole = Scratch()
        try scratch.copy(to: whole)
        let good = try scratch.read(Scratch.firstSegment)
        let all = try lines(scratch)
        let starts = (4...6).map { all[..<$0].reduce(0) { $0 + $1.count + 1 } }
        for place in stride(from: starts[0], to: good.count - 1, by: 97) where good[place] != 10 {
            try whole.copy(to: scratch)
            var bad = good
            bad[place] = bad[place] == UInt8(ascii: "7") ? UInt8(ascii: "8") : UInt8(ascii: "7")
            try scratch.write(Scratch.firstSegment, bad)
            #expect(verify(scratch, groups: keys.current).exitCode == 4, "byte \(place)")
            let recovered = try #require(try await reopened(scratch, keys), "byte \(place)")
            let cut = place < starts[2] ? starts[0] : starts[2]
            #expect(recovered.bytes == good.count - cut, "byte \(place)")
        }
        for end in [starts[1], starts[1] + 20] {
            try whole.copy(to: scratch)
            try scratch.write(Scratch.firstSegment, Array(good[..<end]))
            #expect(verify(scratch, groups: keys.current).exitCode == 4)
            #expect(try await reopened(scratch, keys)?.bytes == end - starts[0])
        }
    }

    @Test("go on over segments, and between two writers")
    func twoWriters() async throws {
        let scratch = Scratch()
        let keys = TestMACKeys()
        var options = try keys.options()
        options.segmentBytes = 3000
        let one = try LogWriter.create(at: scratch.log, options: options)
        let other = try LogWriter.open(at: scratch.log, options: options)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for log in [one, other] {
                group.addTask {
                    for _ in 0..<30 { _ = try await log.append([testIntent(), testIntent()]) }
                }
            }
            try await group.waitForAll()
        }
        // Nothing of it is signed yet but the beginning.
        let report = verify(scratch, groups: keys.current)
        #expect(report.findings.count == 1 && report.unsealed == 120)
        try await one.close()
        try await other.close()
        #expect(verify(scratch, groups: keys.current).findings == [])
        #expect(try LogPaths(folder: scratch.log).segments().count > 5)
    }
}
