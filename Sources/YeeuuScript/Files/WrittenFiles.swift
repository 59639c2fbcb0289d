import Register

/// Remembers which files scripts wrote, so that `overwrite` never replaces what somebody else did.
///
/// A line a file in `exports/.written`: device, inode, size, time of the last change, path. A file
/// that was edited since is no script's any more.
struct WrittenFiles {
    private let list: String
    private static let largest = 1 << 20

    /// Keeps its list in `folder`.
    init(folder: String) { list = "\(folder)/.written" }

    /// Whether the file at `path` stands as a script wrote it.
    func holds(_ path: String) -> Bool {
        guard let line = Self.line(path) else { return false }
        return lines.contains(line)
    }

    /// Takes down the file at `path`, which a script has just written.
    func note(_ path: String) throws(FileProblem) {
        guard let line = Self.line(path), !line.contains("\n") else { return }
        let others = lines.filter { Self.path($0) != path && POSIX.exists(Self.path($0)) }
        let text = (others + [line]).joined(separator: "\n") + "\n"
        do throws(CSVError) {
            try CSVWriter.write(Array(text.utf8), to: list, overwrite: true)
        } catch { throw FileProblem("\(error)") }
    }

    private var lines: [String] {
        guard case .success(let bytes) = POSIX.read(list, limit: Self.largest) else { return [] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func line(_ path: String) -> String? {
        POSIX.identity(path).map { "\($0) \(path)" }
    }

    private static func path(_ line: String) -> String {
        String(line.split(separator: " ", maxSplits: 4).last ?? "")
    }
}
