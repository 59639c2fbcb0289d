/// Checks single values against their parameter's declaration and collects the complaints.
struct FieldCheck {
    let rules: RequestRules
    /// The file and line, or the place in a list, that paths begin with.
    let origin: String?
    private(set) var problems: [ArgumentProblem] = []
    private(set) var warnings: [String] = []

    init(rules: RequestRules, origin: String? = nil) {
        self.rules = rules
        self.origin = origin
    }

    /// The text of `value` on the wire; nil after a complaint, or when an optional one is missing.
    mutating func text(
        _ name: ParameterName,
        _ value: ArgumentValue?,
        isRequired: Bool
    ) -> String? {
        guard let value else {
            if isRequired { complain(name, "missing; give \(name.parameter.form.words)") }
            return nil
        }
        switch name.parameter.form {
        case .text: return plain(name, value, isRequired: isRequired)
        case .mobile: return mobile(name, value)
        case .password: return password(name, value)
        case .doorType: return doorType(name, value)
        case .time: return time(name, value)
        case .positive: return positive(name, value)
        case .apartments: return nil
        }
    }

    /// The door's name: required and not blank for an inner door, any text for a main door.
    mutating func door(_ value: ArgumentValue?, doorType: DoorType?) -> String? {
        guard let value else {
            if doorType == .inner {
                complain(.door, "missing; an inner door (doorType 2) needs its name")
            }
            return nil
        }
        return plain(.door, value, isRequired: doorType == .inner)
    }

    private mutating func plain(
        _ name: ParameterName,
        _ value: ArgumentValue,
        isRequired: Bool
    ) -> String? {
        guard case .text(let text) = value else {
            switch value {
            case .integer(let number):
                complain(name, "a number given where text belongs; write \"\(number)\"")
            default: complain(name, "\(value.kind) given; give text")
            }
            return nil
        }
        if isRequired, MobileRule.isBlank(text) {
            complain(name, "empty; give \(name.parameter.form.words)")
            return nil
        }
        guard !text.utf8.contains(0) else {
            complain(name, "contains a zero byte; give text without it")
            return nil
        }
        if let problem = TextRule.problem(text) {
            complain(name, problem)
            return nil
        }
        return text
    }

    private mutating func mobile(_ name: ParameterName, _ value: ArgumentValue) -> String? {
        guard let text = plain(name, value, isRequired: true) else { return nil }
        if !MobileRule.looksMainland(text) {
            if rules.mobile == .mainland {
                complain(name, "'\(text)' is no mainland mobile; give 1 and ten digits")
                return nil
            }
            warnings.append("\(name.rawValue): '\(text)' does not look like a mainland mobile")
        }
        return text
    }

    private mutating func password(_ name: ParameterName, _ value: ArgumentValue) -> String? {
        let text: String
        switch value {
        case .text(let given), .secret(let given): text = given
        case .integer, .number:
            complain(name, "a number given where text belongs; write the digits in quotes")
            return nil
        default:
            complain(name, "\(value.kind) given; give 6 to 10 digits as text")
            return nil
        }
        if let problem = PasswordRule.problem(text) {
            complain(name, problem)
            return nil
        }
        return text
    }

    private mutating func doorType(_ name: ParameterName, _ value: ArgumentValue) -> String? {
        switch value {
        case .integer(1), .text("1"): return "1"
        case .integer(2), .text("2"): return "2"
        case .integer(let number): complain(name, "\(number) given; give 1 (main) or 2 (inner)")
        case .text(let text): complain(name, "'\(text)' given; give 1 (main) or 2 (inner)")
        default: complain(name, "\(value.kind) given; give 1 (main) or 2 (inner)")
        }
        return nil
    }

    private mutating func time(_ name: ParameterName, _ value: ArgumentValue) -> String? {
        guard case .integer(let seconds) = value else {
            let given =
                if case .text(let text) = value { "'\(text.prefix(40))'" } else { value.kind }
            complain(name, "\(given) given; give Unix seconds, or \"2026-12-01 09:00\"")
            return nil
        }
        if let problem = TimeRule.problem(seconds) {
            complain(name, problem)
            return nil
        }
        return String(seconds)
    }

    private mutating func positive(_ name: ParameterName, _ value: ArgumentValue) -> String? {
        guard case .integer(let number) = value else {
            complain(name, "\(value.kind) given; give a whole number from 1")
            return nil
        }
        guard number >= 1 else {
            complain(name, "\(number) given; give a whole number from 1")
            return nil
        }
        return String(number)
    }

    private mutating func complain(_ name: ParameterName, _ reason: String) {
        let path = origin.map { "\($0): \(name.rawValue)" } ?? name.rawValue
        problems.append(.init(path, reason))
    }
}
