/// That a grant is not any more what it was, and who made it so.
public struct GrantChange: Sendable, Equatable {
    /// What is otherwise now, under wire names; `state` when it came or went.
    public let fields: [String]
    /// The run that changed it last; `import` for an import.
    public let run: String
    /// When, Unix seconds.
    public let time: Int64
}
