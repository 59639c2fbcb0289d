import ALMS
import ArgumentParser
import Register

/// `yeeuu doors list`.
struct DoorsListCommand: ListingCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List doors: yeeuu doors list building=B001"
    )

    @Argument(help: "Which ones: key=value, as yeeuu.doors takes them.")
    var selection: [String] = []

    @Flag(name: .long, help: "The doors that were retired.")
    var retired = false

    @Flag(name: .long, help: "One JSON object a line.")
    var json = false

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func execute(_ console: Console) async throws -> Int32 {
        let workspace = try await Workspace.openMended(try place.find(), console)
        if retired, !selection.isEmpty { throw Problem.exclusive("--retired", "key=value") }
        let selector = try SelectorArguments.doors(selection, zone: workspace.zone)
        let view = try workspace.register.view()
        let doors = try retired ? view.retiredDoors() : view.doors(selector)
        DoorList.print(doors, ListOutput(isJSON: json, console: console))
        if doors.isEmpty { console.words("no doors") }
        try OpenRisks.tell(in: workspace.register.view(), console)
        return 0
    }
}

/// How doors are listed.
enum DoorList {
    private static let extras = ["protected", "occupied", "synchronization"]

    /// Prints `doors` with their eleven fields; people see fewer columns.
    static func print(_ doors: [DoorRow], _ output: ListOutput) {
        let fields: [ParameterName] =
            output.isJSON
            ? Catalogue.apartmentFields
            : [.buildingId, .buildingName, .buildingNo, .unit, .name, .code, .doorType, .door]
        output.print(fields.map(\.rawValue) + extras, doors.map { row(of: $0, fields) })
    }

    private static func row(of door: DoorRow, _ fields: [ParameterName]) -> [JSON] {
        fields.map { .string(door.apartment[$0]) } + [
            .boolean(door.isProtected), .boolean(door.isOccupied),
            .string(door.synchronization.rawValue),
        ]
    }
}
