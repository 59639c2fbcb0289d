internal import CLuaSupport

/// The parts of the sandbox that are written in Swift or Lua: `os` and `require`.
extension LuaHost {
    func openSystem() throws(LuaError) {
        try prelude("system", Self.system, functions: systemFunctions)
    }

    private var systemFunctions: [LuaFunction] {
        [
            LuaFunction("os_time") { [environment] call in osTime(call, environment) },
            LuaFunction("os_date") { [environment] call in osDate(call, environment) },
            LuaFunction("os_clock") { call in
                call.push(threadSeconds())
                return .values
            },
            LuaFunction("resolve_module") { call in
                guard let name = call.string(1) else {
                    return call.fail(
                        "require: the module's name is expected, got \(call.typeName(1))"
                    )
                }
                return call.host.resolution(of: name, call)
            },
        ]
    }

    private func resolution(of name: String, _ call: borrowing LuaCall) -> LuaAnswer {
        switch resolve?(name) ?? .failure("there are no modules here") {
        case .source(let bytes, let chunkName):
            call.push(bytes)
            call.push(chunkName)
        case .failure(let reason):
            call.pushNil()
            call.push(reason)
        }
        return .values
    }

    /// A module that waits while it loads holds whoever else requires it: they get its result.
    private static let system = """
        local host = ...
        local globals = host.globals
        local load, error, pcall, running = load, error, pcall, coroutine.running
        globals.os = {
            time = host.os_time, date = host.os_date, clock = host.os_clock,
            difftime = function(a, b) return (a + 0.0) - (b or 0) end,
        }
        local loaded, loading = {}, {}
        local resolve = host.resolve_module

        function globals.require(name)
            if loaded[name] ~= nil then return loaded[name] end
            if loading[name] then
                host.fail("require: module '" .. name .. "' is still being loaded; "
                    .. "modules cannot require each other in a circle")
            end
            local source, chunk = resolve(name)
            if not source then host.fail("require: module '" .. name .. "': " .. chunk) end
            local body, problem = load(source, chunk, "t", globals)
            if not body then host.fail("require: " .. problem) end
            loading[name] = true
            local done <close> = setmetatable({}, {
                __close = function() loading[name] = nil end,
            })
            local result = body(name, chunk)
            if result == nil then result = true end
            loaded[name] = result
            return result
        end
        """
}
