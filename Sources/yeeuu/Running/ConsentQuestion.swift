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
            let rehearsal = try await Rehearsal.make(execution, bar: bar)
            bar.finish()
            let perSecond = execution.session.pace.perSecond
            for line in rehearsal.lines(perSecond: perSecond) { console.tell(line) }
            if let refusal = refusal(run, rehearsal) { return refusal }
            let target = execution.session.workspace.settings.target.text
            let question = Wording(losing: rehearsal.loss.count, target: target)
            let answer = console.ask(question.text)
            if answer == .interrupted {
                run.stop(.interrupted)
                return .declined(Problem.interrupted.words)
            }
            guard question.accepts(answer.text) else {
                return .declined(Problem.declined.words)
            }
            bar.begin(expecting: rehearsal.report.planned + rehearsal.report.reads)
            return .given
        } catch {
            return .declined(ErrorWords(error).text)
        }
    }

    /// What has to be typed: a letter, or where more than one person loses access in a flat, how
    /// many times that is so.
    struct Wording: Sendable {
        /// Persons with the flats that they lose.
        let losing: Int
        /// Where requests go.
        let target: String

        /// The question.
        var text: String {
            losing > 1
                ? "type \(losing) to send this to \(target), anything else not to: "
                : "send this to \(target)? [y/N] "
        }

        /// Whether an answer means yes.
        func accepts(_ answer: String?) -> Bool {
            guard losing > 1 else { return ConsentQuestion.isYes(answer) }
            return answer?.filter { !$0.isWhitespace } == "\(losing)"
        }
    }

    /// The answer where nobody is asked: whether what a rehearsal finds needs an approval.
    func checkApprovals(_ run: Run) async -> Consent {
        do {
            let rehearsal = try await Rehearsal.make(execution, bar: bar)
            bar.begin(expecting: rehearsal.report.planned + rehearsal.report.reads)
            return refusal(run, rehearsal) ?? .given
        } catch {
            return .declined(ErrorWords(error).text)
        }
    }

    private func refusal(_ run: Run, _ rehearsal: Rehearsal) -> Consent? {
        let words = run.setup.policy.approvals?.refusal(
            of: rehearsal.size,
            after: run.sentBefore,
            run.setup.format
        )
        return words.map { .forbidden(.bound("approvals", $0)) }
    }

    /// Whether an answer means yes.
    static func isYes(_ answer: String?) -> Bool {
        ["y", "yes", "是"].contains(answer?.lowercased().filter { !$0.isWhitespace } ?? "")
    }
}
