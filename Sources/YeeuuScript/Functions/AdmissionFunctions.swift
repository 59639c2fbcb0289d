import ALMS
import LuaRuntime
import Register
import Runs

/// Has requests that belong together judged as a whole, before the first of them is made.
struct AdmissionFunctions {
    let state: StateBox

    var all: [LuaFunction] { [admitRevoke, admitExchange] }

    /// `admit_revoke(caller, mobile, vacate, reason, door…)`: raises what the policy says to the
    /// removal of a person's passwords and authorizations at these doors together.
    private var admitRevoke: LuaFunction {
        body("admit_revoke", for: "door:revoke") { state, call in
            let mobile = call.string(2) ?? ""
            var scope = state.context.scope
            scope.vacates = call.boolean(3) ?? false
            scope.lockedOut = call.string(4).flatMap { $0.isEmpty ? nil : $0 }
            if scope.lockedOut != nil, scope.vacates {
                throw Complaints("locked_out", "given with vacate; give one of them")
            }
            var calls: [Call] = []
            var place = 5
            while let handle = call.handle(place, of: state.types.door) {
                let door = state.doors.key(handle)
                for operation in [OperationName.removePassword, .deleteAuth] {
                    let request = try state.removal(operation, of: mobile, at: door)
                    calls.append(Call(request, scope: scope))
                }
                place += 1
            }
            return calls
        }
    }

    /// `admit_exchange(door, mobile)`: the same of a password that is removed for another one.
    private var admitExchange: LuaFunction {
        body("admit_exchange", for: "rotate_password") { state, call in
            let door = state.doors.key(call.handle(1, of: state.types.door) ?? 0)
            let mobile = call.string(2) ?? ""
            let id = GrantID(door: door, kind: .password, authoredMobile: mobile)
            let scope = state.context.scope
            var removal = scope
            removal.isExchange = true
            let password = try state.view.password(of: id)
            guard let row = try state.view.grant(id),
                let set = Request(setting: id, row.terms(password))
            else { return [] }
            return [
                Call(try state.removal(.removePassword, of: mobile, at: door), scope: removal),
                Call(set, scope: scope),
            ]
        }
    }

    private func body(
        _ name: String,
        for caller: String,
        _ calls: @escaping (ScriptState, borrowing LuaCall) throws -> [Call]
    ) -> LuaFunction {
        LuaFunction(name) { call in
            let state = state.value
            do {
                let calls = try calls(state, call)
                guard let first = calls.first, let refusal = state.run.admit(calls) else {
                    return .values
                }
                state.hasCalled = true
                state.context.noteSent()
                return call.fail(error: ErrorValue.reply(refusal, to: first.request))
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: caller))
            }
        }
    }
}

extension ScriptState {
    /// The request that takes a person's grant at a door away.
    fileprivate func removal(
        _ operation: OperationName,
        of mobile: String,
        at door: DoorKey
    ) throws -> Request {
        var items: [Arguments.Item] = [
            .init("buildingId", .text(door.buildingId)), .init("code", .text(door.code)),
            .init("doorType", .text(door.doorType.wireText)),
            .init("authoredMobile", .text(mobile)),
        ]
        if door.doorType == .inner { items.append(.init("door", .text(door.door))) }
        let rules = RequestRules(mobile: run.setup.mobile)
        return try Request(operation, Arguments(items), rules: rules)
    }
}
