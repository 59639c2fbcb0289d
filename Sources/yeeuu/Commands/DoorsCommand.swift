import ArgumentParser

/// `yeeuu doors`: the register's doors.
struct DoorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doors",
        abstract: "The doors that the workspace knows.",
        subcommands: [
            DoorsImportCommand.self, DoorsListCommand.self, DoorsSetCommand.self,
            DoorsProtectCommand.self, DoorsSyncCommand.self, DoorsRetireCommand.self,
        ]
    )
}
