import ArgumentParser

/// `yeeuu grants`: who holds what.
struct GrantsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grants",
        abstract: "Who holds what, as far as the workspace knows.",
        subcommands: [
            GrantsImportCommand.self, GrantsListCommand.self, GrantsForgetCommand.self,
            GrantsVerifyCommand.self, GrantsSettleCommand.self,
        ]
    )
}
