import LuaRuntime

/// Finds mistakes without running a script.
public enum ScriptCheck {
    /// Everything that is surely or very likely wrong, in the order of the text; empty: fine.
    ///
    /// Found: whatever Lua's own compiler refuses, unknown fields of `yeeuu`, of Lua's libraries, and
    /// of doors, grants, reports and arguments where the script shows what they are, unknown and
    /// missing parameters and wrong kinds of values in tables written out, globals that nothing
    /// declares, and passwords that are compared with texts or used as keys.
    public static func check(_ source: [UInt8], name: String) async -> [ScriptFinding] {
        do {
            let statements = try LuaParser.parse(source)
            var walk = ScriptWalk(file: name)
            walk.run(statements)
            if let refusal = await compile(source, name) { return [refusal] + walk.findings }
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

    /// The longest script that is looked through before it runs: by hand nobody writes a longer one.
    private static let longest = 64 << 10

    /// The first comparison of a password with a text: Lua would answer false without a word.
    static func comparison(_ source: [UInt8], _ name: String) -> ScriptFinding? {
        guard source.count <= longest else { return nil }
        let text = String(decoding: source, as: UTF8.self)
        guard text.contains("password"), text.contains("==") || text.contains("~="),
            let statements = try? LuaParser.parse(source)
        else { return nil }
        var walk = ScriptWalk(file: name)
        walk.run(statements)
        return walk.neverTrue.first
    }

    /// What Lua's own compiler says, whose limits (200 locals, 255 upvalues) the parser lacks.
    private static func compile(_ source: [UInt8], _ name: String) async -> ScriptFinding? {
        let environment = LuaEnvironment(print: { _ in })
        guard let machine = try? await LuaMachine.start(environment: environment, setup: { _ in })
        else { return nil }
        let error = await machine.check(ScriptHost.body(source), name: "=script")
        await machine.close()
        guard let error else { return nil }
        let parts = error.message.split(separator: ":", maxSplits: 2)
        let line = parts.count == 3 ? Int(parts[1]) ?? 1 : 1
        let reason = parts.last.map { String($0).trimmingBlanks } ?? error.message
        return ScriptFinding(file: name, line: line, column: 1, reason: reason)
    }
}
