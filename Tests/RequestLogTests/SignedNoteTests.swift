import Crypto
import Testing

@testable import RequestLog

private let exampleKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
private let exampleText = Array("This is an example message.\n".utf8)
private let exampleBlob =
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
private let exampleNote = exampleText + Array("\n— example.com/foo \(exampleBlob)\n".utf8)

@Suite("A signed note")
struct SignedNoteTests {
    @Test("of the standard is accepted by its key and written back to the byte")
    func checkValue() throws {
        let key = try VerifierKey(exampleKey)
        let note = try SignedNote(parsing: exampleNote)
        #expect(note.text == exampleText)
        #expect(try note.verified(by: [key]) == [key])
        #expect(note.encoded() == exampleNote)
        #expect(key.description == exampleKey)
    }

    @Test("refuses any changed byte")
    func changedByte() throws {
        let key = try VerifierKey(exampleKey)
        for index in exampleNote.indices {
            for bit in 0..<8 {
                var bad = exampleNote
                bad[index] ^= 1 << UInt8(bit)
                #expect(throws: NoteError.self, "byte \(index), bit \(bit)") {
                    _ = try SignedNote(parsing: bad).verified(by: [key])
                }
            }
        }
    }

    @Test("is refused when cut anywhere")
    func cut() throws {
        let key = try VerifierKey(exampleKey)
        for count in 0..<exampleNote.count {
            #expect(throws: NoteError.self, "first \(count) bytes") {
                _ = try SignedNote(parsing: Array(exampleNote[..<count])).verified(by: [key])
            }
        }
    }

    @Test(
        "is taken apart strictly",
        arguments: [
            "text\n", "text\n\n", "\n— a AAAAAAA=\n", "text\n\n— a AAAAAAA=",
            "text\n\n- a AAAAAAA=\n", "text\n\n— a  AAAAAAA=\n", "text\n\n— a+b AAAAAAA=\n",
            "text\n\n— a AAAAAAB=\n", "text\n\n— a AAAA\n", "te\u{1}xt\n\n— a AAAAAAA=\n",
            "text\n\n— a AAAAAAA=\nmore\n",
        ]
    )
    func strict(_ text: String) {
        #expect(throws: NoteError.self) { _ = try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test("holds several signatures, ignores unknown keys, refuses a bad one of a known key")
    func several() throws {
        let one = try testSigner(1, name: "a.example/log")
        let other = try testSigner(2, name: "a.example/log")
        let third = try testSigner(3, name: "b.example")
        let text = Array("first\n\nsecond\n".utf8)
        let note = try SignedNote.sign(text, by: [one, other]).adding(third)
        let read = try SignedNote(parsing: note.encoded())
        #expect(read == note)
        #expect(try read.verified(by: [other.verifierKey]) == [other.verifierKey])
        #expect(
            try read.verified(by: [third.verifierKey, one.verifierKey])
                == [one.verifierKey, third.verifierKey]
        )
        let stranger = try testSigner(4).verifierKey
        #expect(throws: NoteError.unknownSigner) { _ = try read.verified(by: [stranger]) }
        let forged = try SignedNote.sign(Array("other\n".utf8), by: [one]).signatures
        let lines = text + [10] + forged.flatMap(\.line) + note.signatures.flatMap(\.line)
        #expect(throws: NoteError.badSignature(key: "a.example/log")) {
            _ = try SignedNote(parsing: lines).verified(by: [one.verifierKey])
        }
    }

    @Test("is not signed when its text could not be read back")
    func unsignable() throws {
        let signer = try testSigner()
        for text in ["", "no line feed", "tab\t\n", "bell\u{7}\n"] {
            #expect(throws: NoteError.self) {
                _ = try SignedNote.sign(Array(text.utf8), by: [signer])
            }
        }
        #expect(throws: NoteError.self) { _ = try SignedNote.sign([0xFF, 10], by: [signer]) }
    }
}

@Suite("A verifier key's text")
struct VerifierKeyTests {
    @Test("is refused with any byte changed, so that no other key is taken for it")
    func changedByte() throws {
        let good = Array(exampleKey.utf8)
        for index in good.indices {
            var bad = good
            bad[index] ^= 1
            let text = String(decoding: bad, as: UTF8.self)
            #expect(throws: NoteError.self, "byte \(index)") { _ = try VerifierKey(text) }
        }
    }

    @Test(
        "is refused for names that no signature line could hold",
        arguments: ["", "a b", "a+b", "a\u{3000}b", "a\nb"]
    )
    func names(_ name: String) {
        #expect(throws: NoteError.self) {
            _ = try VerifierKey(name: name, publicKey: [UInt8](repeating: 1, count: 32))
        }
    }
}

@Suite("A checkpoint")
struct CheckpointTests {
    private let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

    @Test("is read back as it was written")
    func roundTrip() throws {
        let checkpoint = Checkpoint(origin: "yeeuu.local/x", size: 0, root: MerkleTree().root)
        #expect(checkpoint.text() == Array("yeeuu.local/x\n0\n\(root)\n".utf8))
        #expect(try Checkpoint(parsing: checkpoint.text()) == checkpoint)
    }

    @Test(
        "is read strictly",
        arguments: [
            "\n0\nROOT\n", "o\n00\nROOT\n", "o\n-1\nROOT\n", "o\n+1\nROOT\n", "o\n1 \nROOT\n",
            "o\n1\nROOT", "o\n1\nROOT\nextension\n", "o\n1\nROOT\n\n", "o\n1\nAAAA\n", "o\n1\n",
            "o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
            "o\n9999999999999999999\nROOT\n",
        ]
    )
    func strict(_ text: String) {
        let bytes = Array(text.replacing("ROOT", with: root).utf8)
        #expect(throws: NoteError.self) { _ = try Checkpoint(parsing: bytes) }
    }
}
