import LuaRuntime
import Runs

extension ScriptFailure {
    /// How Lua says that a script ended.
    init(_ error: any Error) {
        guard let error = error as? LuaError else {
            let isInterrupted = error is CancellationError
            self.init(
                isInterrupted ? .interrupted : .bug,
                isInterrupted ? "interrupted" : "\(error)"
            )
            return
        }
        var words = error.message
        var cause = error.cause
        while let next = cause {
            words += "; caused by: \(next.message)"
            cause = next.cause
        }
        self.init(Self.kind(error), Printable.line(words), traceback: error.traceback)
    }

    private static func kind(_ error: LuaError) -> Kind {
        switch error.kind {
        case .syntax, .incomplete: return .syntax
        case .runtime: return .bug
        case .memory, .cpu, .wall: return .limit
        case .interrupted: return .interrupted
        case .structured:
            guard case .string(let name)? = error.fields?["class"] else { return .bug }
            if let reply = CallReply.Class(rawValue: name) { return .operation(reply) }
            return name == "invalid" ? .invalid : .bug
        }
    }
}
