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

/// Finds mistakes without running a script.
public enum ScriptCheck {
    /// Everything that is surely or very likely wrong, in the order of the text; empty: fine.
    ///
    /// Found: syntax, unknown fields of `yeeuu` and of doors, grants and reports where the script
    /// shows what they are, unknown and missing parameters and wrong kinds of values in tables
    /// written out, and globals that nothing declares.
    public static func check(_ source: [UInt8], name: String) -> [ScriptFinding] {
        do {
            let statements = try LuaParser.parse(source)
            var walk = ScriptWalk(file: name)
            walk.run(statements)
            return walk.findings
        } catch {
            let place = error.place
            return [
                ScriptFinding(
                    file: name,
                    line: place.line,
                    column: place.column,
                    reason: error.reason
                )
            ]
        }
    }
}
