/// Which files a script reaches: plain files of a few kinds, below folders that the command line
/// names, through no link and no name that begins with a dot, and nothing that a workspace keeps
/// for itself, wherever it lies.
struct FileReach {
    /// Where relative paths begin.
    let workingFolder: String
    /// Files below these are read.
    let readFolders: [String]
    /// New files are made below these.
    let writeFolders: [String]
    /// Where bare names are written, and what a path that begins with `exports/` means.
    var exports: String?
    /// The kinds of files that are reached: what follows a name's last dot.
    var kinds: Set<String> = Self.lists

    /// Lists and texts that people keep.
    static let lists: Set<String> = ["csv", "json", "txt", "xlsx"]
    static let lua: Set<String> = ["lua"]

    /// The file's path without links, for reading.
    func reading(_ path: String) throws(FileProblem) -> String {
        let target = try reached(absolute(path), readFolders, "outside the folders a script reads")
        guard POSIX.exists(target) else { throw FileProblem("no such file") }
        try checkKind(target)
        try checkPlain(target)
        return target
    }

    /// Where a new file comes to stand, for writing; its folder must exist, but `exports`.
    func writing(_ path: String) throws(FileProblem) -> String {
        guard !path.isEmpty, !path.hasSuffix("/") else { throw FileProblem("no file name") }
        let target = try reached(
            destination(path),
            writeRoots,
            "outside the folders a script writes"
        )
        let folder = "/" + target.split(separator: "/").dropLast().joined(separator: "/")
        try checkKind(target)
        if POSIX.exists(target) { try checkPlain(target) }
        guard POSIX.exists(folder) || folder == exports.map(real) else {
            throw FileProblem("no such folder")
        }
        return target
    }

    private var writeRoots: [String] { writeFolders + (exports.map { [$0] } ?? []) }

    /// A bare name, and one below `exports/`, belong to the workspace, wherever the script is run.
    private func destination(_ path: String) -> String {
        guard let exports else { return absolute(path) }
        if path.hasPrefix("exports/") { return exports + path.dropFirst("exports".count) }
        return path.contains("/") ? absolute(path) : "\(exports)/\(path)"
    }

    /// The path below the real one of the root that holds it, each step checked.
    private func reached(
        _ path: String,
        _ roots: [String],
        _ complaint: String
    ) throws(FileProblem) -> String {
        guard !path.utf8.contains(0) else { throw FileProblem("a name with a zero byte") }
        let path = lexical(path)
        for root in roots {
            for name in [real(root), lexical(absolute(root))] where path.hasPrefix(below(name)) {
                let target = below(real(root)) + path.dropFirst(below(name).count)
                try checkSteps(target, below: real(root))
                return target
            }
        }
        throw FileProblem("\(complaint); give --files with its folder")
    }

    /// Looks at each step below `root`: no hidden name, no link, nothing of a workspace's own.
    private func checkSteps(_ target: String, below root: String) throws(FileProblem) {
        let steps = target.dropFirst(below(root).count).split(separator: "/")
        var path = root == "/" ? "" : root
        for step in steps {
            if step.hasPrefix(".") { throw FileProblem("a hidden name, which no script reaches") }
            path += "/\(step)"
            if POSIX.isLink(path) { throw FileProblem("a link; give the file itself") }
        }
        try refuseOwn(target)
    }

    private func checkKind(_ target: String) throws(FileProblem) {
        let name = target.split(separator: "/").last ?? ""
        let kind = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() }
        guard let kind, kinds.contains(kind) else {
            let known = kinds.sorted().map { "." + $0 }.joined(separator: ", ")
            throw FileProblem("no file a script reaches; its name ends in one of \(known)")
        }
    }

    private func checkPlain(_ target: String) throws(FileProblem) {
        guard POSIX.isPlainFile(target) else { throw FileProblem("not a plain file") }
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

    /// The folder's path without links; one that does not exist yet keeps its name.
    private func real(_ folder: String) -> String {
        let absolute = lexical(absolute(folder))
        if let real = POSIX.realPath(absolute) { return real }
        let parts = absolute.split(separator: "/")
        guard let last = parts.last,
            let parent = POSIX.realPath("/" + parts.dropLast().joined(separator: "/"))
        else { return absolute }
        return below(parent) + last
    }

    private func below(_ folder: String) -> String { folder == "/" ? "/" : folder + "/" }

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
