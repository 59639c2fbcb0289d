import ArgumentParser
import RequestLog
import Vault
import YeeuuScript

/// `yeeuu log show`.
struct LogShowCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show entries of the log; with --json as they are stored.",
        discussion: """
            What is given narrows together. Times are the workspace's; a request is taken by when it \
            was sent, and shown with what became of it where --class, --mobile or --unresolved ask.
            """
    )

    @Option(name: .long, help: "Only this run's.") var run: String?
    @Option(name: .long, help: "Only this door's: BUILDING/CODE or BUILDING/CODE/DOOR.")
    var door: String?
    @Flag(name: .long, help: "With --door alone: all of them, or say why that cannot be told.")
    var complete = false
    @Option(name: .long, help: "Only what was asked for the person with this mobile.")
    var mobile: String?
    @Option(name: .long, help: "Only what ended as ok, refused, failed, unknown or skipped.")
    var `class`: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Not before: 2026-12-01, or 2026-12-01 12:00.", valueName: "time")
    ) var since: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Before 2026-12-01 12:00; a bare date counts whole.", valueName: "time")
    )
    var until: String?
    @Flag(name: .long, help: "Only requests of which nobody knows what became of them.")
    var unresolved = false
    @Flag(name: .long, help: "The entries as they are stored, one JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.open(try place.find())
        workspace.warnOfOtherLog(console)
        let reader = try LogReader(workspace.folder.log)
        do {
            if complete { return try showComplete(reader, workspace, console) }
            return try showFiltered(reader, workspace, console)
        } catch LogError.damaged(let damage) {
            console.error("log: \(Printable.escaped("\(damage)"))")
            return VerifyFault.tampered.exitCode
        }
    }

    private func showFiltered(
        _ reader: LogReader,
        _ workspace: Workspace,
        _ console: Console
    ) throws -> Int32 {
        let filter = try LogShowFilter(self, workspace).filter()
        let output = LogLines(isJSON: json, zone: workspace.zone, console: console)
        if unresolved || !filter.classes.isEmpty || !filter.committed.isEmpty {
            try reader.joined(filter) { output.add($0) }
        } else {
            try reader.lines(filter) { output.add($0) }
        }
        if output.count == 0 { try complain(reader, filter) }
        output.finish()
        return 0
    }

    private func showComplete(
        _ reader: LogReader,
        _ workspace: Workspace,
        _ console: Console
    ) throws -> Int32 {
        guard let door else {
            throw Problem.missingOption("--door", remedy: "--complete is about one door")
        }
        let others: [(String, Bool)] = [
            ("--run", run != nil), ("--mobile", mobile != nil), ("--class", self.class != nil),
            ("--since", since != nil), ("--until", until != nil), ("--unresolved", unresolved),
        ]
        if let other = others.first(where: \.1) { throw Problem.exclusive("--complete", other.0) }
        let wanted = try LogShowFilter.door(door)
        let history = try reader.history(of: wanted)
        if history.lines.isEmpty { try complain(reader, door: wanted) }
        let output = LogLines(isJSON: json, zone: workspace.zone, console: console)
        for line in history.lines { output.add(line) }
        output.finish()
        guard history.isComplete else {
            console.error("log: \(history.reason ?? "not everything for this door is shown")")
            return VerifyFault.tampered.exitCode
        }
        let requests = history.lines.filter { $0.header?.kind == .intent }.count
        console.words(
            "complete: \(Counted.text(requests, "request")) is every one that was sent for this door"
        )
        return 0
    }

    /// A run or a door that the log does not know is a slip, not an empty answer.
    private func complain(_ reader: LogReader, _ filter: LogFilter) throws {
        if let run {
            let known = try LogNames.runs(reader)
            if !known.contains(run) { throw Problem.notInLog("run", run, among: known) }
        }
        if let door = filter.door { try complain(reader, door: door) }
    }

    private func complain(_ reader: LogReader, door: LogDoor) throws {
        let known = try LogNames.doors(reader)
        if !known.contains(door) {
            throw Problem.notInLog(
                "door",
                LogText.name(door),
                among: known.map(LogText.name).sorted()
            )
        }
    }
}

/// What the log knows by name.
enum LogNames {
    /// Every run that began.
    static func runs(_ reader: LogReader) throws -> [String] {
        var filter = LogFilter()
        filter.kinds = [.runStart]
        var runs: [String] = []
        try reader.lines(filter) { runs.append($0.run) }
        return runs
    }

    /// Every door that something was sent for.
    static func doors(_ reader: LogReader) throws -> Set<LogDoor> {
        var doors: Set<LogDoor> = []
        var filter = LogFilter()
        filter.kinds = [.intent]
        try reader.lines(filter) { doors.formUnion($0.doors) }
        return doors
    }
}
