import ArgumentParser

/// `yeeuu sandbox`: the service's stand-in.
struct SandboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "The service's stand-in.",
        subcommands: [SandboxServeCommand.self]
    )
}
