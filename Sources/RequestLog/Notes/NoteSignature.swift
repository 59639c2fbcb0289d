/// One signature line of a note: `— name base64(key ID ‖ signature)`.
public struct NoteSignature: Sendable, Hashable {
    /// The key's name.
    public let name: String
    /// The key's ID.
    public let keyID: UInt32
    /// The signature itself, without the key ID.
    public let bytes: [UInt8]

    static let dash = Array("— ".utf8)

    /// Key ID and signature in base64, as `log/checkpoints` holds them too.
    var blob: [UInt8] {
        Base64.encode([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: keyID >> $0) } + bytes)
    }

    init(name: String, keyID: UInt32, bytes: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.bytes = bytes
    }

    init?(name: String, blob: some Collection<UInt8>) {
        guard let data = Base64.decode(blob), data.count > 4 else { return nil }
        self.name = name
        keyID = data.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        bytes = Array(data.dropFirst(4))
    }

    /// Reads a line without its line feed.
    init?(line: ArraySlice<UInt8>) {
        guard line.starts(with: NoteSignature.dash) else { return nil }
        let parts = line.dropFirst(NoteSignature.dash.count).split(
            separator: 32,
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self),
            VerifierKey.isName(name)
        else { return nil }
        self.init(name: name, blob: parts[1])
    }

    /// The line with its line feed.
    var line: [UInt8] {
        NoteSignature.dash + Array(name.utf8) + [32] + blob + [10]
    }
}
