/// A SHA-256 value: a leaf, a node or a root of the tree, or a commitment.
public struct TreeHash: Sendable, Hashable {
    /// Stored as it lies in memory, so that it costs no allocation.
    var words: (UInt64, UInt64, UInt64, UInt64)

    init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// Takes exactly 32 bytes; nil for any other count.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        words = (
            TreeHash.word(bytes, 0), TreeHash.word(bytes, 8), TreeHash.word(bytes, 16),
            TreeHash.word(bytes, 24)
        )
    }

    private static func word(_ bytes: [UInt8], _ start: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[start + index]) << (8 * UInt64(index)) }
        return UInt64(littleEndian: value)
    }

    /// The 32 bytes.
    public var bytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(32)
        append(to: &out)
        return out
    }

    func append(to out: inout [UInt8]) {
        append(words.0, to: &out)
        append(words.1, to: &out)
        append(words.2, to: &out)
        append(words.3, to: &out)
    }

    private func append(_ word: UInt64, to out: inout [UInt8]) {
        var rest = word.littleEndian
        for _ in 0..<8 {
            out.append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String {
        var out: [UInt8] = []
        out.append(hex: bytes)
        return out.text
    }

    /// 44 characters of padded base64, as notes write it.
    public var base64: String { Base64.encode(bytes).text }

    /// Reads what `base64` writes, strictly.
    public init?(base64 text: some Collection<UInt8>) {
        guard let bytes = Base64.decode(text), let hash = TreeHash(bytes) else { return nil }
        self = hash
    }

    /// Whether two values are the same; not in constant time, for roots and leaves are public.
    public static func == (one: TreeHash, other: TreeHash) -> Bool {
        one.words.0 == other.words.0 && one.words.1 == other.words.1
            && one.words.2 == other.words.2 && one.words.3 == other.words.3
    }

    /// Feeds the first word, which is as random as the whole.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension TreeHash: CustomStringConvertible {
    /// The hexadecimal text.
    public var description: String { hex }
}
