import Vault

/// What a person says that somebody holds.
public enum HoldingWord: Sendable, Equatable {
    /// What the register calls the current one.
    case current
    /// What was asked for and is not settled; the first of them is number 1, nil is the last.
    case pending(Int?)
    /// Nothing: it is gone.
    case nothing
}

extension Register {
    /// Settles by a person's word what `selector` means and the register is not sure of; the service
    /// is told nothing.
    ///
    /// - Parameters:
    ///   - selector: which grants; those about which nothing is open are left out.
    ///   - word: what their holders hold.
    /// - Returns: the change, and what cannot be settled so: whose, and why.
    /// - Throws: ``InvalidSelector``, ``RegisterError``.
    public func settlingGrants(
        _ selector: GrantSelector,
        _ word: HoldingWord
    ) throws -> (change: RegisterChange, left: [(GrantID, String)]) {
        let view = try view()
        var selector = selector
        selector.status = nil
        var items: [RegisterChange.Item] = []
        var left: [(GrantID, String)] = []
        for row in try view.grants(selector) where row.lastWish != nil || row.isOwed {
            do throws(Unfit) {
                items.append(.settled(try Self.line(row, word, view)))
            } catch { left.append((row.id, error.reason)) }
        }
        return (RegisterChange("grants settle", at: clock(), items), left)
    }

    private struct Unfit: Error {
        let reason: String
    }

    private static func line(
        _ row: GrantRow,
        _ word: HoldingWord,
        _ view: RegisterView
    ) throws(Unfit) -> SettledLine {
        switch word {
        case .nothing: return SettledLine(id: row.id, held: nil)
        case .pending(let number):
            let terms = (try? view.pending(of: row.id)) ?? []
            let place = (number ?? terms.count) - 1
            guard terms.indices.contains(place) else {
                throw Unfit(reason: terms.isEmpty ? "nothing is pending" : "\(terms.count) pending")
            }
            return SettledLine(id: row.id, held: GrantLine(row.id, terms[place]))
        case .current:
            let password = (try? view.password(of: row.id)) ?? nil
            guard row.kind == .auth || password != nil else {
                throw Unfit(reason: "the register does not know a current password")
            }
            let held = (try? view.settledTerms(of: row.id)) ?? nil
            guard let held else { throw Unfit(reason: "it never held anything that was confirmed") }
            return SettledLine(id: row.id, held: GrantLine(row.id, held))
        }
    }
}

extension GrantLine {
    /// The line that says all of `terms`.
    init(_ id: GrantID, _ terms: GrantTerms) {
        self.init(
            line: 0,
            id: id,
            startTime: terms.startTime,
            endTime: terms.endTime,
            author: terms.author,
            authoredName: terms.authoredName,
            password: terms.password
        )
    }
}
