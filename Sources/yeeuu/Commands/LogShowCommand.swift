import ALMS
import ArgumentParser
import Register
import RequestLog
import Vault
import YeeuuScript

/// `yeeuu log show`.
struct LogShowCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show entries of the log; with --json as they are stored."
    )

    @Option(name: .long, help: "Only this run's.") var run: String?
    @Option(name: .long, help: "Only this door's: BUILDING/CODE or BUILDING/CODE/DOOR.")
    var door: String?
    @Flag(name: .long, help: "With --door: all of them, or say why that cannot be told.")
    var complete = false
    @Option(name: .long, help: "Only what was asked for this person.") var mobile: String?
    @Option(name: .long, help: "Only what ended as ok, refused, failed, unknown or skipped.")
    var `class`: String?
    @Option(name: .long, help: "Only since then: 2026-12-01 12:00.") var since: String?
    @Flag(name: .long, help: "Only requests of which nobody knows what became of them.")
    var unresolved = false
    @Flag(name: .long, help: "The entries as they are stored, one JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.open(try place.find())
        let reader = try LogReader(workspace.folder.log)
        if complete { return try showComplete(reader, console) }
        let filter = try filter(workspace)
        let joins = unresolved || filter.classes.isEmpty == false || !filter.committed.isEmpty
        let lines =
            try joins
            ? reader.attempts(filter).flatMap(Self.lines)
            : reader.lines(filter)
        show(lines, console)
        return 0
    }

    private func showComplete(_ reader: LogReader, _ console: Console) throws -> Int32 {
        guard let door else {
            throw Problem.missingOption("--door", remedy: "--complete is about one door")
        }
        let history = try reader.history(of: try Self.logDoor(door))
        show(history.lines, console)
        if history.isComplete { return 0 }
        console.error("log: \(history.reason ?? "not everything for this door is shown")")
        return 3
    }

    private func show(_ lines: [LogLine], _ console: Console) {
        if json {
            for line in lines { console.line(String(decoding: line.bytes, as: UTF8.self)) }
        } else if lines.isEmpty {
            console.words("no entries")
        } else {
            console.data(Printable.table(headings: LogText.headings, rows: lines.map(LogText.row)))
        }
    }

    private func filter(_ workspace: Workspace) throws -> LogFilter {
        var filter = LogFilter()
        filter.run = run
        filter.unresolved = unresolved
        filter.door = try door.map { try Self.logDoor($0) }
        if let name = self.class {
            guard let wanted = LogClass(rawValue: name) else {
                let all = LogClass.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem.badValue(name: "--class", value: name, expected: "one of \(all)")
            }
            filter.classes = [wanted]
        }
        if let since { filter.since = Int(try workspace.zone.parse(since)) * 1_000_000 }
        if let mobile {
            filter.key = Commitments(key: try workspace.vault.commitmentKey())
            filter.committed = ["authoredMobile", "operator"].map {
                ("/params/\($0)", LogValue.text(mobile))
            }
        }
        return filter
    }

    private static func lines(of attempt: LogAttempt) -> [LogLine] {
        [attempt.intent] + (attempt.outcome.map { [$0] } ?? []) + attempt.notes
    }

    private static func logDoor(_ text: String) throws -> LogDoor {
        let parts = try DoorName.read(text).parts
        return LogDoor(buildingID: parts[0], code: parts[1], doorType: parts[2], door: parts[3])
    }
}
