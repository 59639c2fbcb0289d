import ArgumentParser

/// `yeeuu` itself: names the commands.
struct YeeuuCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "yeeuu",
        abstract: "Bulk work on smart locks: scripts that are rehearsed, carried out and proven.",
        discussion: "Start with 'yeeuu init --sandbox DIR', which needs no account.",
        version: Version.text,
        subcommands: [
            InitCommand.self, RunCommand.self, PlanCommand.self, ShowCommand.self,
            ApproveCommand.self, ApplyCommand.self, ResumeCommand.self, RetryCommand.self,
            ReplCommand.self,
            CheckCommand.self,
            StubsCommand.self, DoorsCommand.self, GrantsCommand.self, ImportsCommand.self,
            RunsCommand.self,
            LogCommand.self, KeysCommand.self, BackupCommand.self, RestoreCommand.self,
            SandboxCommand.self,
        ]
    )
}
