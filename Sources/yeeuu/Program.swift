import ArgumentParser
import Runs
import Synchronization
import YeeuuScript

/// The program: reads the command line, runs the command, ends with the contract's exit code.
@main
enum Program {
    static func main() async {
        POSIX.occupyStandardDescriptors()
        POSIX.keepFileSizeLimitAnError()
        POSIX.keepClosedPipesAnError()
        let isListing = Mutex(false)
        // Of a list whose reader has left, as head does, nothing more is wanted.
        let console = Console(closed: { if isListing.withLock({ $0 }) { POSIX.endAsClosedPipe() } })
        let arguments = Array(CommandLine.arguments.dropFirst())
        let code = await run(arguments, console) { isListing.withLock { $0 = true } }
        let end = afterOutput(code, isListing: isListing.withLock { $0 }, console)
        Question.restore()
        POSIX.exit(end)
    }

    /// Output that did not get out is an error of usage, unless there was a worse one.
    private static func afterOutput(_ code: Int32, isListing: Bool, _ console: Console) -> Int32 {
        console.finish()
        let losses = console.losses
        for problem in losses { console.error(ErrorWords(problem).text) }
        console.boundEnd(to: 1)
        console.finish()
        guard !losses.isEmpty || !console.losses.isEmpty else { return code }
        // Lists may have codes of their own.
        guard !isListing, let own = ExitCode(rawValue: code) else {
            return code == 0 ? ExitCode.usage.rawValue : code
        }
        return ExitCode.worst([own, .usage]).rawValue
    }

    private static func run(
        _ arguments: [String],
        _ console: Console,
        lists: () -> Void
    ) async -> Int32 {
        if arguments == ["--version"] {
            // Without the parser, which first looks through the declarations of every command.
            console.line(Version.text)
            return 0
        }
        if let complaint = ArgumentEncoding.complaint(POSIX.argumentBytes()) {
            console.error(complaint)
            return ExitCode.usage.rawValue
        }
        do {
            var command = try YeeuuCommand.parseAsRoot(arguments)
            guard let own = command as? any OwnCommand else {
                try command.run()
                return 0
            }
            console.manner = own.output.manner
            if command is any ListingCommand { lists() }
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
