import ALMS

/// The workspace's lock: whoever holds it alone sends, settles and changes keys.
///
/// A command takes it before it reads what it decides by. It is the workspace's folder that is
/// locked, which nobody deletes by mistake, and `run.lock` in it, which says who holds the lock. Where
/// a file system locks no folders the file does it alone. It is held for as long as its process lives.
public final class RunLock: Sendable {
    /// Who holds the lock.
    struct Holder: Sendable, Equatable {
        let run: String
        let operatorName: String
        let pid: Int
    }

    /// Tenths of a second that looking at the register may take.
    private static let moments = 5

    private let path: String
    private let descriptor: Int32
    /// Nil where folders cannot be locked.
    private let folder: Int32?

    private init(_ path: String, _ descriptor: Int32, folder: Int32?) {
        self.path = path
        self.descriptor = descriptor
        self.folder = folder
    }

    deinit {
        POSIX.close(descriptor)
        if let folder { POSIX.close(folder) }
    }

    /// Takes the lock of the workspace in `folder`; waits for another holder to let it go.
    ///
    /// - Parameters:
    ///   - folder: the workspace's folder.
    ///   - what: what the holder is called: `resume 20261201-093015-3fa2`.
    ///   - operatorName: who holds it.
    ///   - wait: how long to wait.
    /// - Returns: the lock, held as long as somebody keeps it.
    /// - Throws: ``RunError``; ``RunError/interrupted`` when the waiting is given up.
    public static func take(
        workspace folder: String,
        for what: String,
        operatorName: String,
        wait: RunWait = RunWait()
    ) async throws(RunError) -> RunLock {
        let holder = Holder(run: what, operatorName: operatorName, pid: POSIX.processID)
        return try await take(
            RunResources.Paths(workspace: folder).lock,
            for: holder,
            wait: wait
        )
    }

    /// Takes the lock at `path`, or says who has it.
    static func take(_ path: String, for holder: Holder) throws(RunError) -> RunLock {
        guard let lock = try attempt(path) else { throw .locked(read(path)) }
        try lock.tell(holder)
        return lock
    }

    /// Takes the lock at `path`; waits for another one to let it go.
    ///
    /// Half a second at least: whoever looks at the register holds it for a moment to mend it.
    ///
    /// - Throws: ``RunError/interrupted`` when the waiting is given up.
    static func take(
        _ path: String,
        for holder: Holder,
        wait: RunWait
    ) async throws(RunError) -> RunLock {
        for turn in 0..<max(moments, wait.seconds * 10) {
            do throws(RunError) { return try take(path, for: holder) } catch {
                guard let other = error.holder else { throw error }
                if turn == moments { wait.began(other) }
            }
            if wait.isGivenUp() { throw .interrupted }
            try? await Task.sleep(nanoseconds: 100_000_000)
        }
        return try take(path, for: holder)
    }

    /// Takes the lock for a moment's work, if nobody has it.
    static func attempt(_ path: String) throws(RunError) -> RunLock? {
        let folder = POSIX.openFolder(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
        switch folder.map({ POSIX.tryLock($0) }) {
        case .taken?: break
        case .held?:
            folder.map { POSIX.close($0) }
            return nil
        case .impossible?, nil:
            folder.map { POSIX.close($0) }
            return try attempt(path, folder: nil)
        }
        do throws(RunError) {
            if let lock = try attempt(path, folder: folder) { return lock }
        } catch {
            folder.map { POSIX.close($0) }
            throw error
        }
        folder.map { POSIX.close($0) }
        return nil
    }

    private static func attempt(_ path: String, folder: Int32?) throws(RunError) -> RunLock? {
        while true {
            guard let descriptor = POSIX.open(path, truncating: false) else {
                throw .file(path, POSIX.lastError)
            }
            guard POSIX.lock(descriptor) else {
                POSIX.close(descriptor)
                return nil
            }
            // Somebody may have deleted it between opening and locking: then it keeps nobody out.
            if POSIX.isStill(descriptor, at: path) {
                return RunLock(path, descriptor, folder: folder)
            }
            POSIX.close(descriptor)
        }
    }

    /// Writes down who holds the lock.
    func tell(_ holder: Holder) throws(RunError) {
        let json = JSON.object([
            .init("run", .string(holder.run)), .init("operator", .string(holder.operatorName)),
            .init("pid", .integer(Int64(holder.pid))),
        ])
        guard POSIX.replace(descriptor, with: Array(json.encoded.utf8)) else {
            throw .file(path, POSIX.lastError)
        }
    }

    private static func read(_ path: String) -> Holder? {
        guard let descriptor = POSIX.open(path, truncating: false) else { return nil }
        defer { POSIX.close(descriptor) }
        guard let json = try? JSONParser.parse(POSIX.read(descriptor)),
            let run = json["run"]?.text, let name = json["operator"]?.text,
            let pid = json["pid"]?.whole
        else { return nil }
        return Holder(run: run, operatorName: name, pid: Int(pid))
    }
}
