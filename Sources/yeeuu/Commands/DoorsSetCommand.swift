import ALMS
import ArgumentParser
import Register

/// `yeeuu doors set`: changes what the register says of doors; nothing is sent.
struct DoorsSetCommand: OwnCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change names of doors, or whether they are occupied, in the register.",
        discussion: "Nothing is sent; 'yeeuu doors sync' tells the service of new names."
    )

    @Argument(help: "Which ones: key=value, as yeeuu.doors takes them; all=true for all.")
    var selection: [String] = []

    @Option(name: .long, help: "The estate's name.") var buildingName: String?
    @Option(name: .long, help: "The building's number.") var buildingNo: String?
    @Option(name: .long, help: "The unit.") var unit: String?
    @Option(name: .long, help: "The apartment's name.") var name: String?
    @Option(name: .long, help: "The province's id.") var provinceId: String?
    @Option(name: .long, help: "The city's id.") var cityId: String?
    @Option(name: .long, help: "The district's id.") var disId: String?
    @Flag(name: .long, help: "Somebody lives there.") var occupied = false
    @Flag(name: .long, help: "Nobody lives there.") var vacant = false

    @OptionGroup var wait: WaitOption
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if fields.isEmpty, !occupied, !vacant {
            throw ValidationError("give what to change, say, --occupied or --unit UNIT")
        }
    }

    func execute(_ console: Console) async throws -> Int32 {
        if occupied && vacant { throw Problem.exclusive("--occupied", "--vacant") }
        if selection.isEmpty { throw Problem.noSelection("doors set") }
        let workspace = try await Workspace.open(try place.find())
        let selector = try SelectorArguments.doors(selection, zone: workspace.zone)
        let mark: Bool? = occupied ? true : vacant ? false : nil
        let change = try await workspace.change("doors set", wait: wait) {
            try workspace.register.settingDoors(selector, occupied: mark, fields: fields)
        }
        console.words("changed \(Counted.text(change.count, "door")) in the register")
        return 0
    }

    private var fields: [ParameterName: String] {
        let given: [(ParameterName, String?)] = [
            (.buildingName, buildingName), (.buildingNo, buildingNo), (.unit, unit), (.name, name),
            (.provinceId, provinceId), (.cityId, cityId), (.disId, disId),
        ]
        return given.reduce(into: [:]) { fields, pair in
            if let value = pair.1 { fields[pair.0] = value }
        }
    }
}
