import ALMS
import LuaRuntime
import Runs
import Vault

/// Passwords as scripts see them: dots that can be passed on and compared.
struct SecretObject {
    let state: StateBox

    /// What stands for a password wherever one would be shown.
    static let dots = "••••••"

    var declaration: LuaObjectDeclaration {
        LuaObjectDeclaration(
            "secret",
            methods: [
                LuaFunction("reveal") { call in reveal(call) },
                LuaFunction("equals") { call in equals(call) },
            ],
            describe: { _ in Self.dots },
            equal: { (one, other) throws(LuaFailure) in try areEqual(one, other) },
            interned: true
        )
    }

    private func areEqual(_ one: Int, _ other: Int) throws(LuaFailure) -> Bool {
        if let answer = state.value.secrets.areEqual(one, other) { return answer }
        throw ErrorValue.invalid(
            "secret",
            words:
                "one of the script's own is not compared with one that the register holds by ==; "
                + "secret:equals(other) compares and is noted in the log"
        )
    }

    private func reveal(_ call: borrowing LuaCall) -> LuaAnswer {
        let state = state.value
        guard let handle = call.handle(1, of: state.types.secret) else {
            let words = "\(call.typeName(1)) given as secret; write secret:reveal()"
            return call.fail(error: ErrorValue.invalid("secret:reveal", words: words))
        }
        let entry = state.secrets[handle]
        if entry.isNew, state.run.mode == .dryRun {
            call.push("(dry run)")
        } else {
            for door in entry.doors { state.run.revealed("password", door: door) }
            call.push(entry.secret.reveal())
        }
        return .values
    }

    /// `secret:equals(text or secret)`.
    private func equals(_ call: borrowing LuaCall) -> LuaAnswer {
        let state = state.value
        do {
            guard let handle = call.handle(1, of: state.types.secret) else {
                let words = "\(call.typeName(1)) given as secret; write secret:equals(text)"
                throw Complaints("", words)
            }
            let other = call.handle(2, of: state.types.secret)
            guard
                let text = other.map({ state.secrets[$0].secret })
                    ?? call.string(2).map(Secret.init)
            else {
                let words = "\(call.typeName(2)) given; give the digits in quotes, or a secret"
                throw Complaints("text", words)
            }
            call.push(try state.equals(handle, other, text: text))
            return .values
        } catch {
            return call.fail(error: ErrorValue.thrown(error, by: "secret:equals"))
        }
    }
}
