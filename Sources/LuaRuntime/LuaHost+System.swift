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

    /// A module that waits while it loads makes whoever else requires it wait for its result; what
    /// would wait for itself is an error.
    private static let system = """
        local host = ...
        local globals = host.globals
        local load, pairs, setmetatable = load, pairs, setmetatable
        globals.os = {
            time = host.os_time, date = host.os_date, clock = host.os_clock,
            difftime = function(a, b) return (a + 0.0) - (b or 0) end,
        }
        local resolve, park, unpark, lineage = host.resolve_module, host.park, host.unpark, host.lineage
        local loaded = {}
        local loading = {} -- name -> the task that loads it, the tasks that wait for it
        local waits = {}   -- task -> its lineage and the module that it waits for

        local function includes(list, task)
            for i = 1, #list do
                if list[i] == task then return true end
            end
            return false
        end

        -- Whether the loading of a module waits, itself or in a task of its own, for one of `line`.
        local function is_circle(name, line, seen)
            local module = loading[name]
            if not module or seen[name] then return false end
            if includes(line, module.task) then return true end
            seen[name] = true
            for _, wait in pairs(waits) do
                if includes(wait.line, module.task) and is_circle(wait.name, line, seen) then
                    return true
                end
            end
            return false
        end

        local function wait_for(name)
            local line = {lineage()}
            if is_circle(name, line, {}) then
                host.fail("require: module '" .. name .. "' is still being loaded; "
                    .. "modules cannot require each other in a circle")
            end
            local task, waiting = line[1], loading[name].waiting
            waiting[#waiting + 1] = task
            waits[task] = {line = line, name = name}
            local done <close> = setmetatable({}, {__close = function() waits[task] = nil end})
            park()
        end

        local function load_module(name)
            local source, chunk = resolve(name)
            if not source then host.fail("require: module '" .. name .. "': " .. chunk) end
            local body, problem = load(source, chunk, "t", globals)
            if not body then host.fail("require: " .. problem) end
            local module = {task = (lineage()), waiting = {}}
            loading[name] = module
            local done <close> = setmetatable({}, {__close = function()
                loading[name] = nil
                for i = 1, #module.waiting do unpark(module.waiting[i]) end
            end})
            local result = body(name, chunk)
            if result == nil then result = true end
            loaded[name] = result
            return result
        end

        function globals.require(name)
            while loading[name] and loaded[name] == nil do wait_for(name) end
            if loaded[name] ~= nil then return loaded[name] end
            return load_module(name)
        end
        """
}
