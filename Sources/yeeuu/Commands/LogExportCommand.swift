import ArgumentParser
import RequestLog

/// `yeeuu log export`.
struct LogExportCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print every entry, or write the log as tiles that other tools read."
    )

    @Option(
        name: .long,
        help: ArgumentHelp("The new folder for the tiles.", valueName: "dir"),
        completion: .directory
    )
    var tiles: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let reader = try LogReader(try place.find().log)
        if let tiles {
            if Files.kind(tiles) != nil, !Files.isEmptyFolder(tiles) {
                throw Problem.fileExists(tiles)
            }
            try reader.exportTiles(to: Paths.absolute(tiles))
            console.words("wrote \(tiles)")
            return 0
        }
        try reader.read(isWhole: true) { line in
            console.line(String(decoding: line.bytes, as: UTF8.self))
            return true
        }
        return 0
    }
}
