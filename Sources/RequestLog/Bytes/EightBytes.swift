/// Eight bytes of text at once, the first of them lowest.
enum EightBytes {
    /// The last one to seven bytes of a text, from a place on; the rest is filled.
    @inline(__always)
    static func tail(_ text: UnsafeRawBufferPointer, from start: Int, filler: UInt8) -> UInt64 {
        let count = text.count - start
        let fill = 0x0101_0101_0101_0101 &* UInt64(filler) << (8 * UInt64(count))
        if text.count >= 8 {
            let word = unsafe text.loadUnaligned(fromByteOffset: text.count - 8, as: UInt64.self)
            return UInt64(littleEndian: word) >> (8 * UInt64(8 - count)) | fill
        }
        var word = fill
        for index in 0..<count {
            word |= UInt64(unsafe text[start + index]) << (8 * UInt64(index))
        }
        return word
    }

    /// A text's first eight bytes, zeroes behind a shorter one, as a number that orders as they do.
    static func start(_ text: String) -> UInt64 {
        let start: UInt64? = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            let bytes = UnsafeRawBufferPointer(bytes)
            if bytes.count >= 8 {
                return UInt64(bigEndian: unsafe bytes.loadUnaligned(as: UInt64.self))
            }
            return unsafe bytes.isEmpty ? 0 : tail(bytes, from: 0, filler: 0).byteSwapped
        }
        return start
            ?? text.utf8.prefix(8).enumerated().reduce(0) {
                $0 | UInt64($1.element) << (8 * UInt64(7 - $1.offset))
            }
    }

    /// The lower-case digits of four bytes, each high one first.
    @inline(__always)
    static func hexDigits(_ bytes: UInt32) -> UInt64 {
        var spread = UInt64(bytes)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        let nibbles = (spread >> 4 | spread << 8) & 0x0F0F_0F0F_0F0F_0F0F
        let letters = (nibbles &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 39
    }
}
