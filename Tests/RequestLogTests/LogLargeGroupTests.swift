import Foundation
import Testing

@testable import RequestLog

@Suite("A large group, hashed aside")
struct LogLargeGroupTests {
    private static let group = [LogEntry](repeating: testIntent(), count: 400)

    @Test("gives the same tree as small ones, in any order")
    func tree() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        for count in [400, 1, 399, 400, 2, 300, 400] {
            let seqs = try await log.append(Array(Self.group.prefix(count)))
            #expect(seqs.count == count)
        }
        let head = try await log.checkpoint().checkpoint
        try await log.close()
        try Self.check(head, scratch)
        #expect(LogVerifier(folder: scratch.log).verify().findings == [])
    }

    @Test("is in the tree before what another writer appends, and before the next of its own")
    func sharing() async throws {
        let scratch = Scratch()
        let one = try LogWriter.create(at: scratch.log, options: try testOptions())
        let other = try LogWriter.open(at: scratch.log, options: try testOptions())
        for count in [400, 1, 300] {
            _ = try await one.append(Array(Self.group.prefix(count)))
            _ = try await other.append(Array(Self.group.prefix(400 - count / 2)))
        }
        try await Self.check(one.checkpoint().checkpoint, scratch)
        _ = try await other.append(Self.group)
        try await Self.check(other.checkpoint().checkpoint, scratch)
        try await one.close()
        try await other.close()
        #expect(LogVerifier(folder: scratch.log).verify().findings == [])
    }

    private static func check(_ head: Checkpoint, _ scratch: Scratch) throws {
        var tree = MerkleTree()
        try LogReader(scratch.log).read { line in
            if tree.size < head.size { tree.append(leaf: line.bytes) }
            return true
        }
        #expect(tree.size == head.size && tree.root == head.root)
    }

    @Test("is told to nobody before its fdatasync has returned")
    func order() async throws {
        let scratch = Scratch()
        try await LogWriter.create(at: scratch.log, options: try testOptions()).close()
        let told = Monitor(0)
        let before = Monitor<[Int]>([])
        let faults = FileFaults { call in
            guard call == .fdatasync else { return nil }
            usleep(20_000)
            let count = told.withLock { $0 }
            before.withLock { $0.append(count) }
            return nil
        }
        let log = try FileFaults.$armed.withValue(faults) {
            try LogWriter.open(at: scratch.log, options: try testOptions())
        }
        for round in 0..<3 {
            #expect(before.withLock { $0.count } == round)
            _ = try await log.append(Self.group)
            told.withLock { $0 += 1 }
            #expect(before.withLock { $0 } == Array(0...round))
        }
        try await log.close()
    }

    @Test("is promised to nobody when its fdatasync fails, and the log is whole afterwards")
    func fault() async throws {
        let scratch = Scratch()
        try await LogWriter.create(at: scratch.log, options: try testOptions()).close()
        let log = try FileFaults.$armed.withValue(
            FileFaults { $0 == .fdatasync ? 5 : nil }
        ) { try LogWriter.open(at: scratch.log, options: try testOptions()) }
        await #expect(throws: LogError.self) { try await log.append(Self.group) }
        await #expect(throws: LogError.self) { try await log.append(testIntent()) }
        await #expect(throws: LogError.self) { try await log.checkpoint() }
        let again = try LogWriter.open(at: scratch.log, options: try testOptions())
        _ = try await again.append(Self.group)
        try await again.close()
        #expect(LogVerifier(folder: scratch.log).verify().findings == [])
    }
}
