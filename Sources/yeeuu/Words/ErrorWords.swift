import ALMSClient
import ALMSSandbox
import Register
import RequestLog
import Runs
import Vault

/// What is said of an error, and what the process then ends with; made here and nowhere else.
struct ErrorWords: Equatable {
    /// For people; may have several lines.
    let text: String
    /// The exit code.
    let code: ExitCode

    /// The words of any error that reaches the command.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self.init(problem.words, problem.exitCode)
        case let problem as FileProblem: self.init(problem.words, .usage)
        case let error as RunError:
            self.init("\(error)", error.exitCode)
        case let error as PlanError:
            self.init("\(error)", error.exitCode)
        case let problem as PlanProblem: self.init(problem.words, problem.error.exitCode)
        case let error as DoorsInUse: self.init("\(error)", .bound)
        case let error as LogError: self.init("\(error)", .log)
        case let error as VaultError: self.init("\(error)", .credentials)
        default: self.init(String(describing: error), .usage)
        }
    }

    private init(_ text: String, _ code: ExitCode) {
        self.text = text
        self.code = code
    }
}
