import LuaRuntime

/// `each(list, limit, f)` over tasks, as a prelude writes it; `all` also raises the first error.
enum Tasks {
    @Sendable
    static func add(_ host: LuaHost) throws {
        try host.prelude(
            "each",
            """
            local host = ...
            local function run(list, limit, f, judge)
                local group <close> = host.group()
                local function judged(tag, ok, e, trace) return judge(ok, e, trace) end
                for i = 1, #list do
                    judge(group:run(i, f, list[i]))
                    while group:running() >= limit do judged(group:next()) end
                end
                while group:running() > 0 do judged(group:next()) end
            end
            function host.globals.each(list, limit, f) run(list, limit, f, function() end) end
            function host.globals.all(list, limit, f)
                run(list, limit, f, function(ok, e, trace)
                    if ok == false then host.rethrow(e, trace) end
                end)
            end
            """
        )
    }
}
