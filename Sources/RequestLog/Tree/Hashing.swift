internal import Crypto

/// SHA-256 and HMAC over raw memory.
///
/// Unsafe, unlike its neighbours: the safe calls of the library copy every digest into an array,
/// which costs more than hashing a tree node.
enum Hashing {
    private static let emptyRoot = digest(SHA256())

    /// RFC 6962 section 2.1: the root of no leaves.
    static var empty: TreeHash { emptyRoot }

    private static func digest(_ hasher: SHA256) -> TreeHash {
        unsafe hasher.finalize().withUnsafeBytes {
            unsafe TreeHash(words: $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self))
        }
    }

    static func sha256(_ bytes: [UInt8]) -> TreeHash {
        var hasher = SHA256()
        unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
        return digest(hasher)
    }

    private static let leafPrefix: SHA256 = {
        var hasher = SHA256()
        hasher.update(data: [0])
        return hasher
    }()

    /// RFC 6962 section 2.1: SHA-256(0x00 ‖ leaf).
    static func leaf(_ bytes: Span<UInt8>) -> TreeHash {
        var hasher = leafPrefix
        unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
        return digest(hasher)
    }

    /// The hash of a leaf that stands in `range` behind its prefix.
    static func prefixed(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> TreeHash {
        var hasher = SHA256()
        unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[range]))
        return digest(hasher)
    }

    /// The hash of a leaf that stands in `range` behind its prefix.
    static func prefixed(_ bytes: [UInt8], _ range: Range<Int>) -> TreeHash {
        unsafe bytes.withUnsafeBytes { unsafe prefixed($0, range) }
    }

    /// RFC 6962 section 2.1: SHA-256(0x01 ‖ left ‖ right).
    static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            unsafe buffer.storeBytes(of: 1, as: UInt8.self)
            unsafe buffer.storeBytes(
                of: left.words,
                toByteOffset: 1,
                as: (UInt64, UInt64, UInt64, UInt64).self
            )
            unsafe buffer.storeBytes(
                of: right.words,
                toByteOffset: 33,
                as: (UInt64, UInt64, UInt64, UInt64).self
            )
            var hasher = SHA256()
            unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return digest(hasher)
        }
    }

    /// The two hash states of an HMAC key, to start many codes from.
    struct Key: Sendable {
        fileprivate let inner: SHA256
        fileprivate let outer: SHA256

        /// - `key`: at most 64 bytes.
        /// - `prefix`: what every message begins with.
        init(_ key: Span<UInt8>, before prefix: Span<UInt8>) {
            var pad: (SHA256, SHA256) = (SHA256(), SHA256())
            unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { block in
                for index in 0..<64 {
                    unsafe block[index] = (index < key.count ? key[index] : 0) ^ 0x36
                }
                unsafe pad.0.update(bufferPointer: UnsafeRawBufferPointer(block))
                for index in 0..<64 { unsafe block[index] ^= 0x36 ^ 0x5C }
                unsafe pad.1.update(bufferPointer: UnsafeRawBufferPointer(block))
                for index in 0..<64 { unsafe block[index] = 0 }
            }
            feed(&pad.0, prefix)
            inner = pad.0
            outer = pad.1
        }

        /// RFC 2104, of the prefix and what follows it in two parts.
        func code(_ first: Span<UInt8>, _ second: Span<UInt8>) -> TreeHash {
            var hasher = inner
            feed(&hasher, first)
            feed(&hasher, second)
            let inside = digest(hasher)
            var last = outer
            unsafe withUnsafeBytes(of: inside.words) { unsafe last.update(bufferPointer: $0) }
            return digest(last)
        }
    }

    /// A code of bytes that come one after the other.
    struct Code {
        private var inner: SHA256
        private let outer: SHA256

        init(_ key: Key) {
            inner = key.inner
            outer = key.outer
        }

        mutating func add(_ bytes: Span<UInt8>) { feed(&inner, bytes) }

        mutating func add(_ bytes: UnsafeRawBufferPointer) {
            unsafe inner.update(bufferPointer: bytes)
        }

        /// RFC 2104, of all that was added.
        func end() -> TreeHash {
            let inside = digest(inner)
            var last = outer
            unsafe withUnsafeBytes(of: inside.words) { unsafe last.update(bufferPointer: $0) }
            return digest(last)
        }
    }

    private static func feed(_ hasher: inout SHA256, _ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
    }

    /// HMAC-SHA256 under a key used once, without the copies that a kept key costs.
    static func code(key: TreeHash, _ message: Span<UInt8>) -> TreeHash {
        unsafe withUnsafeTemporaryAllocation(byteCount: 96, alignment: 8) { block in
            let mask: UInt64 = 0x3636_3636_3636_3636
            unsafe fill(block, key, mask)
            var hasher = SHA256()
            unsafe hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: block[..<64]))
            unsafe message.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
            let inside = digest(hasher)
            unsafe fill(block, key, mask ^ 0x6A6A_6A6A_6A6A_6A6A)
            unsafe block.storeBytes(
                of: inside.words,
                toByteOffset: 64,
                as: (UInt64, UInt64, UInt64, UInt64).self
            )
            var last = SHA256()
            unsafe last.update(bufferPointer: UnsafeRawBufferPointer(block))
            return digest(last)
        }
    }

    /// A key of 32 bytes, padded to 64 and masked.
    private static func fill(
        _ block: UnsafeMutableRawBufferPointer,
        _ key: TreeHash,
        _ mask: UInt64
    ) {
        let words = key.words
        unsafe block.storeBytes(of: words.0 ^ mask, toByteOffset: 0, as: UInt64.self)
        unsafe block.storeBytes(of: words.1 ^ mask, toByteOffset: 8, as: UInt64.self)
        unsafe block.storeBytes(of: words.2 ^ mask, toByteOffset: 16, as: UInt64.self)
        unsafe block.storeBytes(of: words.3 ^ mask, toByteOffset: 24, as: UInt64.self)
        for place in 4..<8 {
            unsafe block.storeBytes(of: mask, toByteOffset: place * 8, as: UInt64.self)
        }
    }
}
