/// The lines typed in earlier sessions, in a file that only its owner can read.
///
/// One entry a line, oldest first; an entry of several lines is kept whole, its line feeds written
/// as `\n` and its backslashes doubled. Each entry is appended when it is made, so that sessions
/// side by side and sessions that are killed keep theirs.
struct History: Sendable {
    private static let largest = 1000
    private let path: String

    /// The history in the file at `path`.
    init(_ path: String) { self.path = path }

    /// The newest entries, oldest first; none when there is no file.
    func load() -> [String] {
        guard let text = try? Files.text(path) else { return [] }
        let lines = text.split(separator: "\n")
        if lines.count > 2 * Self.largest {
            let kept = lines.suffix(Self.largest).joined(separator: "\n") + "\n"
            try? Files.write(Array(kept.utf8), to: path, replacing: true)
        }
        return lines.suffix(Self.largest).map { Self.decoded($0) }
    }

    /// Adds an entry.
    ///
    /// - Throws: ``FileProblem`` when the file cannot be written.
    func append(_ entry: String) throws(FileProblem) {
        try Files.append(Array((Self.encoded(entry) + "\n").utf8), to: path)
    }

    /// An entry as a line of the file.
    static func encoded(_ entry: String) -> String {
        entry.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }

    /// The entry of a line of the file.
    static func decoded(_ line: some StringProtocol) -> String {
        var entry = ""
        var isEscaped = false
        for character in line {
            if isEscaped {
                entry.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                entry.append(character)
            }
        }
        return entry
    }
}
