import Foundation
import Testing

@testable import RequestLog

@Suite("A log that two write")
struct LogSharingTests {
    @Test("has every entry of two writers once, in sequence")
    func twoWriters() async throws {
        let scratch = Scratch()
        var options = try testOptions()
        options.segmentBytes = 20_000
        let one = try LogWriter.create(at: scratch.log, options: options)
        let other = try LogWriter.open(at: scratch.log, options: options)
        let seqs = try await withThrowingTaskGroup(of: [Int].self) { group in
            for (name, log) in [("one", one), ("other", other)] {
                group.addTask {
                    var seqs: [Int] = []
                    for round in 0..<60 {
                        seqs.append(try await log.append(testIntent(name)))
                        if round % 20 == 7 { try await log.checkpoint() }
                    }
                    return seqs
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try await one.close()
        try await other.close()
        #expect(seqs.sorted() == Array(1...120))
        let report = verify(scratch)
        #expect(report.findings == [])
        #expect(report.entries == 121)
    }

    @Test("loses nothing of one writer when the other, who knows nothing of it, closes")
    func closing() async throws {
        let scratch = Scratch()
        let one = try LogWriter.create(at: scratch.log, options: try testOptions())
        let other = try LogWriter.open(at: scratch.log, options: try testOptions())
        let seqs = try await one.append([testIntent(), testIntent(), testIntent()])
        try await other.close()
        let reader = try LogReader(scratch.log)
        for seq in seqs { #expect(try reader.line(seq)?.header?.kind == .intent) }
        #expect(try await one.append(testIntent()) == 4)
        try await one.close()
        #expect(verify(scratch).findings == [])
    }

    /// Another process that knows the format from the documentation alone: it takes the lock,
    /// finds the end, appends a line, syncs, lets go.
    private static let other = """
        import fcntl, os, sys
        log, count = sys.argv[1], int(sys.argv[2])
        lock = os.open(log + "/LOCK", os.O_RDWR)
        for i in range(count):
            fcntl.flock(lock, fcntl.LOCK_EX)
            name = sorted(os.listdir(log + "/entries"))[-1]
            with open(log + "/entries/" + name, "r+b") as f:
                seq = int(name[:20]) + f.read().count(b"\\n")
                f.write(b'{"kind":"note","mono":1,"run":"","seq":%d,"text":"python",'
                        b'"ts":"2026-11-24T06:16:19.123456Z","v":1}\\n' % seq)
                f.flush()
                os.fsync(f.fileno())
            fcntl.flock(lock, fcntl.LOCK_UN)
        """

    @Test("has every entry of two processes once, in sequence")
    func twoProcesses() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", LogSharingTests.other, scratch.log, "150"]
        try process.run()
        var seqs: [Int] = []
        while process.isRunning || seqs.count < 50 {
            seqs.append(try await log.append(testIntent()))
        }
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        _ = try await log.append(testIntent())
        try await log.close()
        #expect(log.recovered == nil)
        let report = verify(scratch)
        #expect(report.findings == [])
        #expect(report.entries == 1 + 150 + seqs.count + 1)
    }

    @Test("is cut where another process left half a line, and goes on")
    func halfLine() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent())
        let handle = try #require(
            FileHandle(forWritingAtPath: scratch.log + "/" + Scratch.firstSegment)
        )
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("{\"kind\":\"no".utf8))
        try handle.close()
        #expect(try await log.append(testIntent()) == 3)
        try await log.close()
        #expect(try LogReader(scratch.log).line(2)?.header?.kind == .recovery)
        #expect(verify(scratch).findings == [])
    }

    @Test("is given up when its file is deleted, replaced or cut under it", arguments: 0..<4)
    func replaced(_ way: Int) async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent())
        let path = scratch.log + "/" + Scratch.firstSegment
        switch way {
        case 0: try FileManager.default.removeItem(atPath: path)
        case 1:
            try Data(contentsOf: URL(fileURLWithPath: path))
                .write(to: URL(fileURLWithPath: path), options: .atomic)
        case 2: try scratch.write(Scratch.firstSegment, [])
        default: try FileManager.default.removeItem(atPath: scratch.log + "/LOCK")
        }
        await #expect(throws: LogError.self) { _ = try await log.append(testIntent()) }
        #expect(log.failure != nil)
        await #expect(throws: LogError.self) { try await log.flush() }
    }

    @Test("is given up when signed heads are cut off under it", arguments: [true, false])
    func cutHeads(_ isRemoved: Bool) async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        if isRemoved {
            try FileManager.default.removeItem(atPath: scratch.log + "/checkpoints")
        } else {
            let heads = try scratch.read("checkpoints").split(separator: 10)
            try scratch.write("checkpoints", heads.dropLast().flatMap { $0 + [10] })
        }
        await #expect(throws: LogError.self) { _ = try await log.append(testIntent()) }
    }
}
