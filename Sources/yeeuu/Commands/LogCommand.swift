import ArgumentParser

/// `yeeuu log`: the signed request log.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "The signed log of everything that was sent.",
        subcommands: [
            LogShowCommand.self, LogVerifyCommand.self, LogProveCommand.self,
            LogCheckpointCommand.self, LogExportCommand.self,
        ]
    )
}
