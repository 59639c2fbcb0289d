internal import Crypto

/// How keys are written: lower-case hexadecimal and base64url, read back strictly.
enum KeyText {
    private static let digits = Array("0123456789abcdef".utf8)

    static func hex(_ bytes: [UInt8]) -> String {
        String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }

    static func bytes(hex text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 2) else { return nil }
        let nibbles = text.compactMap { digit in digits.firstIndex(of: digit).map(UInt8.init) }
        guard nibbles.count == text.count else { return nil }
        return stride(from: 0, to: nibbles.count, by: 2).map { nibbles[$0] << 4 | nibbles[$0 + 1] }
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        for (value, letter) in alphabet.enumerated() { table[Int(letter)] = UInt8(value) }
        return table
    }()

    /// RFC 4648 section 5, without padding.
    static func append(base64url bytes: [UInt8], to out: inout [UInt8]) {
        let alphabet = alphabet
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                out.append(alphabet[Int(group >> bits & 63)])
            }
        }
        if bits > 0 { out.append(alphabet[Int(group << (6 - bits) & 63)]) }
    }

    static func bytes(base64url text: some Collection<UInt8>) -> [UInt8]? {
        let values = values
        var out: [UInt8] = []
        out.reserveCapacity(text.count * 3 / 4)
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for letter in text {
            let value = values[Int(letter)]
            guard value != 0xFF else { return nil }
            group = group << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                out.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        // What is left over has to be less than a letter, and zero.
        return bits < 6 && group & (1 << bits - 1) == 0 ? out : nil
    }

    static func random(_ count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        while bytes.count < count {
            // Eight bytes for each time that the system is asked.
            let number = random.next()
            for place in 0..<min(8, count - bytes.count) {
                bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place)))
            }
        }
        return bytes
    }

    /// The first four bytes of a hash, enough to tell a workspace's keys apart.
    static func identify(_ label: String, _ key: [UInt8]) -> String {
        hex(Array(SHA256.hash(data: Array(label.utf8) + key).prefix(4)))
    }
}
