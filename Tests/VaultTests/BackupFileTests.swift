import Foundation
import Testing

@testable import Vault

@Suite("A backup file")
struct BackupFileTests {
    private let scratch = Scratch()
    private let passphrase = Secret("correct horse battery")
    private var file: String { scratch.path + "/backup" }

    private func write(_ files: [(String, [UInt8])], _ kind: BackupKind = .keys) throws {
        let writer = try BackupWriter(file, kind, passphrase: passphrase, cost: 10)
        for (name, bytes) in files { try writer.add(name, bytes, mode: 0o640) }
        try writer.finish()
    }

    private func read(_ kind: BackupKind = .keys) throws -> [(String, [UInt8])] {
        let reader = try BackupReader(file, kind, passphrase: passphrase)
        var files: [(String, [UInt8])] = []
        while let entry = try reader.next() {
            #expect(entry.mode == 0o640)
            files.append((entry.name, try reader.readAll()))
        }
        return files
    }

    private func put(_ bytes: some Collection<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }

    @Test("gives back what was put in, at every size around the end of a chunk")
    func sizes() throws {
        let chunk = 65_536
        for size in [0, 1, chunk - 20, chunk - 18, chunk - 17, chunk, 2 * chunk - 36, 200_000] {
            let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try write([("a/b", content), ("c", [])])
            let back = try read()
            #expect(back.map(\.0) == ["a/b", "c"] && back.map(\.1) == [content, []], "\(size)")
            try FileManager.default.removeItem(atPath: file)
        }
    }

    @Test("takes the first bytes of a file that is longer, and complains of a shorter one")
    func files() throws {
        let source = scratch.path + "/source"
        try Data(repeating: 7, count: 70_000).write(to: URL(fileURLWithPath: source))
        let writer = try BackupWriter(file, .workspace, passphrase: passphrase, cost: 10)
        try writer.add("x", file: source, size: 69_999, mode: 0o640)
        #expect(throws: VaultError.self) { try writer.add("y", file: source, size: 70_001) }
        let other = scratch.path + "/other"
        let whole = try BackupWriter(other, .workspace, passphrase: passphrase, cost: 10)
        try whole.add("x", file: source, size: 69_999)
        try whole.finish()
        let reader = try BackupReader(other, .workspace, passphrase: passphrase)
        #expect(try reader.next()?.size == 69_999)
        #expect(try reader.readAll() == [UInt8](repeating: 7, count: 69_999))
        #expect(try reader.next() == nil)
    }

    @Test("is refused when any byte of it was changed, or when it was cut anywhere")
    func changed() throws {
        try write([("secret", [1, 2, 3]), ("vault.1.00000000", Array(repeating: 9, count: 20))])
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        for index in whole.indices {
            var bad = whole
            // The cost is changed to one that is allowed and small.
            bad[index] ^= 1
            try put(bad)
            #expect(throws: VaultError.self, "byte \(index)") { _ = try read() }
            try put(whole[..<index])
            #expect(throws: VaultError.self, "cut at \(index)") { _ = try read() }
        }
        for cost in [UInt8(0), 9, 21, 255] {
            var bad = whole
            bad[17] = cost
            try put(bad)
            #expect(throws: VaultError.notABackup) { _ = try read() }
        }
        try put(whole + [0])
        #expect(throws: VaultError.self) { _ = try read() }
    }

    @Test("is refused when whole chunks were swapped, left out or added")
    func chunks() throws {
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try write([("a", content)])
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        let (header, size) = (PassphraseBox.headerBytes, 65_536 + 16)
        let chunks = stride(from: header, to: whole.count, by: size).map {
            Array(whole[$0..<min($0 + size, whole.count)])
        }
        #expect(chunks.count == 5)
        var orders = [
            [1, 0, 2, 3, 4], [0, 2, 1, 3, 4], [0, 1, 2, 4], [0, 1, 2, 3], [0, 1, 1, 3, 4],
        ]
        orders += [[0, 1, 2, 3, 3, 4], [0, 1, 2, 3, 4, 4], [4], []]
        for order in orders {
            try put(whole[..<header] + order.flatMap { chunks[$0] })
            #expect(throws: VaultError.self, "\(order)") { _ = try read() }
        }
        try put(whole)
        #expect(try read().count == 1)
    }

    @Test("says what it holds when something else was wanted")
    func kinds() throws {
        try write([("secret", [1])])
        #expect(throws: VaultError.wrongKind(.keys)) { _ = try read(.workspace) }
        #expect("\(VaultError.wrongKind(.keys))".contains("yeeuu keys restore"))
        try put(Array("not a backup at all, but long enough for a header".utf8))
        #expect(throws: VaultError.notABackup) { _ = try read() }
    }

    @Test("takes no path that leads out of its folder, and no short passphrase")
    func names() throws {
        let writer = try BackupWriter(file, .keys, passphrase: passphrase, cost: 10)
        for name in ["../x", "a/../b", "/a", "a//b", "", ".", "..", "a/", "a\0b"] {
            #expect(throws: VaultError.self, "\(name)") { try writer.add(name, [1]) }
        }
        #expect(throws: VaultError.self) {
            _ = try BackupWriter(file, .keys, passphrase: Secret("short"), cost: 10)
        }
    }

    @Test("leaves nothing behind when it was not finished, and never goes over another file")
    func unfinished() throws {
        do {
            let writer = try BackupWriter(file, .keys, passphrase: passphrase, cost: 10)
            try writer.add("a", [1])
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).isEmpty)
        try write([("a", [1])])
        #expect(throws: VaultError.exists(path: file)) { try write([("a", [1])]) }
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }
}
