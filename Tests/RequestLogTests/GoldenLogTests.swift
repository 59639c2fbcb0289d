import Foundation
import Testing

@testable import RequestLog

/// The log that an earlier version wrote; see `Tests/Golden`.
enum GoldenLog {
    private static let stored = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Golden").path

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: stored + "/" + name)))
    }

    /// A copy of it.
    static func copy(to scratch: Scratch) throws {
        try FileManager.default.copyItem(atPath: stored + "/workspace/log", toPath: scratch.log)
    }
}

@Suite("A log of an earlier version")
struct GoldenLogTests {
    private func keys() throws -> [VerifierKey] {
        String(decoding: try GoldenLog.bytes("expected/keys.txt"), as: UTF8.self)
            .split(separator: "\n").compactMap { try? VerifierKey(String($0)) }
    }

    @Test("has proofs that are accepted")
    func proofs() throws {
        for name in ["entry", "password"] {
            let bytes = try GoldenLog.bytes("expected/\(name).tlog-proof")
            let proof = try LogProof(parsing: bytes)
            _ = try proof.verify(keys: try keys())
            #expect(proof.encoded() == bytes)
        }
    }

    @Test("is read to its end, every line as it is stored")
    func lines() throws {
        let scratch = Scratch()
        try GoldenLog.copy(to: scratch)
        var bytes: [UInt8] = []
        try LogReader(scratch.log).read(isWhole: true) { line in
            bytes += line.bytes + [10]
            return true
        }
        #expect(try bytes == scratch.read(Scratch.firstSegment))
        let report = verify(scratch, keys: [try #require(try keys().last)])
        #expect(report.findings == [])
        #expect(report.entries == 188 && report.signatures == 22)
    }

    @Test("is verified without a scan of its intents and outcomes, however they begin")
    func quick() throws {
        let scratch = Scratch()
        try GoldenLog.copy(to: scratch)
        var (requests, quick) = (0, 0)
        try LogReader(scratch.log).read { line in
            var full = try #require(line.header)
            if [.intent, .outcome].contains(full.kind) { requests += 1 }
            guard let header = LogHeader(signed: line.bytes.span) else { return true }
            quick += 1
            full.microseconds = 0
            #expect(header == full, "entry \(line.index)")
            return true
        }
        #expect(requests > 100 && quick == requests)
    }
}
