import ArgumentParser

/// A command of ours: it writes to a console and ends with an exit code of the contract.
protocol OwnCommand: ParsableCommand {
    /// How it talks.
    var output: OutputOptions { get }

    /// Does it.
    func execute(_ console: Console) async throws -> Int32
}

/// A command that prints and changes nothing: it ends as `cat` does when its reader leaves.
protocol ListingCommand: OwnCommand {}
