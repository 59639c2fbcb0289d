/// 16 random bytes that make an entry's commitments its own.
struct Nonce: Sendable {
    /// Stored as they lie in memory.
    let words: (UInt64, UInt64)

    /// The 16 bytes.
    var bytes: [UInt8] { unsafe withUnsafeBytes(of: words) { unsafe [UInt8]($0) } }

    /// So many from the system's generator, which is asked for many at once.
    static func take(_ count: Int) -> [Nonce] {
        supply.withLock { left in
            if left.count < count { left += drawn(max(count, 64)) }
            let taken = Array(left.suffix(count))
            left.removeLast(count)
            return taken
        }
    }

    private static let supply = Monitor<[Nonce]>([])

    private static func drawn(_ count: Int) -> [Nonce] {
        unsafe [Nonce](unsafeUninitializedCapacity: count) { nonces, filled in
            unsafe SystemRandom.fill(UnsafeMutableRawBufferPointer(nonces))
            filled = count
        }
    }
}
