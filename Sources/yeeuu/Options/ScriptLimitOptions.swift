import ArgumentParser

/// What a script may use, and what it sees.
struct ScriptLimitOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Seconds of computing without a call; unless given, limits.cpu_seconds of yeeuu.yaml, \
            else 10.
            """,
            valueName: "seconds"
        )
    )
    var cpu: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Memory in MiB; unless given, limits.memory_mib of yeeuu.yaml, else 256.",
            valueName: "mib"
        )
    )
    var memory: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Seconds altogether; unless given, limits.wall_seconds of yeeuu.yaml, else without end.
            """,
            valueName: "seconds"
        )
    )
    var wall: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            A folder whose lists it reads and writes; without it a script reads lists beside it and \
            in the current folder, and writes to exports/ of the workspace.
            """,
            valueName: "dir"
        ),
        completion: .directory
    )
    var files: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Narrow every selection by a key of yeeuu.doors, say, building=B001 or \
            mobile=13800138000; may be given more often.
            """,
            valueName: "key=value"
        )
    )
    var only: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("Take only so many of every selection.", valueName: "count")
    )
    var sample: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Leave out the items of an each that the service confirmed in this run.",
            valueName: "run"
        )
    )
    var onlyUnfinished: String?

    @Flag(name: .long, help: "Show the script's frames with an error.")
    var traceback = false

    func validate() throws {
        try NumberOption.check("--cpu", cpu)
        try NumberOption.check("--wall", wall)
        try NumberOption.check("--memory", memory, from: 1)
        try NumberOption.check("--sample", sample, from: 1)
        if let files, Files.kind(files) != .folder {
            throw ValidationError("--files: '\(files)' is no folder")
        }
    }
}
