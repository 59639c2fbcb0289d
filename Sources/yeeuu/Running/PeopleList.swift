import ALMS
import Register
import RequestLog
import Vault

/// The list for people: whom a run gave which password, as its log entries tell.
struct PeopleList {
    /// The columns, as the file's headings.
    static let headings = [
        "buildingId", "unit", "name", "code", "door", "authoredName", "authoredMobile", "password",
        "from", "to", "outcome",
    ]

    let workspace: Workspace
    let showsPasswords: Bool

    /// What the run asked for: whose password it is, what became of it, its line.
    private struct Row {
        let holder: [String]
        let outcome: LogClass
        let line: [String]

        /// Whether nobody needs it beside a later one for the same person at the same door.
        func isOvertaken(by later: LogClass) -> Bool {
            later == .ok || outcome == .refused || outcome == .failed || outcome == .skipped
        }
    }

    /// A row for every password that the run asked for, in the order it did.
    ///
    /// Of a person's at one door the last that counts: after one that surely came to nothing, or
    /// before one that was ok, there is none.
    func rows(of run: String) throws -> [[String]] {
        var filter = LogFilter()
        filter.run = run
        var calls: [Int: [LogAttempt]] = [:]
        var order: [Int] = []
        for attempt in try LogReader(workspace.folder.log).attempts(filter)
        where attempt.intent.operation == OperationName.generatePassword.rawValue {
            let call = attempt.intent.header?.call ?? attempt.intent.index
            if calls[call] == nil { order.append(call) }
            calls[call, default: []].append(attempt)
        }
        let view = try workspace.register.view()
        return Self.standing(try order.compactMap { try row(calls[$0] ?? [], view) }).map(\.line)
    }

    private static func standing(_ rows: [Row]) -> [Row] {
        var later: [[String]: [LogClass]] = [:]
        var standing: [Row] = []
        for row in rows.reversed() {
            if !later[row.holder, default: []].contains(where: { row.isOvertaken(by: $0) }) {
                standing.append(row)
            }
            later[row.holder, default: []].append(row.outcome)
        }
        return standing.reversed()
    }

    private func row(_ attempts: [LogAttempt], _ view: RegisterView) throws -> Row? {
        guard let intent = attempts.first?.intent, let door = intent.doors.first else { return nil }
        let sealed = try opened(intent)
        func secret(_ name: ParameterName) -> String { sealed[name.rawValue]?.text ?? "" }
        func clear(_ name: ParameterName) -> String {
            intent.parameters.first { $0.name == name.rawValue }?.value.text ?? ""
        }
        let key = DoorKey(
            buildingId: door.buildingID,
            code: door.code,
            doorType: door.doorType == "1" ? .main : .inner,
            door: door.door
        )
        let apartment = try view.door(key)?.apartment
        let mobile = secret(.authoredMobile)
        let outcome = LogAttempt.outcome(of: attempts)
        let line = [
            door.buildingID, apartment?.unit ?? "", apartment?.name ?? "", door.code, door.door,
            secret(.authoredName), mobile, showsPasswords ? secret(.password) : Secret.dots,
            time(clear(.startTime)), time(clear(.endTime)), outcome.rawValue,
        ]
        let place = [door.buildingID, door.code, door.doorType, door.door]
        // Whom a lost key hides may be anybody.
        let hidden = mobile.isEmpty ? ["\(intent.index)"] : []
        return Row(holder: place + [mobile] + hidden, outcome: outcome, line: line)
    }

    private func opened(_ intent: LogLine) throws -> LogValue {
        guard let (sealed, context) = intent.sealedContext() else { return .null }
        return try LogValue.parse(try workspace.vault.open(sealed, authenticating: context))
    }

    private func time(_ seconds: String) -> String {
        guard let number = Int64(seconds) else { return seconds }
        return (try? workspace.zone.format(number)) ?? seconds
    }
}
