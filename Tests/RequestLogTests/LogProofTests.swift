import Foundation
import Testing

@testable import RequestLog

@Suite("A proof")
struct LogProofTests {
    private let key = Commitments(key: testCommitmentKey)

    @Test("of every entry is accepted for that entry alone")
    func everyEntry() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let reader = try LogReader(scratch.log)
        let keys = [try testSigner().verifierKey]
        for seq in 0..<6 {
            let proof = try LogProof(parsing: try reader.prove(seq).encoded())
            #expect(try proof.verify(keys: keys).size == 6)
            let other = try #require(try reader.line((seq + 1) % 6))
            #expect(throws: NoteError.self) { _ = try proof.verify(leaf: other.bytes, keys: keys) }
        }
        #expect(throws: LogError.self) { _ = try reader.prove(6) }
    }

    @Test("lays open one value and no other")
    func reveals() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let reader = try LogReader(scratch.log)
        let keys = [try testSigner().verifierKey]
        let proof = try reader.prove(2, reveal: "/params/password", value: "4711042", key: key)
        let reveal = try #require(proof.reveal)
        #expect(reveal.value == Array("4711042".utf8))
        let line = try #require(proof.line)
        #expect(
            hmac(reveal.opening, reveal.value)
                == LogLine(index: 2, bytes: line)
                .commitment(at: "/params/password")?.bytes
        )
        let good = proof.encoded()
        #expect(!good.text.contains("13800000000"))
        let other = try #require(try reader.line(4)).bytes
        #expect(throws: NoteError.self) { _ = try proof.verify(leaf: other, keys: keys) }
        #expect(throws: LogError.self) {
            _ = try reader.prove(2, reveal: "/params/password", value: "4711043", key: key)
        }
        #expect(throws: LogError.self) {
            _ = try reader.prove(2, reveal: "/params/buildingId", value: "b1", key: key)
        }
    }

    @Test("of growth is accepted between any two heads, and not for another log's")
    func consistency() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let reader = try LogReader(scratch.log)
        let heads = try scratch.read("checkpoints").split(separator: 10).compactMap {
            SignedHead($0, origin: reader.origin)?.checkpoint(origin: reader.origin)
        }
        #expect(heads.count == 3)
        for from in heads {
            for to in heads where from.size <= to.size {
                let proof = try reader.proveConsistency(from: from, to: to)
                #expect(
                    MerkleProof.verifyConsistency(
                        from: from.size,
                        root: from.root,
                        to: to.size,
                        root: to.root,
                        proof: proof
                    )
                )
            }
        }
        let foreign = Checkpoint(origin: reader.origin, size: 4, root: heads[0].root)
        #expect(throws: LogError.self) {
            _ = try reader.proveConsistency(from: foreign, to: heads[2])
        }
        #expect(throws: LogError.self) {
            _ = try reader.proveConsistency(from: heads[2], to: heads[0])
        }
    }

    @Test("can be made from exported tiles by their layout alone")
    func tiles() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        for _ in 0..<3 {
            _ = try await log.append([LogEntry](repeating: .note(text: "x"), count: 100))
        }
        let head = try await log.checkpoint().checkpoint
        try await log.close()
        let folder = scratch.path + "/tiles"
        try LogReader(scratch.log).exportTiles(to: folder)
        func file(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        }
        #expect(head.size == 301)
        let level0 = try file("tile/0/000") + file("tile/0/001.p/45")
        var tree = MerkleTree()
        var full = MerkleTree()
        for start in stride(from: 0, to: level0.count, by: 32) {
            let hash = try #require(TreeHash(Array(level0[start..<start + 32])))
            tree.append(hash: hash)
            if start < 256 * 32 { full.append(hash: hash) }
        }
        #expect(tree.size == 301 && tree.root == head.root)
        #expect(try file("tile/1/000.p/1") == full.root.bytes)
        var bundle = try (file("tile/entries/000") + file("tile/entries/001.p/45"))[...]
        var index = 0
        let reader = try LogReader(scratch.log)
        while let high = bundle.popFirst(), let low = bundle.popFirst() {
            let count = Int(high) << 8 | Int(low)
            if index % 50 == 0 {
                #expect(try reader.line(index)?.bytes == Array(bundle.prefix(count)))
            }
            bundle = bundle.dropFirst(count)
            index += 1
        }
        #expect(index == 301)
        #expect(try file("checkpoint") == scratch.read("checkpoint"))
        #expect(LogTiles.path(1_234_067) == "x001/x234/067")
        #expect(LogTiles.path(0) == "000")
    }

    /// What the documentation tells a reader to paste.
    private static let script = #"""
        set -eu
        vkey=$(python3 -c 'import json; print(json.load(open("log.json"))["vkey"])')
        { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; printf %s "$vkey" | cut -d+ -f3- | base64 -d | tail -c 32; } > ../key.der
        head -n 3 checkpoint > ../body
        tail -n 1 checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > ../signature
        openssl pkeyutl -verify -pubin -keyform DER -inkey ../key.der -rawin -in ../body -sigfile ../signature
        python3 - <<'END'
        import base64, glob, hashlib
        h = lambda data: hashlib.sha256(data).digest()
        origin, size, root = open("checkpoint", encoding="utf-8").read().split("\n")[:3]
        data = b"".join(open(name, "rb").read() for name in sorted(glob.glob("entries/*.jsonl")))
        leaves = [h(b"\0" + line) for line in data.split(b"\n")[:int(size)]]
        def tree(n):
            k = 1 << (len(n) - 1).bit_length() - 1 if len(n) > 1 else 0
            return h(b"\1" + tree(n[:k]) + tree(n[k:])) if k else n[0]
        print("root fits" if base64.b64encode(tree(leaves)).decode() == root else "ROOT DOES NOT FIT")
        END
        python3 - <<'END' > ../reveal
        import base64, json
        extra = [l for l in open("p.tlog-proof", encoding="utf-8") if l.startswith("extra ")][0].split()[1]
        proof = json.loads(base64.b64decode(extra))
        entry = json.loads(proof["line"])
        for part in proof["pointer"].strip("/").split("/"): entry = entry[part]
        print(proof["value"], proof["opening"], entry["$c"])
        END
        read -r value opening commitment < ../reveal
        printf %s "$value" | openssl dgst -sha256 -mac HMAC -macopt hexkey:"$opening" | grep -q "$commitment" && echo "value fits"
        """#

    @Test("and the log are accepted by openssl and ten lines of Python")
    func otherTools() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let proof = try LogReader(scratch.log)
            .prove(2, reveal: "/params/password", value: "4711042", key: key)
        try Data(proof.encoded()).write(
            to: URL(fileURLWithPath: scratch.log + "/p.tlog-proof")
        )
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", LogProofTests.script]
        process.currentDirectoryURL = URL(fileURLWithPath: scratch.log)
        process.standardOutput = pipe
        try process.run()
        let output = [UInt8](pipe.fileHandleForReading.readDataToEndOfFile()).text
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(output == "Signature Verified Successfully\nroot fits\nvalue fits\n")
    }
}
