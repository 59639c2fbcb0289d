import ALMS
import Register
import RequestLog
import Vault

/// One person at one door, with what they hold there now.
struct PeopleListRow {
    /// The columns, as the file's headings.
    static let headings = [
        "buildingId", "unit", "name", "code", "door", "authoredName", "authoredMobile", "password",
        "from", "to", "outcome", "note",
    ]

    let door: DoorKey
    let unit: String
    /// The flat's name.
    let name: String
    let authoredName: String
    let authoredMobile: String
    /// What holds there; nil where nothing does, or nobody is sure.
    let password: Secret?
    let from: String
    let to: String
    /// What became of the run's wish: `ok`, `refused`, `failed`, `unknown`, `waiting`, `skipped`.
    let outcome: String
    /// What the password is, where it is not the run's own, and why.
    let note: String

    /// Whether the service confirmed what the run wanted for the person.
    var isConfirmed: Bool { outcome == OutcomeClass.ok.rawValue }

    /// The door as a text for several of them names it.
    var doorLabel: String { door.doorType == .main ? "大门" : door.door }

    /// The cells under ``headings``.
    func cells(showsPasswords: Bool) -> [String] {
        let password = password.map { showsPasswords ? $0.reveal() : Secret.dots } ?? ""
        return [
            door.buildingId, unit, name, door.code, door.door, authoredName, authoredMobile,
            password, from, to, outcome, note,
        ]
    }
}

extension PeopleListRow {
    /// What the register is sure of about a person's password at a door.
    enum Held {
        /// Nothing opens.
        case nothing(isKnown: Bool)
        /// This one opens.
        case password(Secret, GrantRow)
        /// One that the register was never told.
        case hidden(GrantRow)
        /// One of several, or nobody knows whether it is gone.
        case unsure(GrantRow)

        init(_ id: GrantID, _ view: RegisterView) throws {
            guard let row = try view.grant(id) else {
                self = .nothing(isKnown: false)
                return
            }
            if row.status != .active {
                self = .nothing(isKnown: true)
            } else if row.hasPending || row.unsettled != nil {
                self = .unsure(row)
            } else if let password = try? view.password(of: id) {
                self = .password(password, row)
            } else {
                self = .hidden(row)
            }
        }

        var row: GrantRow? {
            switch self {
            case .nothing: nil
            case .password(_, let row), .hidden(let row), .unsure(let row): row
            }
        }
    }

    /// What a run wanted for a person at a door, beside what holds there now: the outcome to tell, the
    /// password that stands in the list, and what it is.
    static func judge(_ wish: PeopleWish, _ held: Held, run: String) -> (String, Secret?, String) {
        switch (wish.outcome, held) {
        case (.ok, .password(let password, _)):
            if password == wish.password { return ("ok", password, "") }
            let note = wish.isPassword ? "changed since this run" : "the earlier password"
            return ("ok", password, note)
        case (.ok, .nothing(isKnown: false)):
            return ("ok", wish.password, wish.isPassword ? "not in the register" : "no password")
        case (.ok, .nothing):
            return (
                "ok", nil, wish.isPassword ? "taken away or ended since this run" : "no password"
            )
        case (.ok, .hidden):
            return ("ok", nil, "a password that the register does not know")
        case (.unknown, .password(let password, _)):
            if password == wish.password { return ("ok", password, "settled since this run") }
            return ("unknown", password, "changed since this run")
        case (.unknown, _):
            let remedy = "'yeeuu resume \(run)' settles it"
            return ("unknown", nil, "the earlier password or the new one; \(remedy)")
        case (_, .password(let password, let row)):
            if wish.isPassword, password == wish.password {
                return ("ok", password, "done after this run")
            }
            let origin = row.confidence == .imported ? ", as it was imported" : ""
            return (wish.word, password, "the earlier password still holds\(origin)")
        case (_, .hidden):
            return (
                wish.word, nil, "the earlier password still holds; the register does not know it"
            )
        case (_, .unsure):
            return (
                wish.word, nil,
                "nobody knows which password holds; see yeeuu grants list --open-risks"
            )
        case (_, .nothing): return (wish.word, nil, "no password")
        }
    }
}
