import ALMS

/// A selector's table on its way: reads typed values and collects every complaint.
struct SelectorDraft {
    /// Short forms and what they stand for.
    static let shortForms = ["building": "buildingId", "mobile": "authoredMobile"]

    private(set) var problems: [ArgumentProblem] = []
    private let arguments: Arguments
    private let keys: [String]

    init(_ arguments: Arguments, keys: [String]) {
        self.arguments = arguments
        self.keys = keys
        checkNames()
    }

    /// Whether the table says nothing that selects.
    var isEmpty: Bool { arguments.items.allSatisfy { $0.name == "required" } }

    mutating func complain(_ key: String, _ reason: String) {
        problems.append(.init(key, reason))
    }

    /// The value under a wire name, or under the short form that stands for it.
    mutating func text(_ name: ParameterName) -> String? {
        guard let (key, value) = item(name.rawValue) else { return nil }
        guard case .text(let text) = value else {
            if case .integer(let number) = value {
                complain(key, "a number given where text belongs; write \"\(number)\"")
            } else {
                complain(key, "\(value.kind) given; give text")
            }
            return nil
        }
        if MobileRule.isBlank(text), name != .door {
            complain(key, "empty; give text, or leave it out and say all = true")
            return nil
        }
        return text
    }

    mutating func doorType() -> DoorType? {
        guard let (key, value) = item("doorType") else { return nil }
        switch value {
        case .integer(1), .text("1"): return .main
        case .integer(2), .text("2"): return .inner
        case .integer(let number): complain(key, "\(number) given; give 1 (main) or 2 (inner)")
        case .text(let text): complain(key, "'\(text)' given; give 1 (main) or 2 (inner)")
        default: complain(key, "\(value.kind) given; give 1 (main) or 2 (inner)")
        }
        return nil
    }

    mutating func flag(_ key: String) -> Bool? {
        switch arguments[key] {
        case .none: return nil
        case .boolean(let flag): return flag
        case .some(let value):
            complain(key, "\(value.kind) given; give true or false")
            return nil
        }
    }

    mutating func time(_ name: ParameterName) -> Int64? {
        guard let (key, value) = item(name.rawValue) else { return nil }
        guard case .integer(let seconds) = value else {
            let given =
                if case .text(let text) = value { "'\(text.prefix(40))'" } else { value.kind }
            complain(key, "\(given) given; give Unix seconds, or \"2026-12-01 09:00\"")
            return nil
        }
        if let problem = TimeRule.problem(seconds) {
            complain(key, problem)
            return nil
        }
        return seconds
    }

    mutating func span(_ key: String) -> Int64? {
        switch arguments[key] {
        case .none: return nil
        case .text(let text):
            if let span = Span(text) { return span.seconds }
            complain(key, "'\(text)' given; give a number and s, m, h, d or w, like \"7d\"")
        case .some(let value): complain(key, "\(value.kind) given; give text like \"7d\"")
        }
        return nil
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String,
        of: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        guard let value = arguments[key] else { return nil }
        let names = Choice.allCases.map(\.rawValue)
        guard case .text(let text) = value else {
            complain(key, "\(value.kind) given; give \(Self.list(names))")
            return nil
        }
        if let choice = Choice(rawValue: text) { return choice }
        let hint = NearestName.find(text, among: names).map { "; did you mean '\($0)'?" }
        complain(key, "'\(text)' given" + (hint ?? "; give \(Self.list(names))"))
        return nil
    }

    /// Throws everything that was found wrong.
    func finish(_ function: String) throws(InvalidSelector) {
        guard !problems.isEmpty else { return }
        throw InvalidSelector(function: function, problems: problems)
    }

    private static func list(_ names: [String]) -> String {
        names.map { "\"\($0)\"" }.joined(separator: ", ")
    }

    private func item(_ name: String) -> (String, ArgumentValue)? {
        for item in arguments.items {
            if item.name == name || Self.shortForms[item.name] == name {
                return (item.name, item.value)
            }
        }
        return nil
    }

    private mutating func checkNames() {
        if arguments.items.isEmpty {
            complain("", "an empty selection; say what to select, or all = true for everything")
        } else if isEmpty {
            complain("", "nothing selects; say what to select, or all = true for everything")
        }
        var seen: [String: String] = [:]
        for item in arguments.items {
            guard keys.contains(item.name) else {
                let hint = NearestName.hint(item.name, among: keys)
                problems.append(.init(item.name, "no such key\(hint)", isMisspelt: true))
                continue
            }
            let name = Self.shortForms[item.name] ?? item.name
            if let other = seen[name] {
                complain(item.name, "says the same as \(other); give one of them")
            }
            seen[name] = item.name
        }
        if case .boolean(false) = arguments["all"] {
            complain("all", "false given; give true, or leave it out")
        }
    }
}
