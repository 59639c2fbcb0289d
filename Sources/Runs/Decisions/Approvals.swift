/// How many approvers have to sign a plan, and from which size on.
///
/// Changes beyond that size are sent only as an approved plan: a live run of a script stops there.
public struct Approvals: Sendable, Equatable, CustomStringConvertible {
    /// How many of the approvers have to sign, 1 or more.
    public let count: Int
    /// How many changes need no approval.
    public let above: Int

    /// Makes a rule.
    public init(count: Int, above: Int = 0) {
        self.count = count
        self.above = above
    }

    /// Reads `2` or `1 above 50`; nil for anything else, and for a count of 0.
    public init?(_ text: String) {
        let words = text.split(separator: " ")
        guard let first = words.first, let count = Int(first), count > 0 else { return nil }
        if words.count == 1 {
            self.init(count: count)
        } else if words.count == 3, words[1] == "above", let above = Int(words[2]), above >= 0 {
            self.init(count: count, above: above)
        } else {
            return nil
        }
    }

    /// `2` or `1 above 50`.
    public var description: String { above == 0 ? "\(count)" : "\(count) above \(above)" }

    /// How many approvals a plan of so many requests needs.
    func needed(for requests: Int) -> Int { requests > above ? count : 0 }

    /// Why `changes` may not be sent as they are.
    ///
    /// - Parameters:
    ///   - changes: how many writes count.
    ///   - sent: what was sent without an approval before.
    ///   - format: writes a time, Unix seconds, for people.
    /// - Returns: nil when they may.
    public func refusal(
        of changes: Int,
        after sent: ApprovalLedger,
        _ format: (Int64) -> String
    ) -> String? {
        guard sent.needed(self, for: changes) > 0 else { return nil }
        let size = above == 0 ? "changes" : "more than \(above) changes"
        guard sent.sum > 0 else { return "\(size) need \(whom); \(Self.remedy)" }
        let before = "\(sent.sum) were sent without an approval in the last 24 hours"
        guard let time = sent.free(self, for: changes) else {
            return "\(size) in 24 hours need \(whom), and \(before); \(Self.remedy)"
        }
        return "\(size) in 24 hours need \(whom), and \(before); these may be sent from "
            + "\(format(time)) on, or now: \(Self.remedy)"
    }

    private var whom: String { count == 1 ? "an approval" : "\(count) approvals" }

    private static let remedy =
        "save them with 'yeeuu plan', have the plan signed with 'yeeuu approve' and apply it"
}
