import Vault

/// Everything the register knows of one grant: what is settled, what is open, what was before.
///
/// Requests that are not settled stand beside the settled part and never alter it, so that a refusal
/// restores what was, and a lost answer keeps both passwords.
struct Holding: Sendable, Equatable {
    struct Terms: Sendable, Equatable {
        var startTime: Int64?
        var endTime: Int64?
        var author = ""
        var authoredName = ""
        var password: HiddenPassword?
    }

    struct Settled: Sendable, Equatable {
        var isRemoved = false
        /// Whether it was removed for a new one that has not come: ``terms`` are what was held before.
        var isOwed = false
        var confidence: Confidence
        var confirmedAt: Int64?
        var terms: Terms
    }

    struct Open: Sendable, Equatable {
        let wish: Wish
        var isUnknown: Bool
        let terms: Terms
        /// A removal that surely was not done, and is still wanted.
        var isDeclined = false
        /// A removal that another password follows at once.
        var isExchange = false
    }

    struct Previous: Sendable, Equatable {
        let run: String
        let time: Int64
        let settled: Settled?
    }

    /// How many previous values a grant keeps.
    static let depth = 10

    /// What the service confirmed or a file said; nil when nothing is settled.
    var settled: Settled?
    /// What was asked and is not settled, oldest first.
    var open: [Open] = []
    /// Earlier settled values.
    var previous = History()

    /// Whether nothing is left to be kept.
    var isEmpty: Bool { settled == nil && open.isEmpty }

    /// The terms that are shown: the settled ones, unless only a new wish tells anything.
    var shownTerms: Terms {
        if let settled, !settled.isRemoved { return settled.terms }
        return open.last { $0.wish == .set }?.terms ?? settled?.terms ?? Terms()
    }

    /// How sure it all is.
    var confidence: Confidence {
        if open.contains(where: \.isUnknown) { return .unknown }
        return open.allSatisfy(\.isDeclined) ? settled?.confidence ?? .unknown : .asked
    }

    /// What is open, the newest wish.
    var unsettled: Wish? { open.last { !$0.isDeclined }?.wish }

    /// Whether somebody may hold nothing though they are to hold something: the old password was
    /// removed, or may have been, for a new one that is not confirmed.
    var isOwed: Bool { settled?.isOwed == true || open.contains { $0.isExchange && $0.isUnknown } }

    /// Whether it opens the door at `now`, as far as anybody knows.
    func status(at now: Int64) -> GrantStatus {
        var ends = open.filter { $0.wish == .set }.map(\.terms.endTime)
        if let settled, !settled.isRemoved { ends.append(settled.terms.endTime) }
        if ends.isEmpty { return .removed }
        return ends.allSatisfy { ($0 ?? .max) < now } ? .ended : .active
    }
}

extension Holding.Terms {
    /// The terms as a request gave them.
    init(_ terms: GrantTerms) {
        startTime = terms.startTime
        endTime = terms.endTime
        author = terms.author
        authoredName = terms.authoredName
        password = terms.password.map { .clear($0) }
    }

    /// The terms with their password opened.
    func revealed(by keys: Keyring, of id: GrantID, as role: PasswordRole) throws -> GrantTerms {
        GrantTerms(
            startTime: startTime,
            endTime: endTime,
            author: author,
            authoredName: authoredName,
            password: try keys.opened(password, of: id, as: role)
        )
    }

    /// Whether `other` says the same; passwords are opened only when all else is equal.
    ///
    /// A password that no key opens any more is like no other, so that a new one can still be set.
    func equals(
        _ other: Self,
        keys: Keyring,
        id: GrantID,
        roles: (PasswordRole, PasswordRole)
    ) -> Bool {
        guard startTime == other.startTime, endTime == other.endTime, author == other.author,
            authoredName == other.authoredName
        else { return false }
        if password == other.password { return true }
        do {
            return try keys.opened(password, of: id, as: roles.0)
                == keys.opened(other.password, of: id, as: roles.1)
        } catch { return false }
    }
}
