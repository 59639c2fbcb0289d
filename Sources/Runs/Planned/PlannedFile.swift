import RequestLog

/// `runs/<id>.planned.jsonl` while a dry run writes it, and the tree over its lines.
struct PlannedFile {
    private(set) var lines = 0
    private(set) var tree = MerkleTree()
    private(set) var problem: String?
    private var buffer: [UInt8] = []
    /// One line; kept for its memory.
    private var text: [UInt8] = []
    private let path: String
    private var descriptor: Int32?

    init(_ path: String) { self.path = path }

    /// Appends `line`; opens the file with the first one.
    mutating func append(_ line: PlannedLine) {
        text.removeAll(keepingCapacity: true)
        line.write(to: &text)
        tree.append(leaf: text)
        lines += 1
        buffer += text
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > 1 << 16 { flush() }
    }

    /// Writes what is buffered and closes the file.
    mutating func close() {
        flush()
        if let descriptor { POSIX.close(descriptor) }
        descriptor = nil
    }

    /// Writes what is buffered.
    mutating func flush() {
        guard !buffer.isEmpty, problem == nil else { return }
        if descriptor == nil { descriptor = POSIX.open(path, truncating: true) }
        guard let descriptor else {
            problem = "\(path): \(POSIX.lastError)"
            return
        }
        problem = POSIX.write(descriptor, buffer).map { "\(path): \($0)" }
        buffer.removeAll(keepingCapacity: true)
    }
}
