import ArgumentParser

/// What a script may use, and what it sees.
struct ScriptLimitOptions: ParsableArguments {
    @Option(name: .long, help: "Seconds of computing without a call.")
    var cpu: Double?

    @Option(name: .long, help: "Memory in MiB.")
    var memory: Int?

    @Option(name: .long, help: "Seconds altogether.")
    var wall: Double?

    @Option(name: .long, help: "The only folder whose files it reaches.", completion: .directory)
    var files: String?

    @Option(name: .long, help: "Narrow every selection: building=B001; may be given more often.")
    var only: [String] = []

    @Option(name: .long, help: "Take only so many of every selection.")
    var sample: Int?

    @Option(name: .long, help: "Leave out the items of an each that were ok in this run.")
    var onlyUnfinished: String?

    @Flag(name: .long, help: "Show the script's frames with an error.")
    var traceback = false

    func validate() throws {
        for (name, value) in [("--cpu", cpu), ("--wall", wall)] {
            if let value, !(value > 0 && value.isFinite) {
                throw ValidationError("\(name): '\(value)' given; give more than 0")
            }
        }
        if let memory, memory < 1 {
            throw ValidationError("--memory: '\(memory)' given; give 1 or more")
        }
        if let sample, sample < 1 {
            throw ValidationError("--sample: '\(sample)' given; give 1 or more")
        }
        if let files, Files.kind(files) != .folder {
            throw ValidationError("--files: '\(files)' is no folder")
        }
    }
}
