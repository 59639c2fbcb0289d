import ALMS
import LuaRuntime
import Register
import Runs

/// Makes the error values that scripts see (`LUA_API.md`, «Values»).
enum ErrorValue {
    /// Arguments that `function` does not take, every complaint at once.
    static func invalid(_ function: String, _ problems: [ArgumentProblem]) -> LuaFailure {
        let words = problems.map(\.description).joined(separator: " · ")
        return invalid(function, words: words, isMisspelt: problems.contains(where: \.isMisspelt))
    }

    /// Something that `function` cannot do, in words.
    static func invalid(
        _ function: String,
        words: String,
        isMisspelt: Bool = false
    ) -> LuaFailure {
        failure(
            "\(function): \(words)",
            class: "invalid",
            operation: function,
            desc: words,
            isMisspelt: isMisspelt
        )
    }

    /// A call that was neither done nor planned.
    static func reply(_ reply: CallReply, to request: Request) -> LuaFailure {
        let operation = request.operation.rawValue
        let place = request.door.map { "\($0): " } ?? ""
        let words = reply.words.isEmpty ? reply.class.rawValue : reply.words
        let tries = reply.attempts > 1 ? " (\(reply.attempts) attempts)" : ""
        let remedy =
            reply.class == .unknown && reply.hint.isEmpty
            ? "; it may or may not have been done" : ""
        return failure(
            "\(operation): \(place)\(reply.class.rawValue): \(words)\(tries)\(remedy)",
            class: reply.class.rawValue,
            operation: operation,
            door: request.door,
            desc: reply.desc,
            status: reply.status,
            attempts: reply.attempts
        )
    }

    /// What the register or a selection said.
    static func thrown(_ error: any Error, by function: String) -> LuaFailure {
        switch error {
        case let error as InvalidSelector: invalid(error.function, error.problems)
        case let error as InvalidArguments: invalid(error.operation.rawValue, error.problems)
        case let error as Complaints: invalid(function, error.problems)
        case let error as LuaConversionError:
            invalid(function, [ArgumentProblem(error.path, error.reason)])
        case let error as NotOne:
            invalid(function, words: withoutPrefix("\(error)", "door: "))
        default:
            failure(
                "\(function): \(error)",
                class: "failed",
                operation: function,
                desc: "\(error)"
            )
        }
    }

    private static func withoutPrefix(_ text: String, _ prefix: String) -> String {
        text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    }

    private static func failure(
        _ message: String,
        class: String,
        operation: String,
        door: DoorKey? = nil,
        desc: String,
        status: Int? = nil,
        attempts: Int = 0,
        isMisspelt: Bool = false
    ) -> LuaFailure {
        LuaFailure(
            message,
            fields: [
                "class": .string(`class`),
                "operation": .string(operation),
                "door": door.map { .string($0.description) } ?? .nil,
                "desc": .string(desc),
                "status": status.map { .integer(Int64($0)) } ?? .nil,
                "attempts": .integer(Int64(attempts)),
                "misspelt": isMisspelt ? .boolean(true) : .nil,
            ]
        )
    }
}
