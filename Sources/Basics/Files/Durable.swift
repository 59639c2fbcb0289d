/// What is done to files and folders so that a power cut does not undo it.
public enum Durable {
    /// Writes a whole file; see ``DurableFile``.
    ///
    /// - Throws: ``FileFailure``; then what stood at `path` stands there still.
    public static func write(
        _ bytes: [UInt8],
        to path: String,
        _ placing: DurableFile.Placing = .new,
        mode: UInt16 = 0o600
    ) throws(FileFailure) {
        let file = try DurableFile(path, mode: mode)
        try file.write(bytes)
        try file.place(placing)
    }

    /// Gives a file or folder another name; a file or an empty folder under that name goes.
    public static func move(_ from: String, to path: String) throws(FileFailure) {
        try System.rename(from, to: path)
        try syncFolder(of: path)
        if folder(of: from) != folder(of: path) { try syncFolder(of: from) }
    }

    /// Gives a file another name that nobody has taken.
    ///
    /// - Throws: ``FileFailure/isExisting`` when somebody has.
    public static func moveNew(_ from: String, to path: String) throws(FileFailure) {
        try System.place(from, at: path)
        try syncFolder(of: path)
    }

    /// Removes a file, if it is there.
    public static func remove(_ path: String) throws(FileFailure) {
        if try System.remove(path) { try syncFolder(of: path) }
    }

    /// Makes a folder for its owner alone, unless it is there.
    public static func makeFolder(_ path: String) throws(FileFailure) {
        if try System.makeFolder(path) { try syncFolder(of: path) }
    }

    /// Keeps the content of a file that others wrote.
    public static func syncFile(_ path: String) throws(FileFailure) {
        try System.syncFile(path)
    }

    /// Keeps the names in a folder, and in all below it.
    public static func syncFolders(_ path: String) throws(FileFailure) {
        for name in try System.folders(in: path) { try syncFolders(path + "/" + name) }
        try System.syncFolder(path)
    }

    static func syncFolder(of path: String) throws(FileFailure) {
        try System.syncFolder(folder(of: path))
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
