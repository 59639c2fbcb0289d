import ALMS
import LuaRuntime
import Register
import Runs
import Vault

/// What the Lua flows ask of the register, and tell the run.
struct GrantFunctions {
    let state: StateBox

    var all: [LuaFunction] {
        [held, heldBy, isHeld, newPassword, unchanged, doorOf, doorKey]
    }

    /// `held(door, kind, mobile)`: what the register holds, or nil.
    private var held: LuaFunction {
        body("held") { state, call in
            let door = state.doors.key(call.handle(1, of: state.types.door) ?? 0)
            let kind = GrantKind(rawValue: call.string(2) ?? "") ?? .password
            let id = GrantID(door: door, kind: kind, authoredMobile: call.string(3) ?? "")
            try state.pushHeld(id, call)
        }
    }

    /// `held_by(grant)`: the same of a grant.
    private var heldBy: LuaFunction {
        body("held_by") { state, call in
            let handle = call.handle(1, of: state.types.grant) ?? 0
            try state.pushHeld(state.grants.id(handle), call)
        }
    }

    /// `is_held(door, mobile, secret)`: whether that is the person's password there.
    private var isHeld: LuaFunction {
        body("is_held") { state, call in
            let door = state.doors.key(call.handle(1, of: state.types.door) ?? 0)
            let id = GrantID(door: door, kind: .password, authoredMobile: call.string(2) ?? "")
            let entry = state.secrets[call.handle(3, of: state.types.secret) ?? 0]
            call.push(state.isHeld(entry.secret, entry.origin, of: id))
        }
    }

    /// `new_password(mobile, digits, door, …)`: none of these doors, and not the holder's last.
    private var newPassword: LuaFunction {
        body("new_password", for: "rotate_password") { state, call in
            let mobile = call.string(1) ?? ""
            var options = LuaTable()
            if let digits = call.integer(2) { options["digits"] = .integer(digits) }
            let doors = (3..<max(3, call.count + 1)).compactMap { place in
                call.handle(place, of: state.types.door).map { state.doors.key($0) }
            }
            var taken: Set<Secret> = []
            for door in doors {
                taken.formUnion(try state.view.takenPasswords(at: door, holder: mobile))
            }
            let secret = try state.newPassword(
                digits: ValueFunctions.digits(options),
                mobile: mobile,
                taken: taken
            )
            call.push(object: state.types.secret, state.secrets.make(secret, for: doors))
        }
    }

    /// `unchanged(door, kind, mobile)`: the register holds it confirmed, nothing is sent.
    private var unchanged: LuaFunction {
        body("unchanged") { state, call in
            let door = state.doors.key(call.handle(1, of: state.types.door) ?? 0)
            let kind = GrantKind(rawValue: call.string(2) ?? "") ?? .password
            state.run.unchanged(door, kind, authoredMobile: call.string(3) ?? "")
            state.context.noteUnchanged()
            call.beginTable(shape: state.types.answer, fields: 3)
            call.key("success")
            call.push(true)
            call.key("desc")
            call.push("unchanged")
            call.key("unchanged")
            call.push(true)
            call.endTable()
        }
    }

    /// `door_of(grant)`: the door's handle, or nil when the register lacks it.
    private var doorOf: LuaFunction {
        body("door_of") { state, call in
            let key = state.grants.id(call.handle(1, of: state.types.grant) ?? 0).door
            guard let door = try state.view.standing(of: key) else { return call.pushNil() }
            call.push(object: state.types.door, state.doors.handle(for: door))
        }
    }

    /// `door_key(door)`: as errors name it.
    private var doorKey: LuaFunction {
        body("door_key") { state, call in
            call.push(state.doors.key(call.handle(1, of: state.types.door) ?? 0).description)
        }
    }

    private func body(
        _ name: String,
        for caller: String? = nil,
        _ body: @escaping (ScriptState, borrowing LuaCall) throws -> Void
    ) -> LuaFunction {
        LuaFunction(name) { call in
            do {
                try body(state.value, call)
                return .values
            } catch {
                return call.fail(error: ErrorValue.thrown(error, by: caller ?? name))
            }
        }
    }
}

extension ScriptState {
    /// Pushes what the register holds under `id` as a plain table, or nil for nothing active.
    func pushHeld(_ id: GrantID, _ call: borrowing LuaCall) throws {
        guard let row = try view.grant(id), row.status != .removed else { return call.pushNil() }
        call.beginTable(fields: 12)
        push("authoredMobile", row.authoredMobile, call)
        push("authoredName", row.authoredName, call)
        push("author", row.author, call)
        push("startTime", row.startTime, call)
        push("endTime", row.endTime, call)
        push("kind", row.kind.rawValue, call)
        push("confidence", row.confidence.rawValue, call)
        call.key("settled")
        call.push(row.unsettled == nil && !row.hasPending)
        // One that no vault key opens any more is as good as none; a new one can still be set.
        if row.hasPassword, let password = try? view.password(of: id) {
            push("password", password, of: id, call)
        }
        call.key("pending")
        call.beginTable()
        if row.hasPending { for terms in try view.pending(of: id) { push(terms, id, call) } }
        call.endTable()
        call.endTable()
    }

    private func push(_ terms: GrantTerms, _ id: GrantID, _ call: borrowing LuaCall) {
        call.beginTable(fields: 6)
        push("authoredMobile", id.authoredMobile, call)
        push("authoredName", terms.authoredName, call)
        push("author", terms.author, call)
        push("startTime", terms.startTime, call)
        push("endTime", terms.endTime, call)
        if let password = terms.password { push("password", password, of: id, call) }
        call.endTable()
    }

    private func push(_ name: StaticString, _ text: String, _ call: borrowing LuaCall) {
        call.key(name)
        call.push(text)
    }

    private func push(_ name: StaticString, _ time: Int64?, _ call: borrowing LuaCall) {
        guard let time else { return }
        call.key(name)
        call.push(time)
    }

    private func push(
        _ name: StaticString,
        _ secret: Secret,
        of id: GrantID,
        _ call: borrowing LuaCall
    ) {
        call.key(name)
        call.push(object: types.secret, secrets.pass(secret, of: id))
    }
}
