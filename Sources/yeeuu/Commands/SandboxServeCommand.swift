import ALMSSandbox
import ArgumentParser
import Vault

/// `yeeuu sandbox serve`: the stand-in as a server of its own.
struct SandboxServeCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the stand-in on a loopback port until Ctrl-C.",
        discussion: """
            In a workspace it takes that workspace's partner id and secret, and the estate of a \
            sandbox workspace. Elsewhere it asks for a secret as 'yeeuu init' does, and keeps its \
            state in memory unless --database is given.

            \(Fault.help)
            """
    )

    @Option(name: .long, help: "The port; 0: any free one.") var port = 0
    @Option(
        name: .long,
        help: ArgumentHelp("How many doors a new estate has; 420 unless given.", valueName: "count")
    ) var doors: Int?
    @Option(
        name: .long,
        help: ArgumentHelp("The file that holds its state.", valueName: "file"),
        completion: .file()
    )
    var database: String?
    @Option(
        name: .long,
        help: ArgumentHelp("The partner id, outside of a workspace.", valueName: "id")
    ) var partnerId: String?
    @Option(
        name: .long,
        help: ArgumentHelp("A file that holds the secret.", valueName: "file"),
        completion: .file()
    )
    var secretFile: String?
    @Option(
        name: .long,
        help: ArgumentHelp(
            "What a second password for one person does: overwrite or refuse; overwrite unless given.",
            valueName: "way"
        )
    )
    var overlap: String?
    @Option(
        name: .long,
        help: ArgumentHelp("What goes wrong; may be given more often.", valueName: "kind")
    ) var fault: [String] = []
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Let so many requests a second through; more are too frequent. All unless given.",
            valueName: "count"
        )
    ) var perSecond: Int?
    @Option(
        name: .long,
        help: ArgumentHelp("So many seconds its clock is ahead.", valueName: "seconds")
    ) var clockOffset: Int64 = 0
    @Flag(name: .long, help: "Refuse a nonstr that came before.") var strictNonce = false
    @Flag(name: .long, help: "A password needs an authorization.") var passwordNeedsAuth = false
    @Flag(name: .long, help: "Removing what is not there fails.") var refusesAbsent = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try NumberOption.check("--per-second", perSecond, from: 1)
        try NumberOption.check("--clock-offset", Int(clockOffset), from: -NumberOption.most)
        if !(0...65535).contains(port) {
            throw ValidationError("--port: '\(port)' given; give 0 to 65535")
        }
        if let doors, !(1...1_000_000).contains(doors) {
            throw ValidationError("--doors: '\(doors)' given; give 1 to 1000000")
        }
    }

    func execute(_ console: Console) async throws -> Int32 {
        let sandbox = try Sandbox(try await settings(console))
        if try sandbox.isEmpty() {
            try sandbox.fill(DemoEstate(doors: doors ?? 420, now: POSIX.seconds()))
        } else if doors != nil {
            console.warn("--doors: the estate is there already and stays as it is")
        }
        let interrupts = Interrupts(console)
        let port = try await sandbox.start()
        console.line("http://127.0.0.1:\(port)")
        console.words("Ctrl-C ends it")
        await interrupts.next()
        await sandbox.stop()
        return 0
    }

    private func settings(_ console: Console) async throws -> SandboxSettings {
        var settings = try await identity(console)
        settings.port = port
        settings.database = database ?? settings.database
        settings.strictNonce = strictNonce
        settings.passwordNeedsAuth = passwordNeedsAuth
        settings.refusesAbsent = refusesAbsent
        settings.perSecond = perSecond
        if clockOffset != 0 {
            let offset = clockOffset
            settings.unixSeconds = { POSIX.seconds() + offset }
        }
        settings.faults = try fault.map { try Fault($0) }
        if let overlap {
            guard let choice = SandboxSettings.Overlap(rawValue: overlap) else {
                let expected = "overwrite or refuse"
                throw Problem.badValue(name: "--overlap", value: overlap, expected: expected)
            }
            settings.overlap = choice
        }
        return settings
    }

    private func identity(_ console: Console) async throws -> SandboxSettings {
        let isExplicit = partnerId != nil || secretFile != nil
        guard !isExplicit, let folder = try? place.find() else {
            if place.workspace != nil, !isExplicit { _ = try place.find() }
            let variable = Environment.variables["YEEUU_SECRET"]
            let secret = try SecretSource(file: secretFile, variable: variable).read(console)
            return SandboxSettings(partnerId: partnerId ?? "sandbox", secret: secret.reveal())
        }
        let settings = try await SettingsReader.read(
            path: folder.settings,
            environment: Environment.variables
        )
        let secret = try Vault.open(at: folder.keys).partnerSecret().reveal()
        var result = SandboxSettings(partnerId: settings.partnerId, secret: secret)
        if Files.kind(folder.sandbox) != nil { result.database = folder.sandbox }
        return result
    }
}
