import ArgumentParser

/// `yeeuu imports`: what came out of files, and taking it back.
struct ImportsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports",
        abstract: "The imports of doors and grants; undo one.",
        subcommands: [ImportsListCommand.self, ImportsUndoCommand.self]
    )
}
