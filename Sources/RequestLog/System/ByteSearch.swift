import Glibc

/// Finding a byte at the speed of memory.
enum ByteSearch {
    /// Where a byte stands first at or after `start` and before `end`.
    static func first(
        _ byte: UInt8,
        in bytes: Span<UInt8>,
        from start: Int,
        to end: Int
    ) -> Int? {
        guard 0 <= start, start < end, end <= bytes.count else { return nil }
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), end - start)
            else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(found))
        }
    }

    /// Where the next line feed stands before `end`.
    static func lineFeed(in bytes: [UInt8], from start: Int, to end: Int? = nil) -> Int? {
        first(10, in: bytes.span, from: start, to: min(end ?? bytes.count, bytes.count))
    }
}
