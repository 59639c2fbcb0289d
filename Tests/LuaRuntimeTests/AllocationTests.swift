import Testing

@testable import LuaRuntime
@testable import LuaTrials

@Suite("A failing allocation", .serialized)
struct AllocationTests {
    static let script = """
        local door = door(1)
        local rows = {}
        for i = 1, 5 do rows[i] = {code = 'c' .. i, n = i, list = {i, i + 1}} end
        local copy = echo{rows = rows, door = door, text = ('x'):rep(100)}
        assert(#copy.rows == 5)
        pcall(refuse)
        pcall(later_fail, 'no')
        local sum = 0
        each({1, 2, 3}, 2, function(x)
            local v = later(x)
            coroutine.wrap(function() sum = sum + later(v) * 0 coroutine.yield() end)()
            local _ = ('a b'):gsub('%w', function(c) return later(c) end)
            if x == 2 then error({code = x}) end
        end)
        """

    @Sendable
    static func setup(_ host: LuaHost) throws {
        try ObjectTests.setup(host)
        try HostFunctionTests.setup(host)
        try host.global(
            LuaFunction("echo") { call in
                call.push(call.lenientValue(1))
                return .values
            }
        )
        try addEach(host)
    }

    @Sendable
    static func addEach(_ host: LuaHost) throws {
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

    @Test("at every place of a representative script ends the run, never the process")
    func everyPlace() async throws {
        var place = 1
        var survived = 0
        while survived < 3, place < 5000 {
            let n = Int64(place)
            try await withMachine(setup: Self.setup) { machine in
                try await machine.perform { host in host.failAllocation(n) }
                do {
                    _ = try await machine.run([UInt8](Self.script.utf8), name: "@s.lua")
                    survived += 1
                } catch let error as LuaError {
                    #expect(error.kind == .memory || error.kind == .runtime, "\(n): \(error)")
                }
                try await machine.perform { host in host.failAllocation(0) }
                let after = try await machine.run([UInt8]("return 1".utf8), name: "@t.lua")
                #expect(after == [1], "after \(n)")
            }
            place += place < 300 ? 1 : 7
        }
        #expect(place > 100 && survived == 3)
    }
}
