import ALMS
import Register
import RequestLog
import Runs

extension Workspace {
    /// Writes down that a command shows passwords, as ``reveals`` does.
    ///
    /// Where the log itself is lost or cut back, nothing can be written to it, and the register is the
    /// only place that still knows who holds what: then it is said, and they are shown.
    func noteReveal(
        _ command: String,
        run: String = "",
        count: Int,
        doors: [DoorKey],
        _ console: Console
    ) async throws {
        do {
            try await reveals.note(command, run: run, count: count, doors: doors)
        } catch let error as LogError {
            switch error {
            case .absent, .damaged:
                console.warn("what is shown stands in no log: \(error)")
            default: throw error
            }
        }
    }

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
