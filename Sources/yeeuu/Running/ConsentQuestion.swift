import ALMSClient
import Runs

/// Asks whether a live run may begin to change things.
struct ConsentQuestion: Sendable {
    let execution: Execution
    let console: Console
    let bar: ProgressBar

    /// The answer: on a terminal a person's after a rehearsal, elsewhere a refusal that names `--yes`.
    ///
    /// Ctrl-C stops the run.
    func ask(_ run: Run) async -> Consent {
        let manner = console.manner
        guard manner.isInputTerminal, manner.isErrorTerminal else {
            return .declined(Problem.needsYes(execution.script.name).words)
        }
        do {
            console.tell("rehearsing \(execution.script.name) …")
            let rehearsal = try await Rehearsal.make(execution)
            let perSecond = execution.session.pace.perSecond
            for line in rehearsal.lines(perSecond: perSecond) { console.tell(line) }
            let target = execution.session.workspace.settings.target.text
            let answer = console.ask("send this to \(target)? [y/N] ")
            if answer == .interrupted {
                run.stop(.interrupted)
                return .declined(Problem.interrupted.words)
            }
            guard Self.isYes(answer.text) else { return .declined(Problem.declined.words) }
            bar.expect(rehearsal.report.planned)
            return .given
        } catch {
            return .declined(ErrorWords(error).text)
        }
    }

    /// Whether an answer means yes.
    static func isYes(_ answer: String?) -> Bool {
        ["y", "yes", "是"].contains(answer?.lowercased().filter { !$0.isWhitespace } ?? "")
    }
}
