import Register
import Runs

extension Workspace {
    /// Writes down that a command shows secrets; see `Reveals`.
    var reveals: Reveals {
        Reveals(workspace: folder.path, vault: vault, operatorName: settings.operatorName)
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
            operatorName: settings.operatorName
        )
        return try await keeping.change(what, wait: wait.whole, plan)
    }
}
