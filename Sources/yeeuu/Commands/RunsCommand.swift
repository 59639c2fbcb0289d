import ArgumentParser

/// `yeeuu runs`: what was run here.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "The runs of this workspace.",
        subcommands: [RunsListCommand.self, RunsShowCommand.self, RunsExportCommand.self]
    )
}
