public import ALMS

/// Everything that is wrong with a selection, at once.
public struct InvalidSelector: Error, Sendable, Equatable, CustomStringConvertible {
    /// The function that was called: `doors`, `door`, `grants`, or an option's name.
    public let function: String
    /// The complaints in the order of the keys.
    public let problems: [ArgumentProblem]

    /// Makes the error; `problems` is not empty.
    public init(function: String, problems: [ArgumentProblem]) {
        self.function = function
        self.problems = problems
    }

    /// `doors: buildng: no such key; did you mean 'building'?`, complaints parted by ` · `.
    public var description: String {
        "\(function): " + problems.map(\.description).joined(separator: " · ")
    }
}

/// `door(…)` found none or several.
public struct NotOne: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was found, in the order of selections.
    public let found: [DoorRow]
    /// Which door was meant, and why there is none.
    let missing: String

    /// Names the first ten.
    public var description: String {
        if found.isEmpty { return "door: \(missing)" }
        let names = found.prefix(10).map { row in
            row.apartment.name.isEmpty ? "\(row.key)" : "\(row.key) (\(row.apartment.name))"
        }
        let more = found.count > 10 ? " and \(found.count - 10) more" : ""
        let list = names.joined(separator: ", ") + more
        return "door: \(found.count) doors found; name one of \(list)"
    }
}
