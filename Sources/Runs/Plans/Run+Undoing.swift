import ALMS
import Register
import Vault

extension Run {
    /// Plans the inverse of what an earlier run did, from the values the register had before it.
    ///
    /// - Parameter other: the run that is to be undone.
    /// - Returns: what cannot be undone, in words for people.
    /// - Throws: `RegisterError` when there is no such run.
    public func planUndo(of other: String) throws -> [String] {
        _ = try resources.register.run(other)
        var lost: [String] = []
        for value in try view.valuesBefore(run: other).reversed() {
            do throws(Irreversible) {
                guard let request = try inverse(value) else { continue }
                if case .settled(let reply) = begin(Call(request)), !reply.isDone {
                    throw Irreversible(reason: reply.desc)
                }
            } catch {
                let id = value.id
                lost.append("\(id.door) \(id.authoredMobile) \(id.kind.rawValue): \(error.reason)")
            }
        }
        return lost
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
