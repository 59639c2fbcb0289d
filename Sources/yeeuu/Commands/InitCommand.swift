import ALMSClient
import ArgumentParser

/// `yeeuu init`: makes a workspace.
struct InitCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a workspace.",
        discussion: """
            The partner's secret is asked for without being shown, or taken from YEEUU_SECRET \
            or --secret-file; it is never an argument. With --sandbox nothing is needed: the \
            workspace talks to a stand-in inside the program, with a demo estate in it.
            """
    )

    @Argument(help: "The folder to make it in.", completion: .directory)
    var dir = "."

    @Flag(name: .long, help: "Talk to the stand-in inside the program.")
    var sandbox = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many doors the stand-in's estate has; 420 unless given.",
            valueName: "count"
        )
    )
    var doors: Int?

    @Option(name: .long, help: ArgumentHelp("The service's URL.", valueName: "url"))
    var target: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The partner id that the service gave.", valueName: "id")
    )
    var partnerId: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A file that holds the secret.", valueName: "file"),
        completion: .file()
    )
    var secretFile: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let doors, !(1...1_000_000).contains(doors) {
            throw ValidationError("--doors: '\(doors)' given; give 1 to 1000000")
        }
    }

    func execute(_ console: Console) async throws -> Int32 {
        let folder = WorkspaceFolder(path: Paths.absolute(dir))
        try checkOptions()
        try WorkspaceMaker(folder: folder, purpose: .sandbox(doors: 1)).check()
        let maker = WorkspaceMaker(folder: folder, purpose: try await purpose(console))
        try await maker.make()
        console.words("made the workspace \(folder.path)")
        if case .sandbox(let doors) = maker.purpose {
            console.words("its sandbox has \(Counted.text(doors, "door")); no account is needed")
        }
        return 0
    }

    private func checkOptions() throws {
        if sandbox {
            if target != nil { throw Problem.exclusive("--sandbox", "--target") }
            if partnerId != nil { throw Problem.exclusive("--sandbox", "--partner-id") }
            if secretFile != nil { throw Problem.exclusive("--sandbox", "--secret-file") }
        } else if doors != nil {
            throw Problem.missingOption("--sandbox", remedy: "--doors is for a sandbox alone")
        }
    }

    private func purpose(_ console: Console) async throws -> WorkspaceMaker.Purpose {
        if sandbox { return .sandbox(doors: doors ?? 420) }
        guard let partnerId, !partnerId.isEmpty else {
            let remedy = "give the one that the service handed out, or --sandbox"
            throw Problem.missingOption("--partner-id", remedy: remedy)
        }
        let url = target ?? "https://alms.yeeuu.com"
        try await ServiceURL.check(url)
        let source = SecretSource(file: secretFile, variable: Environment.variables["YEEUU_SECRET"])
        return .service(url: url, partnerId: partnerId, secret: try source.read(console))
    }
}
