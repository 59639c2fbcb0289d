import Register

/// Who may get in and should not, and who may not and should: said until it is over.
enum OpenRisks {
    /// What is at risk about a grant, as the lists' column has it.
    static func name(of grant: GrantRow) -> String {
        if grant.isOwed { return "holds nothing" }
        return grant.isRemovalDeclined ? "not removed" : "removal unknown"
    }

    /// Says on standard error how many there are; nothing when there are none.
    static func tell(in view: RegisterView, _ console: Console) throws {
        let risks = try view.openRisks()
        let owed = risks.count(where: \.isOwed)
        if owed > 0 {
            let who = Counted.text(owed, "person", "people")
            console.warn(
                "\(who) may have no password: the old one was removed and no new one is confirmed; "
                    + "'yeeuu retry' gives it back"
            )
        }
        let kept = risks.count - owed
        if kept > 0 {
            console.warn(
                "\(Counted.text(kept, "removal")) not confirmed: who was to lose access may still "
                    + "get in; see 'yeeuu grants list --open-risks', then 'yeeuu retry'"
            )
        }
    }
}
