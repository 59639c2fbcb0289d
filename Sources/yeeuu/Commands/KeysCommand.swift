import ArgumentParser

/// `yeeuu keys`: the workspace's keys.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "The keys that sign this workspace's log, and those it trusts.",
        subcommands: [
            KeysShowCommand.self, KeysNewCommand.self, KeysTrustCommand.self,
            KeysRotateCommand.self, KeysBackupCommand.self, KeysRestoreCommand.self,
        ]
    )
}
