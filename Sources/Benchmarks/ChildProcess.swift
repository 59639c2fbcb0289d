import Glibc

/// Another program, run to its end with its output thrown away, and what it cost.
struct ChildProcess {
    let cpuSeconds: Double
    let wallSeconds: Double
    let peakMegabytes: Int
    let status: Int32

    struct CannotStart: Error {
        let command: String
        let code: Int32
    }

    /// Runs `command` (a path and its arguments) with standard output and error on `/dev/null`.
    static func run(_ command: [String]) throws -> ChildProcess {
        let start = ContinuousClock.now
        let process = try spawn(command)
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        let wall = ContinuousClock.now - start
        return ChildProcess(
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            wallSeconds: Double(wall.components.seconds)
                + Double(wall.components.attoseconds) / 1e18,
            peakMegabytes: usage.ru_maxrss / 1024,
            status: (status >> 8) & 255
        )
    }

    /// The CPU seconds that this process has used.
    static func ownSeconds() -> Double {
        var usage = rusage()
        unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func spawn(_ command: [String]) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        for descriptor: Int32 in 0...2 {
            unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer {
            var rest = unsafe arguments[...]
            while let argument = unsafe rest.popFirst() { unsafe free(argument) }
        }
        var process: pid_t = 0
        let code = unsafe posix_spawnp(
            &process,
            command[0],
            &actions,
            nil,
            &arguments,
            environ
        )
        guard code == 0 else { throw CannotStart(command: command[0], code: code) }
        return process
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1e6
    }
}
