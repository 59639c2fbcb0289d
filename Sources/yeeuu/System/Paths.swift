/// Paths as texts.
enum Paths {
    /// `name` inside `folder`.
    static func join(_ folder: String, _ name: String) -> String {
        if name.hasPrefix("/") { return name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// `path` from the root, `.` and `..` resolved as text.
    static func absolute(_ path: String, from folder: String = POSIX.currentFolder()) -> String {
        var parts: [Substring] = []
        for part in join(folder, path).split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    /// The folder that `path` lies in; the root's is itself.
    static func parent(_ path: String) -> String {
        let whole = absolute(path)
        guard let slash = whole.lastIndex(of: "/"), slash != whole.startIndex else { return "/" }
        return String(whole[..<slash])
    }

    /// The last part of `path`.
    static func name(_ path: String) -> String {
        path.split(separator: "/").last.map { String($0) } ?? path
    }
}
