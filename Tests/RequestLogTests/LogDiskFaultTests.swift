import Foundation
import Testing

@testable import RequestLog

@Suite("A disk that fails at any call, once or for good")
struct LogDiskFaultTests {
    /// A life of a log: made, written in two segments, its key changed, and copied bytes at its end.
    private func live(_ scratch: Scratch, _ keys: TestMACKeys, _ signer: UInt8) async throws {
        var options = try keys.options(signer)
        options.segmentBytes = 2000
        let log =
            FileManager.default.fileExists(atPath: scratch.log + "/log.json")
            ? try LogWriter.open(at: scratch.log, options: options)
            : try LogWriter.create(at: scratch.log, options: options)
        let seqs = try await log.append([testIntent(), testIntent(), testIntent()])
        log.enqueue(testOutcome(seqs.lowerBound))
        try await log.checkpoint()
        _ = try await log.append(testOutcome(seqs.lowerBound + 1))
        try await log.close()
    }

    private enum Way: CaseIterable { case once, forGood }

    /// Fails the call number `turn`, or all from then on, with `code`.
    private func faults(_ turn: Int, _ way: Way, _ code: Int32, _ met: Monitor<Int>) -> FileFaults {
        FileFaults { call in
            let number = met.withLock { count in
                count += 1
                return count - 1
            }
            guard way == .once ? number == turn : number >= turn else { return nil }
            // A short write is what a full disk makes of one.
            return code < 0 && call != .write ? 28 : code
        }
    }

    @Test(
        "leaves a log that is verified, unsigned or torn, never tampered with, and goes on",
        arguments: [Int32(5), 28, -1]
    )
    func everyCall(_ code: Int32) async throws {
        for way in Way.allCases {
            var turn = 0
            while true {
                let scratch = Scratch()
                let keys = TestMACKeys()
                let met = Monitor(0)
                let armed = faults(turn, way, code, met)
                // Three times in a row, so that what could not be written is missing for long.
                for _ in 0..<(way == .once ? 1 : 3) {
                    let failed = await FileFaults.$armed.withValue(armed) {
                        (try? await live(scratch, keys, 7)) == nil
                    }
                    let exit = verify(scratch, groups: keys.current).exitCode
                    #expect([0, 4, 8].contains(exit), "call \(turn), \(way), \(failed)")
                }
                try await live(scratch, keys, 7)
                let report = verify(scratch, groups: keys.current)
                #expect(report.findings == [], "call \(turn), \(way)")
                #expect(keys.current != nil)
                if met.withLock({ $0 }) <= turn { break }
                turn += 1
            }
            #expect(turn > 20)
        }
    }

    @Test("leaves the same where the signing key was being changed", arguments: [Int32(5), 28])
    func rotation(_ code: Int32) async throws {
        var turn = 0
        while true {
            let scratch = Scratch()
            let keys = TestMACKeys()
            try await live(scratch, keys, 7)
            let met = Monitor(0)
            _ = try? await FileFaults.$armed.withValue(faults(turn, .forGood, code, met)) {
                var options = try testOptions(7, next: 8)
                options.macKeys = keys.keys
                let log = try LogWriter.open(at: scratch.log, options: options)
                _ = try await log.rotate(to: testSigner(8))
                try await log.close()
            }
            #expect([0, 4].contains(verify(scratch, groups: keys.current).exitCode), "\(turn)")
            var options = try testOptions(7, next: 8)
            options.macKeys = keys.keys
            let again = try LogWriter.open(at: scratch.log, options: options)
            _ = try await again.rotate(to: testSigner(8))
            try await again.close()
            try await live(scratch, keys, 8)
            #expect(verify(scratch, groups: keys.current).findings == [], "\(turn)")
            if met.withLock({ $0 }) <= turn { break }
            turn += 1
        }
        #expect(turn > 4)
    }

    @Test("leaves an entry that was to be the first, and the log begins anew")
    func tornBeginning() async throws {
        let scratch = Scratch()
        let keys = TestMACKeys()
        try await LogWriter.create(at: scratch.log, options: try keys.options()).close()
        let first = try scratch.read(Scratch.firstSegment).split(separator: 10)[0]
        try scratch.write(Scratch.firstSegment, Array(first.dropLast(9)))
        for name in ["checkpoints", "checkpoint", "cache/edge"] {
            try FileManager.default.removeItem(atPath: scratch.log + "/" + name)
        }
        #expect(verify(scratch).exitCode == 4)
        try await live(scratch, keys, 7)
        #expect(verify(scratch, groups: keys.current).findings == [])
        #expect(try LogReader(scratch.log).line(0)?.header?.kind == .genesis)
    }
}
