/// Which door passwords are legal, which are weak, and how new ones are made.
///
/// Legal: 6 to 10 digits. Weak: one digit repeated, a run up or down, the tail of the holder's
/// mobile, the whole 6 or 8 digits a date (`alms/API.md`, «which passwords are legal?»).
public enum PasswordRule {
    /// How many digits a password may have.
    public static let lengths = 6...10

    /// Why a text weakens a door.
    public enum Weakness: String, Sendable {
        case repeated = "one digit repeated"
        case run = "a run of digits"
        case mobileTail = "the tail of the holder's mobile"
        case date = "a date"
    }

    /// What is wrong with `text` as a password, without quoting it; nil when it is legal.
    public static func problem(_ text: String) -> String? {
        let digits = text.utf8.filter { (48...57).contains($0) }.count
        guard digits == text.utf8.count else {
            return "something other than digits given; give 6 to 10 digits"
        }
        return lengths.contains(digits) ? nil : "\(digits) digits given; give 6 to 10"
    }

    /// Why `text`, a legal password, is weak for the holder `mobile`; nil when it is not.
    public static func weakness(_ text: String, mobile: String) -> Weakness? {
        let digits = text.utf8.map { Int($0) - 48 }
        let steps = zip(digits, digits.dropFirst()).map { ($1 - $0 + 10) % 10 }
        if let first = steps.first, steps.allSatisfy({ $0 == first }) {
            if first == 0 { return .repeated }
            if first == 1 || first == 9 { return .run }
        }
        if mobile.hasSuffix(text) { return .mobileTail }
        return isDate(digits) ? .date : nil
    }

    /// A new password: not weak, not beginning with 0, none that `isTaken` names.
    ///
    /// - Parameters:
    ///   - digits: how many, 6 to 10.
    ///   - mobile: the holder's, whose tail is avoided.
    ///   - generator: the source of randomness; the system's outside tests.
    ///   - isTaken: whether a candidate equals one of that door or the holder's last.
    /// - Returns: nil when 1,000 candidates were all taken.
    public static func generate(
        digits: Int,
        mobile: String,
        using generator: inout some RandomNumberGenerator,
        isTaken: (String) -> Bool
    ) -> String? {
        let least = (1..<digits).reduce(1) { power, _ in power * 10 }
        for _ in 0..<1000 {
            // One number, not digit by digit: each draw asks the system.
            let text = String(Int.random(in: least..<least * 10, using: &generator))
            if weakness(text, mobile: mobile) == nil, !isTaken(text) { return text }
        }
        return nil
    }

    private static func isDate(_ digits: [Int]) -> Bool {
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        switch digits.count {
        case 6:
            return isDay(number(2..<4), number(4..<6)) || isDay(number(2..<4), number(0..<2))
                || isDay(number(0..<2), number(2..<4))
        case 8:
            if isYear(number(0..<4)) { return isDay(number(4..<6), number(6..<8)) }
            return isYear(number(4..<8))
                && (isDay(number(2..<4), number(0..<2)) || isDay(number(0..<2), number(2..<4)))
        default: return false
        }
    }

    private static func isYear(_ year: Int) -> Bool { (1900...2099).contains(year) }

    private static func isDay(_ month: Int, _ day: Int) -> Bool {
        (1...12).contains(month) && (1...31).contains(day)
    }
}
