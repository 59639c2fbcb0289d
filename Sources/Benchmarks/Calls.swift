import CLua
import LuaRuntime

/// Calls from Lua into Swift through the host, against plain C functions in a stock state.
enum Calls {
    private static let loops = 200_000

    private static func chunk(_ call: String) -> String {
        """
        local f = f
        local t = os.clock()
        for i = 1, \(loops) do \(call) end
        return (os.clock() - t) / \(loops) * 1e9
        """
    }

    /// Prints nanoseconds a call for both, and their ratio: an empty call, a short string each way.
    static func measure() async throws {
        for (name, call) in [("empty", "f()"), ("string", "f('a short text')")] {
            var ours = Double.infinity
            var plain = Double.infinity
            for _ in 0..<100 {
                ours = min(ours, try await host(name, call))
                plain = min(plain, stock(name, call))
            }
            print("\(name) \(ours) \(plain) \(ours / plain)")
        }
    }

    private static func host(_ name: String, _ call: String) async throws -> Double {
        let environment = LuaEnvironment(print: { _ in })
        let machine = try await LuaMachine.start(environment: environment) { host in
            let empty = LuaFunction("f") { _ in .values }
            let text = LuaFunction("f") { call in
                call.push(call.string(1) ?? "")
                return .values
            }
            try host.global(name == "string" ? text : empty)
        }
        let results = try await machine.run(Array(chunk(call).utf8), name: "@bench.lua")
        await machine.close()
        guard case .number(let nanoseconds)? = results.first else { return .nan }
        return nanoseconds
    }

    private static func stock(_ name: String, _ call: String) -> Double {
        guard let state = unsafe luaL_newstate() else { return .nan }
        defer { unsafe lua_close(state) }
        unsafe luaL_openlibs(state)
        if name == "string" {
            unsafe lua_pushcclosure(
                state,
                { state in
                    var length = 0
                    let text = unsafe luaL_checklstring(state, 1, &length)
                    _ = unsafe lua_pushlstring(state, text, length)
                    return 1
                },
                0
            )
        } else {
            unsafe lua_pushcclosure(state, { _ in 0 }, 0)
        }
        unsafe lua_setglobal(state, "f")
        guard unsafe luaL_loadstring(state, chunk(call)) == 0,
            unsafe lua_pcallk(state, 0, 1, 0, 0, nil) == 0
        else { return .nan }
        return unsafe lua_tonumberx(state, -1, nil)
    }

    /// Runs a chunk that answers a number in a stock state.
    static func stockSeconds(_ chunk: String) -> Double {
        guard let state = unsafe luaL_newstate() else { return .nan }
        defer { unsafe lua_close(state) }
        unsafe luaL_openlibs(state)
        guard unsafe luaL_loadstring(state, chunk) == 0,
            unsafe lua_pcallk(state, 0, 1, 0, 0, nil) == 0
        else { return .nan }
        return unsafe lua_tonumberx(state, -1, nil)
    }
}
