import ArgumentParser
import YeeuuScript

/// `yeeuu check`: reads scripts without running them.
struct CheckCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Look for mistakes in scripts without running them.",
        discussion: "Ends with 2 when there is one."
    )

    @Argument(help: "The scripts.", completion: .file(extensions: ["lua"]))
    var scripts: [String]

    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        var mistakes = 0
        for path in scripts {
            let script = try ScriptFile(path)
            for finding in await ScriptCheck.check(script.source, name: path) {
                console.line(Printable.escaped("\(finding)"))
                mistakes += 1
            }
        }
        if mistakes > 0 { return 2 }
        console.words("\(Counted.text(scripts.count, "script")) without a mistake")
        return 0
    }
}
