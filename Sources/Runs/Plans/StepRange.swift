import ALMS

/// Steps that lie side by side in a plan, first and last included.
public struct StepRange: Sendable, Hashable {
    /// The first step.
    public let first: Int
    /// The last step.
    public let last: Int

    /// One step, or the steps from `first` to `last`.
    init(_ first: Int, through last: Int? = nil) {
        self.first = first
        self.last = last ?? first
    }

    /// `7`, or `[0,99]`.
    var json: JSON {
        let (first, last) = (JSON.integer(Int64(first)), JSON.integer(Int64(last)))
        return first == last ? first : .array([first, last])
    }

    /// Reads what ``json`` writes; nil for anything else.
    init?(_ json: JSON) {
        if let step = json.whole, step >= 0 {
            self.init(Int(step))
        } else if let ends = json.items, ends.count == 2, let first = ends[0].whole,
            let last = ends[1].whole, 0 <= first, first <= last
        {
            self.init(Int(first), through: Int(last))
        } else {
            return nil
        }
    }
}
