import ALMS
import Register

/// Tells what a request changes, given what the register holds before it: a pure comparison.
enum ChangeMaker {
    /// The changes that `request` makes to the grant `before` of its door and person.
    static func changes(
        _ request: Request,
        before: HeldGrant?,
        isSamePassword: Bool,
        known: (DoorKey) -> DoorRow?
    ) -> [Change] {
        switch request.operation {
        case .synchronizeApartments:
            return request.apartments.map { apartment($0, known: known($0.key)) }
        case .auth, .generatePassword:
            return [set(request, before: active(before), isSamePassword: isSamePassword)]
        case .deleteAuth, .removePassword:
            let isThere = active(before) != nil
            return [change(request, isThere ? .removed : .unchanged, name: before?.authoredName)]
        case .remoteAction: return [change(request, .opened, name: nil)]
        case .getDeviceLogs, .getDeviceLogsPageCount: return []
        }
    }

    /// The kind of grant that an operation is about.
    static func grantKind(_ operation: OperationName) -> GrantKind? {
        switch operation {
        case .auth, .deleteAuth: .auth
        case .generatePassword, .removePassword: .password
        default: nil
        }
    }

    private static func active(_ held: HeldGrant?) -> HeldGrant? {
        held.flatMap { $0.isRemoved ? nil : $0 }
    }

    private static func set(
        _ request: Request,
        before: HeldGrant?,
        isSamePassword: Bool
    ) -> Change {
        guard let before else { return change(request, .new, name: nil) }
        var fields: [Change.Field] = []
        func compare(_ name: ParameterName, _ old: String) {
            let new = request[name] ?? ""
            if old != new { fields.append(.init(name: name.rawValue, old: old, new: new)) }
        }
        compare(.startTime, before.startTime.map { String($0) } ?? "")
        compare(.endTime, before.endTime.map { String($0) } ?? "")
        compare(.author, before.author)
        compare(.authoredName, before.authoredName)
        if request.operation == .generatePassword, !isSamePassword {
            fields.append(.init(name: "password", old: "••••••", new: "••••••"))
        }
        return change(request, fields.isEmpty ? .unchanged : .changed(fields), name: nil)
    }

    private static func change(_ request: Request, _ kind: Change.Kind, name: String?) -> Change {
        Change(
            door: request.door ?? DoorKey(buildingId: "", code: "", doorType: .main, door: ""),
            operation: request.operation,
            grant: grantKind(request.operation),
            authoredMobile: request[.authoredMobile] ?? request[.operator] ?? "",
            authoredName: request[.authoredName] ?? name ?? "",
            kind: kind
        )
    }

    private static func apartment(_ apartment: Apartment, known: DoorRow?) -> Change {
        var fields: [Change.Field] = []
        if let known {
            let old = known.apartment
            for name in Catalogue.apartmentFields where old[name] != apartment[name] {
                fields.append(.init(name: name.rawValue, old: old[name], new: apartment[name]))
            }
            // The register has what the service has not confirmed.
            let (standing, new) = (known.synchronization, Confidence.confirmed)
            if fields.isEmpty, standing != new {
                fields = [
                    .init(name: "synchronization", old: standing.rawValue, new: new.rawValue)
                ]
            }
        }
        return Change(
            door: apartment.key,
            operation: .synchronizeApartments,
            grant: nil,
            authoredMobile: "",
            authoredName: "",
            kind: known == nil ? .new : fields.isEmpty ? .unchanged : .changed(fields)
        )
    }
}
