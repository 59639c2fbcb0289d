/// The lines of `log/checkpoints`, read with suspicion.
struct StoredHeads {
    private(set) var heads: [(head: SignedHead, offset: Int)] = []
    private(set) var findings: [VerifyFinding] = []

    private static let file = "checkpoints"

    init(_ bytes: [UInt8], origin: String) {
        var start = 0
        while let end = ByteSearch.lineFeed(in: bytes, from: start) {
            take(bytes[start..<end], at: start, origin)
            start = end + 1
        }
        if start < bytes.count {
            findings.append(
                VerifyFinding(
                    .unsealed,
                    "the last line has no end",
                    file: StoredHeads.file,
                    offset: start
                )
            )
        }
    }

    private mutating func take(_ line: ArraySlice<UInt8>, at offset: Int, _ origin: String) {
        guard let head = SignedHead(line, origin: origin) else {
            return refuse("not a signed head", offset)
        }
        guard head.size > heads.last?.head.size ?? 0 else {
            return refuse("a head of size \(head.size) out of order", offset)
        }
        heads.append((head, offset))
    }

    private mutating func refuse(_ reason: String, _ offset: Int) {
        findings.append(VerifyFinding(.tampered, reason, file: StoredHeads.file, offset: offset))
    }

    /// The size below which entries are vouched for, before any signature is checked.
    var newestSize: Int { heads.last?.head.size ?? 0 }
}
