import ArgumentParser

/// How a command talks.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Say nothing but data, warnings and errors.")
    var quiet = false

    @Flag(name: .long, help: "Use no colours; so does NO_COLOR in the environment.")
    var noColor = false

    /// What flags, environment and streams say together.
    var manner: Console.Manner {
        .detect(quiet: quiet, noColor: noColor, environment: Environment.variables)
    }
}
