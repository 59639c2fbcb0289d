import ArgumentParser
import Register
import YeeuuScript

/// `yeeuu grants import`.
struct GrantsImportCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add and update grants from a CSV file: who holds what today; none is removed.",
        discussion: """
            What the service confirmed is kept unless --overwrite is given. The file is checked \
            whole before anything is used. Nothing is sent.
            """
    )

    @OptionGroup var options: ImportCommandOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.open(try options.place.find())
        if options.dryRun { workspace.warnOfOtherLog(console) }
        let file = try options.read()
        let importing = try options.options(workspace)
        var planned: GrantsImport?
        var id: String?
        if options.dryRun {
            planned = try workspace.register.planGrantsImport(file, importing)
        } else {
            let change = try await workspace.change("grants import", wait: options.wait) {
                let plan = try workspace.register.planGrantsImport(file, importing)
                planned = plan
                let time = POSIX.seconds()
                return plan.change(at: time, id: Register.importID(at: time))
            }
            if !change.isEmpty { id = change.importID }
        }
        guard let plan = planned else { return 0 }
        let text = ImportText(
            console: console,
            file: Paths.name(options.file),
            zone: workspace.zone
        )
        text.warn(plan.warnings)
        if options.dryRun {
            let groups = [("new", plan.new), ("changed", plan.changed), ("kept", plan.kept)]
            for (word, items) in groups {
                for item in items {
                    let what = "\(item.id.kind.rawValue) \(item.id.door) \(item.id.authoredMobile)"
                    text.line(word, item.line, what, item.differences)
                }
            }
            for grant in plan.missing {
                let words = "\(grant.kind.rawValue) \(grant.door) \(grant.authoredMobile)"
                console.line("missing  \(Printable.escaped(words))")
            }
        }
        text.summary(
            [
                (plan.newCount, "new"), (plan.changed.count, "changed"),
                (plan.kept.count, "kept as confirmed; --overwrite takes the file's"),
                (plan.unchanged.count, "unchanged"),
                (plan.missing.count, "in the register alone"),
            ],
            isDryRun: options.dryRun
        )
        if let id { console.words("'yeeuu imports undo \(id)' takes it back") }
        return 0
    }
}
