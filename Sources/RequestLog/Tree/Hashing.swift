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
        init(_ key: Span<UInt8>) {
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
            inner = pad.0
            outer = pad.1
        }

        /// RFC 2104.
        func code(_ message: Span<UInt8>) -> TreeHash {
            var hasher = inner
            unsafe message.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
            let inside = digest(hasher)
            var last = outer
            unsafe withUnsafeBytes(of: inside.words) { unsafe last.update(bufferPointer: $0) }
            return digest(last)
        }
    }

    /// HMAC-SHA256 under a key used once.
    static func code(key: TreeHash, _ message: Span<UInt8>) -> TreeHash {
        unsafe withUnsafeBytes(of: key.words) {
            unsafe Key(Span(_unsafeElements: $0.assumingMemoryBound(to: UInt8.self))).code(message)
        }
    }
}
