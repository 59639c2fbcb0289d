import Foundation
import Testing

@testable import Vault

/// A folder of its own for one test, removed with it.
final class Scratch: Sendable {
    let path: String
    var keys: String { path + "/keys" }

    init() {
        path = FileManager.default.temporaryDirectory.path + "/yeeuu-vault-" + UUID().uuidString
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func vault() throws -> Vault {
        try Vault.create(at: keys, name: "yeeuu.local/test", partnerSecret: Secret("s3cr3t"))
    }

    func mode(_ name: String = "") throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: keys + name)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    func setMode(_ mode: Int, _ name: String = "") throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: keys + name
        )
    }

    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: keys).sorted()
    }
}

@Suite("A secret")
struct SecretTests {
    @Test("is dots wherever it is shown, and itself when asked")
    func dots() throws {
        let secret = Secret("4711")
        struct Holder: Encodable { let secret: Secret }
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let encoded = String(
            decoding: try JSONEncoder().encode(Holder(secret: secret)),
            as: UTF8.self
        )
        for text in [
            "\(secret)", String(reflecting: secret), dumped, encoded, "\(Holder(secret: secret))",
            "\([secret])", "\(Optional(secret) as Any)",
        ] {
            #expect(!text.contains("4711"), "\(text)")
            #expect(text.contains("••••••"))
        }
        #expect(secret.reveal() == "4711")
        #expect(secret == Secret("4711") && secret != Secret("4712"))
    }
}

@Suite("A vault")
struct VaultTests {
    @Test("is made for its owner alone and opens with the same keys")
    func creates() throws {
        let scratch = Scratch()
        let made = try scratch.vault()
        #expect(try scratch.mode() == 0o700)
        for name in try scratch.names() {
            #expect(try scratch.mode("/" + name) == 0o600, "\(name)")
        }
        let opened = try Vault.open(at: scratch.keys)
        #expect(opened.name == "yeeuu.local/test")
        #expect(opened.planKey.name == "yeeuu.local/test/plan")
        #expect(opened.planKey.publicKey == made.signingKey.publicKey)
        #expect(try opened.commitmentKey() == made.commitmentKey())
        #expect(try opened.commitmentKey().count == 32)
        #expect(try opened.partnerSecret() == Secret("s3cr3t"))
        #expect(Vault.newName() != Vault.newName())
        #expect(throws: VaultError.exists(path: scratch.keys + "/signing")) {
            _ = try scratch.vault()
        }
    }

    @Test("is refused when others can read it, and says which file and what to do")
    func modes() throws {
        let scratch = Scratch()
        _ = try scratch.vault()
        for name in [""] + (try scratch.names().map { "/" + $0 }) {
            let good = try scratch.mode(name)
            for bits in [0o040, 0o004, 0o020, 0o001] {
                try scratch.setMode(good | bits, name)
                let error = #expect(throws: VaultError.self) {
                    _ = try Vault.open(at: scratch.keys)
                }
                let text = try #require(error).description
                let mode = "0" + String(good | bits, radix: 8)
                let remedy = "chmod \(name.isEmpty ? 700 : 600) \(scratch.keys)\(name)"
                #expect(text.contains(scratch.keys + name) && text.contains(mode))
                #expect(text.contains(remedy))
            }
            try scratch.setMode(good, name)
        }
        _ = try Vault.open(at: scratch.keys)
    }

    @Test("is refused with a link in the place of a key")
    func links() throws {
        let scratch = Scratch()
        _ = try scratch.vault()
        try FileManager.default.moveItem(
            atPath: scratch.keys + "/commitment",
            toPath: scratch.path + "/elsewhere"
        )
        try FileManager.default.createSymbolicLink(
            atPath: scratch.keys + "/commitment",
            withDestinationPath: scratch.path + "/elsewhere"
        )
        #expect(throws: VaultError.self) { _ = try Vault.open(at: scratch.keys) }
    }

    @Test("opens what it sealed, with the same context and unchanged only")
    func seals() throws {
        let scratch = Scratch()
        let vault = try scratch.vault()
        let plain = Array("4711".utf8)
        let sealed = try vault.seal(plain, authenticating: [1, 2])
        #expect(sealed != (try vault.seal(plain, authenticating: [1, 2])))
        #expect(try vault.open(sealed, authenticating: [1, 2]) == plain)
        #expect(throws: VaultError.tampered) { _ = try vault.open(sealed, authenticating: [1]) }
        let good = Array(sealed.utf8)
        for index in good.indices {
            var bad = good
            bad[index] ^= 1
            #expect(throws: VaultError.self, "byte \(index)") {
                _ = try vault.open(String(decoding: bad, as: UTF8.self), authenticating: [1, 2])
            }
        }
        for text in ["", "v1", "v1..", "v2" + sealed.dropFirst(2), String(sealed.dropLast(9))] {
            #expect(throws: VaultError.self) { _ = try vault.open(text, authenticating: [1, 2]) }
        }
        let secret = try vault.seal(Secret("4711"), authenticating: "row 7")
        #expect(try vault.openSecret(secret, authenticating: "row 7") == Secret("4711"))
        #expect(throws: VaultError.tampered) {
            _ = try vault.openSecret(secret, authenticating: "row 8")
        }
    }

    @Test("seals with its newest key, opens with the older, and with none that was dropped")
    func vaultKeys() throws {
        let scratch = Scratch()
        let first = try scratch.vault()
        let old = try first.seal([1], authenticating: [])
        let second = try first.rotateVaultKey()
        #expect(
            second.vaultKeyIDs.count == 2 && second.vaultKeyIDs.first == first.vaultKeyIDs.first
        )
        let new = try second.seal([2], authenticating: [])
        #expect(new.hasPrefix("v1.\(second.vaultKeyIDs[1])."))
        #expect(try second.open(old, authenticating: []) == [1])
        let kept = try second.dropVaultKeys(except: [second.vaultKeyIDs[1]])
        #expect(try kept.open(new, authenticating: []) == [2])
        let id = first.vaultKeyIDs[0]
        #expect(throws: VaultError.noVaultKey(id: id)) {
            _ = try kept.open(old, authenticating: [])
        }
        let none = try kept.dropVaultKeys()
        #expect(throws: VaultError.noVaultKey(id: nil)) {
            _ = try none.seal([1], authenticating: [])
        }
        #expect(try none.rotateVaultKey().vaultKeyIDs.count == 1)
    }

    @Test("says what is lost with a missing commitment key, secret or signing key")
    func missing() throws {
        let scratch = Scratch()
        _ = try scratch.vault()
        try FileManager.default.removeItem(atPath: scratch.keys + "/commitment")
        try FileManager.default.removeItem(atPath: scratch.keys + "/secret")
        let vault = try Vault.open(at: scratch.keys)
        #expect(!vault.hasCommitmentKey)
        let key = #expect(throws: VaultError.self) { _ = try vault.commitmentKey() }
        #expect(try #require(key).description.contains("the log still verifies"))
        let secret = #expect(throws: VaultError.self) { _ = try vault.partnerSecret() }
        #expect(try #require(secret).description.contains("keys/secret"))
        try FileManager.default.removeItem(atPath: scratch.keys + "/signing")
        #expect(throws: VaultError.self) { _ = try Vault.open(at: scratch.keys) }
    }

    @Test("replaces the partner secret only when told to")
    func partnerSecret() throws {
        let scratch = Scratch()
        let vault = try scratch.vault()
        #expect(throws: VaultError.exists(path: scratch.keys + "/secret")) {
            try vault.setPartnerSecret(Secret("other"), replacing: false)
        }
        #expect(try vault.partnerSecret() == Secret("s3cr3t"))
        try vault.setPartnerSecret(Secret("other"), replacing: true)
        #expect(try vault.partnerSecret() == Secret("other"))
        for bad in ["", "two\nlines"] {
            #expect(throws: VaultError.self) {
                try vault.setPartnerSecret(Secret(bad), replacing: true)
            }
        }
    }

    @Test("changes its signing key in two steps, each of which can be done again")
    func rotation() throws {
        let scratch = Scratch()
        let vault = try scratch.vault()
        #expect(throws: VaultError.self) { _ = try vault.adoptSigningKey() }
        let prepared = try vault.prepareSigningKey()
        let next = try #require(prepared.nextSigningKey)
        #expect(try vault.prepareSigningKey().nextSigningKey?.publicKey == next.publicKey)
        #expect(prepared.signingKey.publicKey == vault.signingKey.publicKey)
        let adopted = try prepared.adoptSigningKey()
        #expect(adopted.signingKey.publicKey == next.publicKey && adopted.nextSigningKey == nil)
        #expect(adopted.name == vault.name)
        #expect(try adopted.signingKey.sign([1]).count == 64)
    }

    @Test("keeps trusted keys once each, for an approver without a secret too")
    func trusts() throws {
        let scratch = Scratch()
        let vault = try Vault.createApprover(at: scratch.keys, name: "wang")
        #expect(try scratch.names() == ["signing"])
        #expect(try vault.trustedKeys() == [])
        try vault.trust("a+1+x")
        try vault.trust("b+2+y")
        try vault.trust("a+1+x")
        #expect(try Vault.open(at: scratch.keys).trustedKeys() == ["a+1+x", "b+2+y"])
        #expect(throws: VaultError.self) { try vault.trust("a\nb") }
    }

    @Test("is refused with a key file that is not one", arguments: ["commitment", "signing"])
    func malformed(_ name: String) throws {
        let scratch = Scratch()
        _ = try scratch.vault()
        let path = URL(fileURLWithPath: scratch.keys + "/" + name)
        let good = try Data(contentsOf: path)
        for bad in [Data(), Data(good.dropLast()), good + good, Data("zz\n".utf8)] {
            let handle = try FileHandle(forWritingTo: path)
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: bad)
            try handle.close()
            let error = #expect(throws: VaultError.self) { _ = try Vault.open(at: scratch.keys) }
            #expect(try #require(error).description.contains("keys/" + name))
        }
    }

    @Test("shows no private key when it is printed or dumped")
    func silent() throws {
        let scratch = Scratch()
        let vault = try scratch.vault()
        let file = try String(contentsOfFile: scratch.keys + "/signing", encoding: .utf8)
        let seed = try #require(file.split(separator: " ").last).dropLast()
        var text = "\(vault.signingKey) \(vault.planKey)"
        dump(vault.signingKey, to: &text)
        #expect(seed.count == 64 && !text.contains(seed))
    }
}

@Suite("A backup of the keys")
struct VaultBackupTests {
    private let passphrase = Secret("correct horse battery")

    @Test("brings every key back, with the right passphrase alone")
    func roundTrip() throws {
        let scratch = Scratch()
        let vault = try scratch.vault().rotateVaultKey()
        let sealed = try vault.seal([7], authenticating: [])
        let file = scratch.path + "/keys.backup"
        try vault.backup(to: file, passphrase: passphrase)
        let content = try Data(contentsOf: URL(fileURLWithPath: file))
        #expect(content.range(of: Data("s3cr3t".utf8)) == nil)
        #expect(throws: VaultError.exists(path: file)) {
            try vault.backup(to: file, passphrase: passphrase)
        }
        let restored = scratch.path + "/restored"
        #expect(throws: VaultError.wrongPassphrase) {
            _ = try Vault.restore(from: file, passphrase: Secret("wrong horse"), to: restored)
        }
        #expect(!FileManager.default.fileExists(atPath: restored))
        let back = try Vault.restore(from: file, passphrase: passphrase, to: restored)
        #expect(back.signingKey.publicKey == vault.signingKey.publicKey)
        #expect(try back.commitmentKey() == vault.commitmentKey())
        #expect(try back.partnerSecret() == Secret("s3cr3t"))
        #expect(try back.open(sealed, authenticating: []) == [7])
        #expect(throws: VaultError.self) {
            _ = try Vault.restore(from: file, passphrase: passphrase, to: restored)
        }
    }

    @Test("brings back the one key that was lost, and touches none that differs")
    func lostOne() throws {
        let scratch = Scratch()
        let vault = try scratch.vault()
        let sealed = try vault.seal([7], authenticating: [])
        let file = scratch.path + "/keys.backup"
        try vault.backup(to: file, passphrase: passphrase)
        let manager = FileManager.default
        let keys = vault.folder + "/"
        let name = try #require(
            try manager.contentsOfDirectory(atPath: keys).first { $0.hasPrefix("vault.") }
        )
        try manager.removeItem(atPath: keys + name)
        let back = try Vault.restore(from: file, passphrase: passphrase, to: vault.folder)
        #expect(try back.open(sealed, authenticating: []) == [7])

        try manager.removeItem(atPath: keys + name)
        let other = Data(repeating: 0x41, count: 64)
        try other.write(to: URL(fileURLWithPath: keys + "commitment"))
        #expect(throws: VaultError.exists(path: keys + "commitment")) {
            _ = try Vault.restore(from: file, passphrase: passphrase, to: vault.folder)
        }
        #expect(!manager.fileExists(atPath: keys + name))
    }
}
