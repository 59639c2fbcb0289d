import ArgumentParser
import Runs
import YeeuuScript

/// The program: reads the command line, runs the command, ends with the contract's exit code.
@main
enum Program {
    static func main() async {
        let console = Console()
        POSIX.keepFileSizeLimitAnError()
        let code = await run(Array(CommandLine.arguments.dropFirst()), console)
        console.flush()
        POSIX.exit(afterOutput(code, console))
    }

    /// Output that did not get out is an error, unless there was a worse one.
    private static func afterOutput(_ code: Int32, _ console: Console) -> Int32 {
        guard let problem = console.lostData else { return code }
        let words = ErrorWords(problem)
        console.error(words.text)
        return code == 0 ? words.code.rawValue : code
    }

    private static func run(_ arguments: [String], _ console: Console) async -> Int32 {
        if arguments == ["--version"] {
            // Without the parser, which first looks through the declarations of every command.
            console.line(Version.text)
            return 0
        }
        do {
            var command = try YeeuuCommand.parseAsRoot(arguments)
            guard let own = command as? any OwnCommand else {
                try command.run()
                return 0
            }
            console.manner = own.output.manner
            return try await own.execute(console)
        } catch {
            return end(error, arguments, console)
        }
    }

    /// Tells of an error and gives its exit code; help that was asked for is no error.
    private static func end(_ error: any Error, _ arguments: [String], _ console: Console) -> Int32
    {
        if YeeuuCommand.exitCode(for: error) == .success {
            if let unknown = UsageWords.unknownTopic(arguments) {
                console.error(unknown)
                return 2
            }
            console.line(YeeuuCommand.fullMessage(for: error))
            return 0
        }
        if YeeuuCommand.exitCode(for: error) == .validationFailure {
            console.error(
                UsageWords.text(arguments, parsed: YeeuuCommand.message(for: error))
            )
            return 2
        }
        let words = ErrorWords(error)
        for line in words.text.split(separator: "\n") {
            console.error(Printable.escaped(String(line)))
        }
        return words.code.rawValue
    }
}
