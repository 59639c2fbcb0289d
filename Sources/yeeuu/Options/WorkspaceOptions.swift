import ArgumentParser

/// Which workspace a command works in.
struct WorkspaceOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The workspace; else YEEUU_WORKSPACE, else the nearest one upwards.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var workspace: String?

    /// The workspace's folders and files, found.
    func find() throws -> WorkspaceFolder {
        try WorkspaceFolder.find(
            named: workspace ?? Environment.variables["YEEUU_WORKSPACE"],
            from: POSIX.currentFolder()
        )
    }
}
