import ALMS
import Register
import RequestLog
import Runs
import Vault

/// The list for people: whom a run was about, and which password they hold now.
struct PeopleList {
    let workspace: Workspace

    /// Everybody whom `run` was about, each once a door: those for whom it sent something first, in the
    /// order in which it did, then those to whom it did not come.
    ///
    /// A password stands there where the service confirmed it, else the one that still holds.
    func rows(of run: RunRow) throws -> [PeopleListRow] {
        let view = try workspace.register.view()
        return try wishes(of: run).map { try row($0, run.id, view) }
    }

    private func wishes(of run: RunRow) throws -> [PeopleWish] {
        var filter = LogFilter()
        filter.run = run.id
        var calls: [Int: [LogAttempt]] = [:]
        var order: [Int] = []
        for attempt in try LogReader(workspace.folder.log).attempts(filter) {
            let call = attempt.intent.header?.call ?? attempt.intent.index
            if calls[call] == nil { order.append(call) }
            calls[call, default: []].append(attempt)
        }
        var wishes = PeopleWishes()
        for call in order {
            if let wish = PeopleWish(calls[call] ?? [], workspace.vault) { wishes.add(wish) }
        }
        let report = run.report.flatMap { try? JSONParser.parse(Array($0.utf8)) }
        for left in report.map(RunReport.left) ?? [] { wishes.addUnlessKnown(PeopleWish(left)) }
        let plan = try PlanShelf(workspace: workspace.folder.path).plan(appliedBy: run.id)
        for step in plan?.steps ?? [] {
            if let wish = PeopleWish(step) { wishes.addUnlessKnown(wish) }
        }
        return wishes.all
    }

    private func row(
        _ wish: PeopleWish,
        _ run: String,
        _ view: RegisterView
    ) throws -> PeopleListRow {
        let isHidden = wish.subject.authoredMobile.isEmpty
        let held = isHidden ? .nothing(isKnown: true) : try PeopleListRow.Held(wish.id, view)
        let (outcome, password, note) = PeopleListRow.judge(wish, held, run: run)
        let apartment = try view.door(wish.subject.door)?.apartment
        let terms = password == nil ? nil : held.row
        let name = wish.subject.authoredName
        let reason = isHidden ? "no key opens it any more" : wish.reason
        return PeopleListRow(
            door: wish.subject.door,
            unit: apartment?.unit ?? "",
            name: apartment?.name ?? "",
            authoredName: name.isEmpty ? held.row?.authoredName ?? "" : name,
            authoredMobile: wish.subject.authoredMobile,
            password: password,
            from: time(terms?.startTime ?? wish.startTime ?? held.row?.startTime),
            to: time(terms?.endTime ?? wish.endTime ?? held.row?.endTime),
            outcome: outcome,
            note: [note, outcome == "ok" ? "" : reason].filter { !$0.isEmpty }
                .joined(separator: "; ")
        )
    }

    private func time(_ seconds: Int64?) -> String {
        guard let seconds else { return "" }
        return (try? workspace.zone.format(seconds)) ?? String(seconds)
    }
}
