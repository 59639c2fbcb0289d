import ALMS
import Register
import RequestLog
import Vault

/// What `log show` was asked for, as the log's filter.
struct LogShowFilter {
    private let command: LogShowCommand
    private let workspace: Workspace

    init(_ command: LogShowCommand, _ workspace: Workspace) {
        self.command = command
        self.workspace = workspace
    }

    /// The filter.
    ///
    /// - Throws: ``Problem``, `CivilTimeError`, `VaultError` when a person is wanted and the
    ///   commitment key is gone.
    func filter() throws -> LogFilter {
        var filter = LogFilter()
        filter.run = command.run
        filter.unresolved = command.unresolved
        filter.door = try command.door.map { try Self.door($0) }
        filter.classes = try classes()
        filter.since = try command.since.map { try moment($0, "--since", .start) }
        filter.until = try command.until.map { try end($0) }
        if let since = filter.since, let until = filter.until, since >= until {
            throw Problem.badValue(
                name: "--until",
                value: command.until ?? "",
                expected: "a time after --since"
            )
        }
        if let mobile = command.mobile {
            filter.key = Commitments(key: try workspace.vault.commitmentKey())
            filter.committed = ["authoredMobile", "operator"].map {
                ("/params/\($0)", LogValue.text(mobile))
            }
        }
        return filter
    }

    /// A door's key as the log has it.
    static func door(_ text: String) throws -> LogDoor {
        let parts = try DoorName.read(text).parts
        return LogDoor(buildingID: parts[0], code: parts[1], doorType: parts[2], door: parts[3])
    }

    private func classes() throws -> Set<LogClass> {
        guard let name = command.class else { return [] }
        guard let wanted = LogClass(rawValue: name) else {
            let all = LogClass.allCases.map(\.rawValue)
            let expected =
                "one of \(all.joined(separator: ", "))" + NearestName.hint(name, among: all)
            throw Problem.badValue(name: "--class", value: name, expected: expected)
        }
        return [wanted]
    }

    /// Microseconds since 1970.
    private func moment(_ text: String, _ option: String, _ bound: CivilTime.Bound) throws -> Int {
        do throws(CivilTimeError) {
            return Int(try workspace.zone.parse(text, bound: bound)) * 1_000_000
        } catch { throw Problem.badTime(option, "\(error)") }
    }

    /// The end of a bare date, else the moment itself.
    private func end(_ text: String) throws -> Int {
        let last = try moment(text, "--until", .end)
        return try last == moment(text, "--until", .start) ? last : last + 1_000_000
    }
}
