/// Which files a script reaches: those under a few folders, links that lead out refused, and what a
/// workspace keeps for itself, wherever it lies.
struct FileReach {
    /// Where relative paths begin.
    let workingFolder: String
    /// Under these alone.
    let folders: [String]

    /// The file's real path, for reading.
    func reading(_ path: String) throws(FileProblem) -> String {
        let absolute = absolute(path)
        guard let real = POSIX.realPath(absolute) else {
            guard isInside(nearest(lexical(absolute))) else { throw outside(path) }
            throw FileProblem("no such file")
        }
        guard isInside(real) else { throw outside(path) }
        try refuseOwn(real)
        return real
    }

    /// Where a new file comes to stand, for writing; its folder must exist.
    func writing(_ path: String) throws(FileProblem) -> String {
        let absolute = lexical(absolute(path))
        let cut = absolute.lastIndex(of: "/") ?? absolute.startIndex
        let name = absolute[cut...].dropFirst()
        guard !name.isEmpty else { throw FileProblem("no file name") }
        let folder = cut == absolute.startIndex ? "/" : String(absolute[..<cut])
        guard let real = POSIX.realPath(folder) else {
            guard isInside(nearest(folder)) else { throw outside(path) }
            throw FileProblem("no such folder")
        }
        guard isInside(real) else { throw outside(path) }
        let target = real == "/" ? "/\(name)" : "\(real)/\(name)"
        if POSIX.exists(target), POSIX.realPath(target) != target {
            throw FileProblem("a link; give the file itself")
        }
        try refuseOwn(target)
        return target
    }

    /// Keys, settings, log and register are no script's to read, nor to overwrite.
    private static let own: Set<String> = [
        "yeeuu.yaml", "keys", "log", "plans", "runs", "run.lock", "history",
    ]

    private func refuseOwn(_ real: String) throws(FileProblem) {
        var folder = ""
        for part in real.split(separator: "/") {
            let isOwn =
                Self.own.contains(String(part)) || part.hasPrefix("register.sqlite")
                || part.hasPrefix("sandbox.sqlite")
            if isOwn, POSIX.exists(folder + "/yeeuu.yaml") {
                throw FileProblem("the workspace's own, which no script reaches")
            }
            folder += "/\(part)"
        }
    }

    private func outside(_ path: String) -> FileProblem {
        FileProblem("outside the folders a script reaches; give --files with its folder")
    }

    private func isInside(_ real: String) -> Bool {
        folders.contains { folder in
            guard let root = POSIX.realPath(folder) else { return false }
            return root == "/" || real == root || real.hasPrefix(root + "/")
        }
    }

    /// The real path of the nearest folder above a path that does not exist.
    private func nearest(_ path: String) -> String {
        var path = path
        while let cut = path.lastIndex(of: "/"), cut != path.startIndex {
            path = String(path[..<cut])
            if let real = POSIX.realPath(path) { return real }
        }
        return "/"
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(workingFolder)/\(path)"
    }

    /// Without `.` and `..`, links aside.
    private func lexical(_ path: String) -> String {
        let root = path.hasPrefix("/") ? path : (POSIX.realPath(".") ?? "") + "/" + path
        var parts: [Substring] = []
        for part in root.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
