import ArgumentParser
import YeeuuScript

/// `yeeuu stubs`: what editors need to know of the yeeuu table.
struct StubsCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "stubs",
        abstract: "Write what editors and luacheck need to know of the yeeuu table."
    )

    @Option(
        name: .short,
        help: ArgumentHelp("The folder.", valueName: "dir"),
        completion: .directory
    )
    var o = "."

    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        try Files.makeFolder(o)
        for (name, text) in ScriptStubs.files {
            let path = Paths.join(o, name)
            try Files.write(Array(text.utf8), to: path, replacing: true, mode: 0o644)
            console.words("wrote \(path)")
        }
        return 0
    }
}
