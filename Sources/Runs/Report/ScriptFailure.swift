/// How a script ended other than well.
public struct ScriptFailure: Sendable {
    /// What kind of end it was.
    public enum Kind: Sendable, Equatable {
        /// The text is no Lua.
        case syntax
        /// A plain Lua error: a mistake in the script.
        case bug
        /// Arguments that a function of `yeeuu` does not take.
        case invalid
        /// An operation's error that nobody caught.
        case operation(CallReply.Class)
        /// Memory, CPU time or wall time.
        case limit
        /// Ctrl-C.
        case interrupted
    }

    /// What kind of end it was.
    public let kind: Kind
    /// One line for people, with file and line.
    public let message: String
    /// The script's own frames, innermost first.
    public let traceback: [String]

    /// Makes a failure.
    public init(_ kind: Kind, _ message: String, traceback: [String] = []) {
        self.kind = kind
        self.message = message
        self.traceback = traceback
    }

    /// The exit code that this end alone would give.
    public var exitCode: ExitCode {
        switch kind {
        case .syntax, .bug, .invalid, .limit: .usage
        case .interrupted: .interrupted
        case .operation(let reply):
            switch reply {
            case .ok, .planned: .usage
            case .refused, .failed: .someFailed
            case .unknown: .someUnknown
            case .policy: .bound
            case .cancelled: .interrupted
            }
        }
    }
}
