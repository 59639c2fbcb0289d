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
            methods: [LuaFunction("reveal") { call in reveal(call) }],
            describe: { _ in Self.dots },
            equal: { one, other in state.value.secrets.areEqual(one, other) }
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
            state.run.revealed("password", door: entry.door)
            call.push(entry.secret.reveal())
        }
        return .values
    }
}
