/// One thing that `yeeuu check` found in a script.
public struct ScriptFinding: Sendable, Equatable, CustomStringConvertible {
    /// The script, as it was named.
    public let file: String
    /// From 1.
    public let line: Int
    /// From 1, in characters.
    public let column: Int
    /// What is wrong and what to do.
    public let reason: String

    /// As in `rotate.lua:12:5: nothing is called 'pritn' here`.
    public var description: String { "\(file):\(line):\(column): \(reason)" }
}
