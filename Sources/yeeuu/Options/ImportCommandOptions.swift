import ArgumentParser
import Register

/// What both imports take.
struct ImportCommandOptions: ParsableArguments {
    @Argument(help: "The CSV file.", completion: .file(extensions: ["csv"]))
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "A heading and the name it stands for: 手机=authoredMobile",
            valueName: "heading=name"
        )
    )
    var columns: [String] = []

    @Flag(name: .long, help: "Overwrite rows that the service confirmed.")
    var overwrite = false

    @Flag(name: .long, help: "Change nothing; list what is new, changed and missing.")
    var dryRun = false

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions

    /// The file, checked as a table.
    func read() throws -> CSVFile { try CSVReader.read(path: file, name: Paths.name(file)) }

    /// What the register's import takes.
    func options(_ workspace: Workspace) throws -> ImportOptions {
        var mapping: [String: String] = [:]
        for text in columns {
            guard let pair = try? ScriptArguments.read([text]).first else {
                let expected = "HEADING=NAME, like 手机=authoredMobile"
                throw Problem.badValue(name: "--columns", value: text, expected: expected)
            }
            if mapping.updateValue(pair.value, forKey: pair.name) != nil {
                throw Problem.keyTwice(pair.name)
            }
        }
        return ImportOptions(
            columns: mapping,
            overwrite: overwrite,
            mobile: workspace.settings.mobile,
            zone: workspace.zone
        )
    }
}
