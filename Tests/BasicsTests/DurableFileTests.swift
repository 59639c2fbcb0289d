import Basics
import Foundation
import Synchronization
import Testing

@Suite("A file that is written durably")
struct DurableFileTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "yeeuu-basics-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var path: String { folder + "/list.csv" }

    private func text() -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// Writes with the calls failing whose numbers, from 0, `fails` names; how many were made.
    @discardableResult
    private func writing(
        _ placing: DurableFile.Placing,
        failing fails: @escaping @Sendable (Int, FileFaults.Call) -> Bool
    ) throws -> Int {
        let counter = Counter()
        let faults = FileFaults { call in fails(counter.next(), call) ? ENOSPC : nil }
        try FileFaults.$armed.withValue(faults) {
            try Durable.write(Array("new".utf8), to: path, placing)
        }
        return counter.count
    }

    @Test("stands there whole, for its owner alone, and nothing stands beside it")
    func whole() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Durable.write(Array("one".utf8), to: path)
        #expect(text() == "one")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try Durable.write(Array("two".utf8), to: path, .replacing)
        #expect(text() == "two")
        #expect(try names() == ["list.csv"])
        try Durable.write(Array("three".utf8), to: folder + "/other", .replacing)
        #expect(try names() == ["list.csv", "other"])
    }

    @Test("refuses a name that is taken, and a folder's")
    func taken() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Durable.write(Array("one".utf8), to: path)
        #expect { try Durable.write(Array("two".utf8), to: path) } throws: {
            ($0 as? FileFailure)?.isExisting == true
        }
        #expect(text() == "one")
        #expect(throws: FileFailure.self) { try Durable.write([], to: folder, .replacing) }
        #expect(try names() == ["list.csv"])
    }

    @Test(
        "leaves the old file or none when a call fails, and says so",
        arguments: [DurableFile.Placing.new, .replacing]
    )
    func eachCall(_ placing: DurableFile.Placing) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let old: String? = placing == .new ? nil : "old"
        func begin() throws {
            try? FileManager.default.removeItem(atPath: path)
            if let old { try Data(old.utf8).write(to: URL(fileURLWithPath: path)) }
        }
        try begin()
        let calls = try writing(placing) { _, _ in false }
        #expect(calls >= 5)
        for number in 0..<calls {
            try begin()
            var failure: FileFailure?
            do {
                try writing(placing) { at, call in at == number && call != .remove }
            } catch { failure = error as? FileFailure }
            guard let failure else { continue }
            #expect(failure.description.contains("No space left on device"), "\(failure)")
            #expect(text() == old, "call \(number)")
            #expect(try names().count == (old == nil ? 0 : 1), "call \(number)")
        }
        #expect(text() == "new", "the last call only tidies up")
    }

    @Test(
        "is the old one or the new one after a crash at any call",
        arguments: [DurableFile.Placing.new, .replacing]
    )
    func crash(_ placing: DurableFile.Placing) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let old: String? = placing == .new ? nil : "old"
        for number in 0..<9 {
            try? FileManager.default.removeItem(atPath: path)
            if let old { try Data(old.utf8).write(to: URL(fileURLWithPath: path)) }
            _ = try? writing(placing) { at, _ in at >= number }
            #expect(text() == old || text() == "new", "call \(number)")
        }
    }

    @Test("is written on without it when a new one is begun and given up")
    func givenUp() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            let file = try DurableFile(path)
            try file.write([1, 2, 3])
            #expect(try names().count == 1)
        }
        #expect(try names().isEmpty)
    }
}

/// Counts calls.
private final class Counter: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }

    func next() -> Int {
        number.withLock { number in
            defer { number += 1 }
            return number
        }
    }
}
