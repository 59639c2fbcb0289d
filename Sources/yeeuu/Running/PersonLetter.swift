import Register
import Vault

/// What one text for one person is filled with: all doors at which the run's wish was confirmed.
struct PersonLetter {
    private let rows: [PeopleListRow]

    /// A letter a person, in the order of their first rows; nobody without anything confirmed, and
    /// where a password is wanted, no door without one.
    static func all(_ rows: [PeopleListRow], withPassword: Bool) -> [PersonLetter] {
        var order: [String] = []
        var people: [String: [PeopleListRow]] = [:]
        for row in rows where row.isConfirmed && !(withPassword && row.password == nil) {
            if people[row.authoredMobile] == nil { order.append(row.authoredMobile) }
            people[row.authoredMobile, default: []].append(row)
        }
        return order.map { PersonLetter(rows: people[$0] ?? []) }
    }

    /// How many rows of the list it tells of.
    var count: Int { rows.count }

    /// The texts under ``PeopleListRow/headings``: each that is said of the person once; a password
    /// with its doors where there are several.
    func cells() -> [String] {
        let all = rows.map { $0.cells(showsPasswords: true) }
        return PeopleListRow.headings.enumerated().map { index, heading in
            switch heading {
            case "door" where rows.count > 1: Self.list(rows.map(\.doorLabel))
            case "password": passwords
            default: Self.list(all.map { $0[index] })
            }
        }
    }

    private var passwords: String {
        let different = Self.unique(rows.compactMap { $0.password?.reveal() })
        guard different.count > 1 else { return different.first ?? "" }
        return different.map { password in
            let doors = rows.filter { $0.password?.reveal() == password }.map { row in
                row.name.isEmpty ? row.doorLabel : "\(row.name) \(row.doorLabel)"
            }
            return "\(password) (\(Self.list(doors)))"
        }
        .joined(separator: ", ")
    }

    private static func list(_ texts: [String]) -> String {
        unique(texts.filter { !$0.isEmpty }).joined(separator: ", ")
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
