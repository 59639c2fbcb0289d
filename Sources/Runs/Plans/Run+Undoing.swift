import ALMS
import Register
import RequestLog
import Vault

extension Run {
    /// Plans the inverse of what an earlier run did, from the values the register had before it.
    ///
    /// What can be undone is planned, each door by itself: first who is let in again, then who goes.
    /// It is judged by the state after the whole undo. A door that the run let somebody move into
    /// is empty again once they are gone.
    ///
    /// - Parameter other: the run that is to be undone.
    /// - Returns: what cannot be undone, in words for people.
    /// - Throws: `RegisterError` when there is no such run, `LogError` when the log cannot be read.
    public func planUndo(of other: String) throws -> [String] {
        _ = try resources.register.run(other)
        var lost: [String] = []
        var doors: [DoorKey] = []
        var requests: [DoorKey: [Request]] = [:]
        for value in try view.valuesBefore(run: other).reversed() {
            do throws(Irreversible) {
                guard let request = try inverse(value) else { continue }
                let door = value.id.door
                if requests[door] == nil { doors.append(door) }
                requests[door, default: []].append(request)
            } catch {
                lost.append("\(Self.words(value.id)): \(error.reason)")
            }
        }
        let movedIn = try doorsMovedInto(by: other)
        for (index, door) in doors.enumerated() {
            let scope = CallScope(
                item: index + 1,
                list: 1,
                listCount: doors.count,
                vacates: movedIn.contains(door)
            )
            lost += undo(requests[door] ?? [], scope)
        }
        return lost + (try irrevocable(other))
    }

    /// What the run did that no request takes back, in words for people.
    private func irrevocable(_ run: String) throws -> [String] {
        try RunHistory(of: run, in: resources).records.filter(\.mayBeDone).compactMap { record in
            switch record.operation {
            case .remoteAction:
                "\(record.request?.door?.description ?? "a door"): it was opened"
            case .synchronizeApartments:
                "doors synchronized (\(record.request?.apartments.count ?? 0)): what the service "
                    + "knew of them before is not on record"
            default: nil
            }
        }
    }

    /// Plans what is to be undone at one door; what is refused in words.
    private func undo(_ requests: [Request], _ scope: CallScope) -> [String] {
        let calls = (requests.filter { !$0.isRemoval } + requests.filter(\.isRemoval)).map {
            var scope = scope
            scope.vacates = scope.vacates && $0.isRemoval
            return Call($0, scope: scope)
        }
        if wouldRefuse(calls) == nil {
            _ = admit(calls)
            for call in calls { _ = begin(call) }
            return []
        }
        var lost: [String] = []
        for call in calls {
            if let refusal = wouldRefuse([call]) {
                lost.append("\(call.request.grant.map(Self.words) ?? ""): \(refusal.desc)")
            } else {
                _ = admit([call])
                _ = begin(call)
            }
        }
        return lost
    }

    private static func words(_ id: GrantID) -> String {
        "\(id.door) \(id.authoredMobile) \(id.kind.rawValue)"
    }

    /// The doors that stood empty before the run let somebody in.
    private func doorsMovedInto(by run: String) throws -> Set<DoorKey> {
        var filter = LogFilter()
        filter.run = run
        filter.kinds = [.note]
        var doors: Set<DoorKey> = []
        for line in try LogReader(resources.paths.log).lines(filter) {
            for (door, isOccupied) in occupancy(line) {
                if isOccupied { doors.insert(door) } else { doors.remove(door) }
            }
        }
        return doors
    }

    private func occupancy(_ line: LogLine) -> [(door: DoorKey, isOccupied: Bool)] {
        guard let what = line["register"]?.text, let time = line["at"]?.integer,
            let (sealed, context) = line.sealedContext(),
            let plain = try? resources.vault.sealing.open(sealed, authenticating: context),
            let rows = ChangeEntries.rows(line, try? LogValue.parse(plain))
        else { return [] }
        return RegisterChange(what, at: Int64(time), rows: rows)?.occupancy ?? []
    }

    private struct Irreversible: Error {
        let reason: String
    }

    /// The request that brings a grant back to what it was; nil when it is that already.
    private func inverse(_ value: PreviousValue) throws(Irreversible) -> Request? {
        if value.isChangedSince { throw Irreversible(reason: "another run changed it afterwards") }
        let isAuth = value.id.kind == .auth
        guard let status = value.status, status != .removed else {
            guard value.current.status != .removed else { return nil }
            return try request(isAuth ? .deleteAuth : .removePassword, value, [])
        }
        guard let start = value.terms.startTime, let end = value.terms.endTime else {
            throw Irreversible(reason: "its times before are not known")
        }
        guard end > view.now else { throw Irreversible(reason: "it would have ended by now") }
        var items: [Arguments.Item] = [
            .init("startTime", .integer(start)), .init("endTime", .integer(end)),
            .init("author", .text(value.terms.author)),
            .init("authoredName", .text(value.terms.authoredName)),
        ]
        if !isAuth {
            guard let password = value.terms.password else {
                throw Irreversible(reason: "its password before is not known")
            }
            items.append(.init("password", .secret(password.reveal())))
        }
        return try request(isAuth ? .auth : .generatePassword, value, items)
    }

    private func request(
        _ operation: OperationName,
        _ value: PreviousValue,
        _ items: [Arguments.Item]
    ) throws(Irreversible) -> Request {
        let door = value.id.door
        let identity: [Arguments.Item] = [
            .init("buildingId", .text(door.buildingId)), .init("code", .text(door.code)),
            .init("doorType", .text(door.doorType.wireText)), .init("door", .text(door.door)),
            .init("authoredMobile", .text(value.id.authoredMobile)),
        ]
        do {
            return try Request(
                operation,
                Arguments(identity + items),
                rules: RequestRules(allowsWeak: true)
            )
        } catch { throw Irreversible(reason: error.description) }
    }
}
