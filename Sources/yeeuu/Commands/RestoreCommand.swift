import ArgumentParser
import RequestLog

/// `yeeuu restore`.
struct RestoreCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring a workspace back from a backup, or a lost register from the log.",
        discussion: """
            yeeuu restore FILE DIR       DIR gets the whole workspace of 'yeeuu backup', or nothing
            yeeuu restore --from-log     makes register.sqlite anew from the log and the vault key

            Do not go on with both the old workspace and the restored one: neither knows what the \
            other sends.
            """
    )

    @Argument(help: "The backup's file.", completion: .file())
    var file: String?

    @Argument(help: "The folder for the workspace; new, or empty.", completion: .directory)
    var dir: String?

    @Flag(name: .long, help: "Make a register that was lost anew from the log.")
    var fromLog = false

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if fromLog {
            guard file == nil else {
                throw ValidationError("--from-log takes no file; it reads the workspace's log")
            }
            guard passphrase.passphraseFile == nil else {
                throw ValidationError("--from-log takes no passphrase; leave it out")
            }
        } else {
            guard file != nil else {
                throw ValidationError("give the backup's FILE and a new DIR, or --from-log")
            }
            guard dir != nil else {
                throw ValidationError("give the folder for the workspace behind the file")
            }
            guard place.workspace == nil else {
                throw ValidationError("--workspace goes with --from-log; give DIR behind the file")
            }
        }
    }

    func execute(_ console: Console) async throws -> Int32 {
        guard let file, let dir else { return try await rebuild(console) }
        let restorer = WorkspaceRestorer(
            file: Paths.absolute(file),
            folder: Paths.absolute(dir)
        )
        try restorer.check()
        let done = try await restorer.restore(
            passphrase: try passphrase.read(console, new: false)
        )
        console.words("restored \(dir): the log up to entry \(done.checkpoint.size - 1)")
        if done.verification != 0 {
            console.warn("log: not verified; see 'yeeuu log verify --workspace \(dir)'")
        }
        console.words(
            "what the workspace did after the backup is unknown here; go on with one of the two alone"
        )
        guard let rebuilt = done.rebuilt else { return 0 }
        console.warn("the register in the backup is damaged")
        return tell(rebuilt, console)
    }

    private func rebuild(_ console: Console) async throws -> Int32 {
        tell(try await RegisterRebuilder(folder: try place.find()).rebuild(), console)
    }

    private func tell(_ done: RegisterRebuilder.Summary, _ console: Console) -> Int32 {
        console.words(
            "made register.sqlite from \(Counted.text(done.entries, "entry", "entries")): "
                + "\(Counted.text(done.doors, "door")), \(Counted.text(done.grants, "active grant")), "
                + Counted.text(done.runs, "run")
        )
        console.words("reports of runs are not in the log; --only-unfinished finds no items")
        guard done.unreadable > 0 else { return 0 }
        console.warn(
            "\(Counted.text(done.unreadable, "entry", "entries")) cannot be opened: the vault key that "
                + "sealed them is not in keys/; who got what by them is missing in the register"
        )
        return 1
    }
}
