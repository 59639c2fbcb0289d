import Foundation
import Testing

/// A pseudo-terminal with the program on it, used as a person uses one: type, look, wait.
///
/// The program leads a session of its own whose terminal this is, so that Ctrl-C reaches it as a
/// signal even where the tests have no terminal themselves.
final class Terminal {
    private static let patience = 60.0

    private let master: Int32
    private let process: pid_t
    /// What is shown.
    private(set) var screen = Screen()
    private var isOver = false
    private var status: Int32?

    /// Starts the program in `folder` on a terminal of `columns`.
    init(
        _ arguments: [String],
        in folder: String,
        environment: [String: String] = [:],
        columns: UInt16 = 160
    ) throws {
        // What posix_openpt, unlockpt and ptsname do, which Swift's importer does not see.
        master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (lock, number): (Int32, Int32) = (0, 0)
        guard master >= 0, unsafe ioctl(master, Self.unlock, &lock) == 0,
            unsafe ioctl(master, Self.number, &number) == 0
        else { throw Unexpected("no pseudo-terminal: error \(errno)") }
        var size = winsize(ws_row: 50, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = unsafe ioctl(master, UInt(TIOCSWINSZ), &size)
        let own = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("YEEUU_") }
        let words = ["TERM": "xterm", "NO_COLOR": "1"].merging(environment) { $1 }
        process = try Self.spawn(
            ["/usr/bin/env", "-C", folder, Program.path] + arguments,
            own.merging(words) { $1 },
            "/dev/pts/\(number)"
        )
    }

    deinit {
        if status == nil {
            kill(process, SIGKILL)
            var ignored: Int32 = 0
            _ = unsafe waitpid(process, &ignored, 0)
        }
        close(master)
    }

    private static func spawn(
        _ arguments: [String],
        _ environment: [String: String],
        _ terminal: String
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        // The first terminal that a session's leader opens becomes the session's.
        unsafe posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        let flags = setsid | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
        var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer { for index in unsafe words.indices { unsafe free(words[index]) } }
        defer { for index in unsafe variables.indices { unsafe free(variables[index]) } }
        var process: pid_t = 0
        let result = unsafe posix_spawn(
            &process,
            arguments[0],
            &actions,
            &attributes,
            &words,
            &variables
        )
        guard result == 0 else { throw Unexpected("\(arguments[0]): error \(result)") }
        return process
    }

    /// `POSIX_SPAWN_SETSID`, `TIOCSPTLCK` and `TIOCGPTN` of Linux.
    private static let setsid: Int32 = 0x80
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    // MARK: Typing

    /// Types `text` as it is: `\r` is Enter, `\u{3}` Ctrl-C, `\u{4}` Ctrl-D, `\t` Tab.
    func type(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(master, buffer.baseAddress, buffer.count)
            }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    // MARK: Looking

    /// Everything shown so far, line by line, as a person sees it.
    var lines: [String] { screen.lines }

    /// The last lines that are not empty.
    func tail(_ count: Int = 12) -> String {
        lines.filter { !$0.isEmpty }.suffix(count).joined(separator: "\n")
    }

    /// Waits until `condition` holds of what is shown.
    func wait(
        for what: String,
        _ condition: (Screen) -> Bool,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let end = Date().addingTimeInterval(Self.patience)
        while !condition(screen) {
            if isOver || Date() > end {
                let why = isOver ? "the program ended" : "time is up"
                let words = "waited for \(what), but \(why):\n\(tail(40))"
                Issue.record("\(words)", sourceLocation: location)
                throw Unexpected(words)
            }
            look(until: end)
        }
    }

    /// Waits until `text` is shown.
    func wait(for text: String, at location: SourceLocation = #_sourceLocation) throws {
        try wait(for: "'\(text)'", { $0.lines.contains { $0.contains(text) } }, at: location)
    }

    /// Waits for the program's end; gives its exit status.
    func end(at location: SourceLocation = #_sourceLocation) throws -> Int32 {
        if let status { return status }
        try? wait(for: "the end", { _ in isOver }, at: location)
        var code: Int32 = 0
        _ = unsafe waitpid(process, &code, 0)
        let status = code & 0x7F == 0 ? code >> 8 & 0xFF : -(code & 0x7F)
        self.status = status
        return status
    }

    /// Whether the terminal shows what is typed.
    var echoes: Bool {
        var state = termios()
        return unsafe tcgetattr(master, &state) == 0 && state.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Sends the program a signal, as `kill` does.
    func signal(_ number: Int32) { kill(process, number) }

    /// Reads what the program wrote, or waits a little for it.
    private func look(until end: Date) {
        var source = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        let left = max(0, min(end.timeIntervalSinceNow, 1))
        guard unsafe poll(&source, 1, Int32(left * 1000)) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = unsafe read(master, &bytes, bytes.count)
        if count < 0 && errno == EINTR { return }
        // A terminal whose last user closed it gives EIO.
        if count <= 0 { isOver = true } else { screen.take(bytes[..<count]) }
    }
}
