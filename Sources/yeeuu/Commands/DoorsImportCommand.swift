import ArgumentParser
import Register
import YeeuuScript

/// `yeeuu doors import`.
struct DoorsImportCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Add and update doors from a CSV file; none is removed.",
        discussion: """
            Headings are the interface's names or the Chinese ones. The file is checked whole \
            before anything is used. Nothing is sent; see 'yeeuu doors sync'.
            """
    )

    @OptionGroup var options: ImportCommandOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.open(try options.place.find())
        if options.dryRun { workspace.warnOfOtherLog(console) }
        let file = try options.read()
        let importing = try options.options(workspace)
        var planned: DoorsImport?
        var id: String?
        if options.dryRun {
            planned = try workspace.register.planDoorsImport(file, importing)
        } else {
            let change = try await workspace.change("doors import", wait: options.wait) {
                let plan = try workspace.register.planDoorsImport(file, importing)
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
            for (word, items) in [("new", plan.new), ("changed", plan.changed)] {
                for item in items { text.line(word, item.line, "\(item.key)", item.differences) }
            }
            for door in plan.missing {
                console.line("missing  \(Printable.escaped("\(door.key)"))")
            }
        }
        text.summary(
            [
                (plan.new.count, "new"), (plan.changed.count, "changed"),
                (plan.unchanged.count, "unchanged"),
                (plan.missing.count, "in the register alone"),
            ],
            isDryRun: options.dryRun
        )
        if let id { console.words("'yeeuu imports undo \(id)' takes it back") }
        return 0
    }
}
