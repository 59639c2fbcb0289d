import Glibc

/// The lines of standard input, for as long as no signal asks to end.
final class LineSource {
    private var bytes: [UInt8] = []
    private var isAtEnd = false

    /// The next line without its line feed.
    func next() -> TypedLine {
        while true {
            if let feed = bytes.firstIndex(of: 10) {
                let line = String(decoding: bytes[..<feed], as: UTF8.self)
                bytes.removeSubrange(...feed)
                return .line(line)
            }
            if isAtEnd {
                defer { bytes = [] }
                return bytes.isEmpty ? .end : .line(String(decoding: bytes, as: UTF8.self))
            }
            guard Wake.isReadable(STDIN_FILENO) else { return .interrupted }
            var chunk = [UInt8](repeating: 0, count: 65536)
            let count = unsafe read(STDIN_FILENO, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { isAtEnd = true } else { bytes += chunk[..<count] }
        }
    }
}
