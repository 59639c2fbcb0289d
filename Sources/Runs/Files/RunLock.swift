import ALMS

/// `run.lock`: held by the one live run of a workspace, for as long as its process lives.
final class RunLock: Sendable {
    /// Who holds the lock.
    struct Holder: Sendable, Equatable {
        let run: String
        let operatorName: String
        let pid: Int
    }

    /// Tenths of a second that looking at the register may take.
    private static let moments = 5

    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { POSIX.close(descriptor) }

    /// Takes the lock at `path`, or says who has it.
    static func take(_ path: String, for holder: Holder) throws(RunError) -> RunLock {
        guard let lock = try attempt(path) else { throw .locked(read(path)) }
        let json = JSON.object([
            .init("run", .string(holder.run)), .init("operator", .string(holder.operatorName)),
            .init("pid", .integer(Int64(holder.pid))),
        ])
        guard POSIX.replace(lock.descriptor, with: Array(json.encoded.utf8)) else {
            throw .file(path, POSIX.lastError)
        }
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
        guard let descriptor = POSIX.open(path, truncating: false) else {
            throw .file(path, POSIX.lastError)
        }
        if POSIX.lock(descriptor) { return RunLock(descriptor) }
        POSIX.close(descriptor)
        return nil
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
