/// Why a script did not end well, in words that its author can use.
public struct LuaError: Error, Sendable, CustomStringConvertible {
    /// The kinds of ends, for exit codes and for what a REPL does next.
    public enum Kind: Sendable, Equatable {
        /// The text is not Lua.
        case syntax
        /// The text is the beginning of Lua: a continuation line is needed.
        case incomplete
        /// A plain Lua error: a mistake in the script.
        case runtime
        /// An error value that a host function raised.
        case structured
        /// The memory limit ended the run.
        case memory
        /// The CPU limit ended the run.
        case cpu
        /// The wall-time limit ended the run.
        case wall
        /// `LuaMachine.interrupt` or `close` ended the run.
        case interrupted
    }

    /// The kind.
    public let kind: Kind
    /// One line that begins with the script's file and line where there is one.
    public let message: String
    /// What was raised, leniently converted.
    public let value: LuaValue
    /// The script's own frames, innermost first.
    public let traceback: [String]

    init(_ kind: Kind, _ message: String, value: LuaValue = .nil, traceback: [String] = []) {
        self.kind = kind
        self.message = message
        self.value = value
        self.traceback = traceback
    }

    /// The fields of a raised table.
    public var fields: LuaTable? {
        if case .table(let table) = value { table } else { nil }
    }

    /// What the error's field `cause` holds.
    public var cause: LuaErrorCause? { fields?["cause"].flatMap(LuaErrorCause.init) }

    /// The message alone.
    public var description: String { message }
}

/// One link of the chain of causes.
public struct LuaErrorCause: Sendable {
    /// Its message.
    public let message: String
    /// Its fields, when it is an error value.
    public let fields: LuaTable?

    init?(_ value: LuaValue) {
        switch value {
        case .nil: return nil
        case .string(let text): (message, fields) = (text, nil)
        case .table(let table): (message, fields) = (table["message"]?.text ?? "error", table)
        default: (message, fields) = ("error of type \(value.typeName)", nil)
        }
    }

    /// The next link.
    public var cause: LuaErrorCause? { fields?["cause"].flatMap(LuaErrorCause.init) }
}
