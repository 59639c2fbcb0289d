import Register
import Runs

extension Workspace {
    /// Writes down that a command shows secrets; see `Reveals`.
    var reveals: Reveals {
        Reveals(workspace: folder.path, vault: vault, operatorName: settings.operatorName)
    }

    /// Writes down what a person says of grants, closes the requests that it settles, and changes the
    /// register.
    func settle(_ change: RegisterChange) async throws -> RegisterChange {
        let keeping = RegisterKeeping(
            workspace: folder.path,
            register: register,
            vault: vault,
            operatorName: settings.operatorName,
            holding: lock
        )
        return try await keeping.change("grants settle", closesRequests: true) { change }
    }

    /// Makes a change of the register that the log tells of; see `RegisterKeeping`.
    func change(
        _ what: String,
        wait: WaitOption,
        _ plan: () throws -> RegisterChange
    ) async throws -> RegisterChange {
        let keeping = RegisterKeeping(
            workspace: folder.path,
            register: register,
            vault: vault,
            operatorName: settings.operatorName,
            holding: lock
        )
        return try await keeping.change(what, wait: wait.whole, plan)
    }
}
