/// The keys of a YAML text with their lines, so that an error can name the line.
///
/// The parser behind swift-configuration gives values by key, but neither the keys it saw nor
/// where they stood. This reads block mappings and flow mappings on one line, two levels deep,
/// which is all that `yeeuu.yaml` needs; values are read by the real parser.
struct YAMLOutline {
    /// A key and where it stands.
    struct Entry: Equatable {
        /// `pace.per_second`.
        let path: String
        /// From 1.
        let line: Int
        /// Whether its value is left to the lines below it, or is a mapping.
        var holdsKeys = false
    }

    /// In the order of the text.
    private(set) var entries: [Entry] = []

    private var open: [(indent: Int, path: String)] = []
    private var textIndent: Int?

    /// Reads the keys of `text`.
    init(_ text: String) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            read(line, number: index + 1)
        }
    }

    /// The line on which `path` stands; nil when it does not.
    func line(of path: String) -> Int? { entries.first { $0.path == path }?.line }

    private mutating func read(_ line: Substring, number: Int) {
        let indent = line.prefix { $0 == " " }.count
        let rest = line.dropFirst(indent).trimmingSuffix { $0.isWhitespace }
        guard let first = rest.first, first != "#" else { return }
        if let textIndent {
            if indent > textIndent { return }
            self.textIndent = nil
        }
        guard first != "-", let (key, value) = Self.split(rest) else { return }
        open.removeAll { $0.indent >= indent }
        let path = open.last.map { "\($0.path).\(key)" } ?? key
        let isOpen = value.isEmpty || value.hasPrefix("#") || value.hasPrefix("{")
        entries.append(Entry(path: path, line: number, holdsKeys: isOpen))
        if value.hasPrefix("|") || value.hasPrefix(">") { textIndent = indent }
        if value.hasPrefix("{") { readFlow(value, below: path, number: number) }
        open.append((indent, path))
    }

    private mutating func readFlow(_ text: Substring, below path: String, number: Int) {
        for part in text.dropFirst().prefix(while: { $0 != "}" }).split(separator: ",") {
            if let (key, _) = Self.split(part.drop { $0.isWhitespace }) {
                entries.append(Entry(path: "\(path).\(key)", line: number))
            }
        }
    }

    private static func split(_ text: Substring) -> (key: String, value: Substring)? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let after = text[text.index(after: colon)...]
        guard after.isEmpty || after.first?.isWhitespace == true else { return nil }
        let key = text[..<colon].trimmingSuffix { $0.isWhitespace }
        let bare = key.filter { $0 != "\"" && $0 != "'" }
        return bare.isEmpty ? nil : (bare, after.drop { $0.isWhitespace })
    }
}

extension Substring {
    /// Without the characters at the end for which `isDropped` holds.
    fileprivate func trimmingSuffix(_ isDropped: (Character) -> Bool) -> Substring {
        var rest = self
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}
