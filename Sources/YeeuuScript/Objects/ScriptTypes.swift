import LuaRuntime

/// The types of a state's handles and the shapes of its answers.
struct ScriptTypes {
    let door: LuaType
    let grant: LuaType
    let holder: LuaType
    let secret: LuaType
    let answer: LuaShape
    let opening: LuaShape
    let entry: LuaShape
}
