import ALMS
import ArgumentParser

/// Words for a command line that the argument parser does not take.
enum UsageWords {
    /// The complaint about `arguments`, in our manner; `parsed` is the parser's own.
    static func text(_ arguments: [String], parsed: String) -> String {
        if let unknown = unknownCommand(arguments) { return unknown }
        return dashed(arguments, parsed) ?? ownManner(parsed)
    }

    /// The way on for a value that begins with a dash, which the parser takes for an option.
    private static func dashed(_ arguments: [String], _ parsed: String) -> String? {
        guard parsed.hasPrefix("Missing value for '"),
            let option = parsed.split(separator: "'").dropFirst().first?.split(separator: " ")
                .first,
            let place = arguments.firstIndex(of: String(option)),
            place + 1 < arguments.count, arguments[place + 1].hasPrefix("-")
        else { return nil }
        let value = arguments[place + 1]
        return
            "\(option): '\(value)' reads as an option; write \(option)=\(value) if it is the value"
    }

    /// A complaint when help is asked for of something that is no command.
    static func unknownTopic(_ arguments: [String]) -> String? {
        guard arguments.first == "help" else { return nil }
        return unknownCommand(Array(arguments.dropFirst()))
    }

    /// A complaint when one of the leading words is no command.
    static func unknownCommand(
        _ arguments: [String],
        root: any ParsableCommand.Type = YeeuuCommand.self
    ) -> String? {
        var command = root
        var path = "yeeuu"
        for word in arguments {
            let below = command.configuration.subcommands
            if word.hasPrefix("-") || below.isEmpty { return nil }
            guard let next = below.first(where: { name(of: $0) == word }) else {
                if word == "help" { return nil }
                let names = below.map { name(of: $0) }
                let group = path == "yeeuu" ? "" : path.dropFirst("yeeuu ".count) + ": "
                return "\(group)no such command '\(word)'"
                    + NearestName.hint(word, among: names)
                    + "; see '\(path) --help'"
            }
            command = next
            path += " \(word)"
        }
        return nil
    }

    /// The parser's sentence with a small letter and without a full stop inside.
    static func ownManner(_ sentence: String) -> String {
        let lines = sentence.split(whereSeparator: \.isNewline).map { String($0) }
        guard var first = lines.first else { return "the command line cannot be read" }
        first = first.replacing("'. Did you mean ", with: "'; did you mean ")
        if let letter = first.first, letter.isUppercase {
            first = letter.lowercased() + first.dropFirst()
        }
        while first.hasSuffix(".") { first.removeLast() }
        return ([first] + lines.dropFirst()).joined(separator: "\n")
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? ""
    }
}
