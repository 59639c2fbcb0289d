import Foundation
import Testing

@testable import RequestLog

@Suite("A log writer")
struct LogWriterTests {
    @Test("gives entries their places in order and keeps them after a new opening")
    func appends() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        #expect(try await log.append(testIntent()) == 1)
        #expect(try await log.append(testOutcome(1)) == 2)
        #expect(try await log.checkpoint().checkpoint.size == 3)
        try await log.close()
        let again = try LogWriter.open(at: scratch.log, options: try testOptions())
        #expect(again.recovered == nil)
        #expect(try await again.append([testIntent(), testIntent()]) == 3..<5)
        try await again.close()
        #expect(verify(scratch).exitCode == 0)
        #expect(verify(scratch).entries == 5)
    }

    @Test("writes an intent with its commitments, its own seq as call, and sealed parameters")
    func intent() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let seq = try await log.append(testIntent(mobile: "13800138000"))
        let again = try await log.append(testIntent(attempt: 2, call: seq, previous: seq))
        try await log.close()
        let reader = try LogReader(scratch.log)
        let line = try #require(try reader.line(seq))
        let value = try line.value()
        let names = try #require(value.fields).map(\.name)
        #expect(names == names.sorted())
        #expect(!line.bytes.contains(32) && !line.bytes.contains(10))
        #expect(value["call"] == .integer(seq))
        #expect(value["dprev"] == -1)
        #expect(value["door"] == testDoor.value)
        #expect(value["params"]?["buildingId"] == "b1")
        let key = Commitments(key: testCommitmentKey)
        #expect(line.isCommitted("/params/authoredMobile", to: "13800138000", key: key))
        #expect(!line.isCommitted("/params/authoredMobile", to: "13800138001", key: key))
        #expect(!line.isCommitted("/params/buildingId", to: "b1", key: key))
        let text = String(decoding: line.bytes, as: UTF8.self)
        #expect(!text.contains("13800138000") && !text.contains("4711042"))
        #expect(line.sealedContext()?.context == Array("r1".utf8) + (line.nonce ?? []))
        let second = try #require(try reader.line(again))
        #expect(second["call"] == .integer(seq))
        #expect(second.previous == [seq])
        #expect(second.nonce != line.nonce)
    }

    @Test("masks what the service echoed")
    func masks() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let seq = try await log.append(
            LogEntry.outcome(
                run: "r",
                operation: "auth",
                door: nil,
                intent: 0,
                class: .refused,
                text: "手机 13800138000 已有密码 4711042",
                masking: ["4711042", "13800138000", ""]
            )
        )
        try await log.close()
        let text = try LogReader(scratch.log).line(seq)?["text"]
        #expect(text == "手机 •••••• 已有密码 ••••••")
    }

    @Test("says in a run's start which boot and which head came before")
    func runStart() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let first = try await log.append(LogEntry.runStart(run: "a", fields: []))
        let head = try await log.checkpoint().checkpoint
        let second = try await log.append(LogEntry.runStart(run: "b", fields: []))
        try await log.close()
        let reader = try LogReader(scratch.log)
        #expect(try reader.line(first)?["checkpoint"]?["size"] == 1)
        let checkpoint = try reader.line(second)?["checkpoint"]
        #expect(checkpoint?["size"] == .integer(head.size))
        #expect(checkpoint?["root"] == .text(head.root.base64))
        #expect(try reader.line(second)?["boot"]?.text?.utf8.count == 36)
    }

    @Test("spreads a run's doors over as many entries as they need")
    func runEnd() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let doors = (0..<3000).map {
            (LogDoor(buildingID: "小区", code: "\($0)", doorType: "2", door: "甲"), $0)
        }
        let entries = LogEntry.runEnd(run: "r", counts: [(.ok, 3000)], doors: doors)
        #expect(entries.count > 1)
        let seqs = try await log.append(entries)
        try await log.close()
        let reader = try LogReader(scratch.log)
        var found = 0
        for (part, seq) in seqs.enumerated() {
            let line = try #require(try reader.line(seq))
            #expect(line["part"] == .integer(part + 1))
            #expect(line["parts"] == .integer(seqs.count))
            found += line["doors"]?.list?.count ?? 0
        }
        #expect(found == 3000)
    }

    @Test("refuses an entry that does not fit, and goes on")
    func tooLong() async throws {
        let scratch = Scratch()
        let options = try testOptions()
        let log = try LogWriter.create(at: scratch.log, options: options)
        let long = LogEntry.note(text: String(repeating: "x", count: 65_535))
        #expect(!long.fits(options))
        #expect(testIntent().fits(options))
        await #expect(throws: LogError.self) { _ = try await log.append(long) }
        #expect(
            try await log.append(LogEntry.note(text: String(repeating: "x", count: 65_000))) == 1
        )
        try await log.close()
        #expect(verify(scratch).exitCode == 0)
    }

    @Test(
        "refuses a member that only the log may write",
        arguments: ["seq", "ts", "kind", "v", "n", "head"]
    )
    func ownMembers(_ name: String) async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let fields: [LogField] = [.clear(name, 1), .committed("x", "y")]
        await #expect(throws: LogError.self) {
            _ = try await log.append(LogEntry(kind: .note, run: "", fields: fields))
        }
        try await log.close()
    }

    @Test("makes an enqueued entry durable by itself after the delay, and tells in order")
    func enqueues() async throws {
        let scratch = Scratch()
        var options = try testOptions()
        options.lazyDelay = .milliseconds(20)
        let groups = Monitor<[Int]>([])
        options.onGroup = { last, tree in
            // Its own entries may still be being hashed, never more.
            if tree.size <= last + 1 { groups.withLock { $0.append(last) } }
        }
        let log = try LogWriter.create(at: scratch.log, options: options)
        let seqs = await withCheckedContinuation { continuation in
            let told = Monitor<[Int]>([])
            for _ in 0..<10 {
                log.enqueue(LogEntry.note(text: "x")) { result in
                    let all = told.withLock { told in
                        if case .success(let seq) = result { told.append(seq) }
                        return told
                    }
                    if all.count == 10 { continuation.resume(returning: all) }
                }
            }
        }
        #expect(seqs == Array(1...10))
        #expect(try LogReader(scratch.log).line(10) != nil)
        try await log.flush()
        #expect(groups.withLock { $0.last } == 10)
        try await log.close()
    }

    @Test("gives every one of many tasks a place of its own")
    func manyTasks() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let seqs = try await withThrowingTaskGroup(of: [Int].self) { group in
            for task in 0..<16 {
                group.addTask {
                    var seqs: [Int] = []
                    for _ in 0..<25 {
                        let seq = try await log.append(testIntent("r\(task)"))
                        log.enqueue(testOutcome(seq, run: "r\(task)"))
                        seqs.append(seq)
                    }
                    return seqs
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try await log.close()
        #expect(Set(seqs).count == 400)
        let report = verify(scratch)
        #expect(report.findings == [])
        #expect(report.entries == 801)
        #expect(report.unresolved == 0)
    }

    @Test("begins a new segment past the size, named by its first entry")
    func segments() async throws {
        let scratch = Scratch()
        var options = try testOptions()
        options.segmentBytes = 2000
        let log = try LogWriter.create(at: scratch.log, options: options)
        for _ in 0..<20 { _ = try await log.append(testIntent()) }
        try await log.close()
        let names = try LogPaths(folder: scratch.log).segments()
        #expect(names.count > 4)
        #expect(verify(scratch).exitCode == 0)
        let again = try LogWriter.open(at: scratch.log, options: options)
        #expect(try await again.append(testIntent()) == 21)
        try await again.close()
        let reader = try LogReader(scratch.log)
        for seq in 0...21 { #expect(try reader.line(seq)?.index == seq) }
        try FileManager.default.removeItem(
            atPath: LogPaths(folder: scratch.log).segment(names[2])
        )
        #expect(verify(scratch).exitCode == 3)
        #expect(verify(scratch).firstBad?.index == names[2])
    }

    @Test("marks a clock that went back, and never stops for it")
    func clock() async throws {
        let scratch = Scratch()
        var options = try testOptions()
        let ticks = Monitor([5_000_000, 9_000_000, 4_000_000, 4_000_001])
        options.clock = {
            (ticks.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }, 1)
        }
        // The first reading is log.json's, the second the first entry's.
        let log = try LogWriter.create(at: scratch.log, options: options)
        let back = try await log.append(LogEntry.note(text: "back"))
        let on = try await log.append(LogEntry.note(text: "on"))
        try await log.close()
        let reader = try LogReader(scratch.log)
        #expect(try reader.line(back)?["tsback"] == 5_000_000)
        #expect(try reader.line(on)?["tsback"] == nil)
        #expect(verify(scratch).clockJumps == 1)
        #expect(verify(scratch).exitCode == 0)
    }

    @Test("marks a clock that went back while the log was closed", arguments: [true, false])
    func clockAtOpening(_ hasCache: Bool) async throws {
        let scratch = Scratch()
        var options = try testOptions()
        options.segmentBytes = 900
        options.clock = { (9_000_000, 1) }
        let log = try LogWriter.create(at: scratch.log, options: options)
        _ = try await log.append([testIntent(), testIntent()])
        try await log.close()
        if !hasCache { try FileManager.default.removeItem(atPath: scratch.log + "/cache") }
        options.clock = { (4_000_000, 1) }
        let again = try LogWriter.open(at: scratch.log, options: options)
        let seqs = try await again.append([testIntent(), testIntent()])
        try await again.close()
        let reader = try LogReader(scratch.log)
        #expect(try seqs.map { try reader.line($0)?["tsback"] } == [5_000_000, nil])
        #expect(verify(scratch).clockJumps == 1)
    }

    @Test("tells in the first entry behind a signed head of that head, and in no other")
    func tellsOfHeads() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let reader = try LogReader(scratch.log)
        let heads = try scratch.read("checkpoints").split(separator: 10).compactMap {
            SignedHead($0, origin: reader.origin)
        }
        try reader.read { line in
            let root = heads.first { $0.size == line.index }?.root.base64
            #expect(line["head"]?.text == root, "entry \(line.index)")
            #expect(throws: Never.self) { try line.value() }
            return true
        }
        // The first member of an entry, and one in the middle.
        for entry in [LogEntry.note(text: "x"), .note(text: "x", about: 2, class: .ok)] {
            let log = try LogWriter.open(at: scratch.log, options: try testOptions())
            let seq = try await log.append(entry)
            try await log.close()
            let value = try #require(try reader.line(seq)).value()
            #expect(value["head"]?.text != nil)
            #expect(try value.json() == reader.line(seq)?.bytes)
        }
    }

    @Test("signs by itself after a while")
    func signsInPassing() async throws {
        let scratch = Scratch()
        var options = try testOptions()
        options.checkpointEvery = .milliseconds(10)
        let log = try LogWriter.create(at: scratch.log, options: options)
        _ = try await log.append(LogEntry.note(text: "x"))
        var size = 0
        for _ in 0..<500 where size < 2 {
            try await Task.sleep(for: .milliseconds(10))
            size = verify(scratch).signedSize
        }
        #expect(size == 2)
        try await log.close()
    }

    @Test("takes nothing after it was closed")
    func closed() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        try await log.close()
        await #expect(throws: LogError.closed) { _ = try await log.append(testIntent()) }
        try await log.close()
        #expect(throws: LogError.exists(scratch.log)) {
            _ = try LogWriter.create(at: scratch.log, options: try testOptions())
        }
    }

    @Test("is not opened where there is none, nor with another log's key")
    func refused() async throws {
        let scratch = Scratch()
        #expect(throws: LogError.absent(scratch.log)) {
            _ = try LogWriter.open(at: scratch.log, options: try testOptions())
        }
        try await LogWriter.create(at: scratch.log, options: try testOptions()).close()
        #expect(throws: LogError.self) {
            _ = try LogWriter.open(at: scratch.log, options: try testOptions(8))
        }
        #expect(throws: LogError.self) { _ = try LogReader(scratch.path + "/nowhere") }
    }
}
