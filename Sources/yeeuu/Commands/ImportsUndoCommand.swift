import ArgumentParser
import Register
import Runs
import YeeuuScript

/// `yeeuu imports undo`.
struct ImportsUndoCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Make the register's rows what they were before an import; nothing is sent.",
        discussion: """
            Rows about which something was sent since, or that something else changed, stay, and are \
            named: whose access was sent holds it until it is taken away.
            """
    )

    @Argument(help: "The import's id, as 'yeeuu imports list' shows it.")
    var id: String

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.open(try place.find())
        var planned: ImportUndo?
        _ = try await workspace.change("imports undo", wait: wait) {
            let undo = try workspace.register.undoingImport(id)
            planned = undo
            return undo.change
        }
        guard let undo = planned else { return 0 }
        name(undo, console)
        let count = undo.change.count
        console.words(
            count == 0
                ? "nothing of import \(id) can be undone"
                : "undid import \(id): \(Counted.text(count, "row"))"
        )
        return count == 0 ? ExitCode.someFailed.rawValue : 0
    }

    private func name(_ undo: ImportUndo, _ console: Console) {
        let grants = [
            ("sent since, and stays", undo.sentGrants),
            ("changed since, and stays", undo.changedGrants),
        ]
        for (words, ids) in grants {
            for grant in ids {
                let what = "\(grant.kind.rawValue) \(grant.door) \(grant.authoredMobile)"
                console.line(Printable.line("\(what): \(words)"))
            }
        }
        let doors = [
            ("the service knows it, and it stays", undo.sentDoors),
            ("changed since or in use, and stays", undo.changedDoors),
        ]
        for (words, keys) in doors {
            for key in keys { console.line(Printable.line("\(key): \(words)")) }
        }
    }
}
