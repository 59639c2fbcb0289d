import ALMS
import ArgumentParser
import Register
import Runs

/// `yeeuu doors sync`: tells the service of new and changed doors.
struct DoorsSyncCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Synchronize new and changed doors with the service.",
        discussion: "Entrances come before their rooms, at most 100 doors a request."
    )

    @Flag(name: .long, help: "Tell what would be sent.")
    var dryRun = false

    @Flag(name: .long, help: "One JSON object a line on standard output.")
    var json = false

    @Option(name: .long, help: ArgumentHelp("Only the doors of this building.", valueName: "id"))
    var building: String?

    @OptionGroup(title: "Sending options") var sending: SendingOptions
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let interrupts = Interrupts(console)
        let folder = try place.find()
        let workspace =
            dryRun
            ? try await Workspace.openMended(folder, console)
            : try await Workspace.openAlone(
                folder,
                for: "doors sync",
                wait: interrupts.wait(sending.wholeWait, console)
            )
        let policy = try sending.policy(below: workspace.settings)
        let doors = try workspace.register.view().unsynchronized(building: building)
        if doors.isEmpty {
            console.words("every door is synchronized")
            return 0
        }
        if !dryRun { try confirm(doors.count, workspace, console) }
        let report = try await workspace.withSession(sending.pace, console) { session in
            let show = RunShow(
                console: console,
                zone: workspace.zone,
                isJSON: json,
                showsFrames: false
            )
            let sync = DoorSync(session: session, doors: doors, interrupts: interrupts)
            let report = try await sync.perform(
                dryRun ? .dryRun : .live,
                policy: policy,
                show: show
            )
            show.show(report)
            return report
        }
        return report.exitCode.rawValue
    }

    private func confirm(_ count: Int, _ workspace: Workspace, _ console: Console) throws {
        if sending.yes { return }
        let target = workspace.settings.target.text
        let question = "send \(Counted.text(count, "door")) to \(target)?"
        try console.confirm(question, unasked: .needsYes("doors sync"))
    }
}
