/// Hands out the lines of one segment, a buffer at a time.
struct LineSource: ~Copyable {
    private let file: File
    /// Where the next buffer begins in the file.
    private(set) var offset: Int
    private let step: Int

    init(_ path: String, from offset: Int = 0, step: Int = 1 << 20) throws(SystemFailure) {
        file = try File(path, OpenFlags.read)
        self.offset = offset
        self.step = step
    }

    /// Whole lines from where the last buffer ended, as bytes that end in a line feed; nil when
    /// no whole line is left.
    mutating func next(until end: Int = .max) throws(SystemFailure) -> [UInt8]? {
        var size = step
        while true {
            let count = min(size, end - offset)
            var bytes = try file.read(at: offset, count: count)
            if let last = bytes.lastIndex(of: 10) {
                bytes.removeLast(bytes.count - last - 1)
                offset += bytes.count
                return bytes
            }
            guard bytes.count == count, count == size else { return nil }
            size *= 2
        }
    }
}
