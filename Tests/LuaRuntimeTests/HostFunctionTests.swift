import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("A host function")
struct HostFunctionTests {
    @Sendable
    static func setup(_ host: LuaHost) throws {
        try addWaiting(host)
        try host.global(
            LuaFunction("copy") { call in
                do throws(LuaConversionError) {
                    call.push(try call.value(1, limits: .init(depth: 3, values: 20, bytes: 100)))
                    return .values
                } catch {
                    return call.fail("copy: tenants\(error.path): \(error.reason)")
                }
            }
        )
        try host.global(
            LuaFunction("raw") { call in
                call.push(call.integer(1).map(LuaValue.integer) ?? .nil)
                call.push(call.number(1).map(LuaValue.number) ?? .nil)
                call.push(call.string(1).map(LuaValue.string) ?? .nil)
                call.push(call.boolean(1).map(LuaValue.boolean) ?? .nil)
                call.push(call.typeName(1))
                return .values
            }
        )
        try host.global(
            LuaFunction("refuse") { call in
                call.fail(
                    error: LuaFailure(
                        "auth: 门锁离线",
                        fields: ["class": "refused", "status": 10030, "cause": "gateway"]
                    )
                )
            }
        )
    }

    @Test("is found among hundreds, and is a value of its own")
    func many() async throws {
        let count = 300
        let machine = try await LuaMachine.start(environment: LuaEnvironment(print: { _ in })) {
            host in
            for number in 1...count {
                let function = LuaFunction("f\(number)") { call in
                    call.push(number)
                    return .values
                }
                try host.global(function)
            }
        }
        let source = """
            local seen = {}
            for n = 1, \(count) do
              local f = _G["f" .. n]
              assert(f() == n and not seen[f])
              seen[f] = true
            end
            return f255(), f256(), f257()
            """
        let results = try await machine.run(Array(source.utf8), name: "@t.lua")
        #expect(results == [255, 256, 257])
        await machine.close()
    }

    @Test("comes from its own prelude, however often that was loaded, and from no other's")
    func preludes() async throws {
        for (text, expected) in [("1", 1), ("2", 2), ("1", 1)] as [(String, LuaValue)] {
            let machine = try await LuaMachine.start(
                environment: LuaEnvironment(print: { _ in })
            ) { host in
                try host.prelude(
                    "numbers",
                    "local host = ... local n = \(text) "
                        + "function host.globals.f(fails) if fails then host.fail('no') end return n end"
                )
            }
            let results = try await machine.run(Array("return f()".utf8), name: "@t.lua")
            #expect(results == [expected])
            let error = await #expect(throws: LuaError.self) {
                try await machine.run(Array("\nf(true)".utf8), name: "@t.lua")
            }
            #expect(error?.message == "t.lua:2: no")
            #expect(error?.traceback == ["t.lua:2: in main chunk"])
            await machine.close()
        }
    }

    @Test(
        "reads its arguments raw",
        arguments: [
            ("raw(3)", [3, 3.0, nil, nil, "number"]),
            ("raw(3.0)", [3, 3.0, nil, nil, "number"]),
            ("raw(3.5)", [nil, 3.5, nil, nil, "number"]),
            ("raw('3')", [nil, nil, "3", nil, "string"]),
            ("raw(false)", [nil, nil, nil, false, "boolean"]),
            ("raw()", [nil, nil, nil, nil, "no value"]),
            ("raw(print)", [nil, nil, nil, nil, "function"]),
        ] as [(String, [LuaValue])]
    )
    func reading(expression: String, expected: [LuaValue]) async throws {
        #expect(try await lua("return " + expression, setup: Self.setup) == expected)
    }

    @Test("copies tables there and back")
    func copies() async throws {
        let results = try await lua(
            "return copy{1, 2, nil, 4, b = {x = 1.5}, a = 'é', [true] = 0}",
            setup: Self.setup
        )
        #expect(
            results == [
                .table(
                    LuaTable(
                        array: [1, 2],
                        fields: [
                            LuaField("a", "é"), LuaField("b", ["x": 1.5]), LuaField(4, 4),
                            LuaField(true, 0),
                        ]
                    )
                )
            ]
        )
    }

    @Test(
        "says where a value is that it cannot copy",
        arguments: [
            ("local t = {} t.me = t", "s.lua:1: copy: tenants.me: the table contains itself"),
            ("local t = {{{{1}}}}", "s.lua:1: copy: tenants[1][1][1]: nested deeper than 3"),
            (
                "local t = {x = {('a'):rep(101)}}",
                "s.lua:1: copy: tenants.x[1]: more than 100 bytes of text"
            ),
            (
                "local t = {co = coroutine.create(print)}",
                "s.lua:1: copy: tenants.co: a coroutine cannot be passed"
            ),
            (
                "local t = {} for i = 1, 30 do t[i] = i end",
                "s.lua:1: copy: tenants[10]: more than 20 values"
            ),
        ]
    )
    func refusals(script: String, message: String) async throws {
        let error = try await failure(of: script + " copy(t)", setup: Self.setup)
        #expect(error.message == message)
    }

    @Test("raises error values that keep their fields through pcall and error")
    func structured() async throws {
        let script = """
            local ok, e = pcall(refuse)
            print(tostring(e), e.class, e.status, e.message, e.position)
            local ok, again = pcall(error, e)
            assert(again == e)
            local function f() error(e) end
            f()
            """
        let output = Output()
        do {
            try await lua(script, output: output, setup: Self.setup)
            Issue.record("no error")
        } catch let error as LuaError {
            #expect(error.kind == .structured)
            #expect(error.fields?["class"] == "refused")
            #expect(error.fields?["status"] == 10030)
            #expect(error.cause?.message == "gateway")
            #expect(error.message == "s.lua:1: auth: 门锁离线")
            #expect(error.traceback == ["s.lua:5: in function 'f'", "s.lua:6: in main chunk"])
        }
        #expect(
            output.printed
                == "s.lua:1: auth: 门锁离线\trefused\t10030\tauth: 门锁离线\ts.lua:1\n"
        )
    }

    @Test("has the position of the script's line in its error value")
    func positioned() async throws {
        let error = try await failure(of: "local x\nrefuse()", setup: Self.setup)
        #expect(error.message == "s.lua:2: auth: 门锁离线")
        #expect(error.fields?["position"] == "s.lua:2")
    }

    @Test(
        "may answer later",
        arguments: [
            "return later(7)",
            "local ok, v = pcall(later, 7) return v",
            "local t = setmetatable({}, {__index = function(_, k) return later(k) end}) return t[7]",
            "for v in function(_, last) if not last then return later(7) end end do return v end",
            "return coroutine.wrap(function() return later(7) end)()",
            "local co = coroutine.create(function(a) local b = coroutine.yield(a) return later(b) end) "
                + "coroutine.resume(co, 1) local _, v = coroutine.resume(co, 7) return v",
            "return coroutine.wrap(function() return coroutine.wrap(function() "
                + "return later(7) end)() end)()",
            "local v; table.sort({1, 2}, function() v = later(7) return false end) return v",
            "return math.tointeger(('x'):gsub('x', function() return later('7') end))",
            "return math.tointeger(tostring(setmetatable({}, "
                + "{__tostring = function() return later('7') end})))",
            "local v; table.sort({1, 2}, function() v = coroutine.wrap(function() "
                + "return later(7) end)() return false end) return v",
            "local x <close> = setmetatable({}, {__close = function() later(1) end}) return later(7)",
            "local a <const> = later(3) return a + later(4)",
        ]
    )
    func waits(script: String) async throws {
        #expect(try await lua(script, setup: Self.setup) == [7])
    }

    @Test("that answers later may fail, at the script's line")
    func waitsAndFails() async throws {
        let error = try await failure(of: "local x\nlater_fail('no')", setup: Self.setup)
        #expect(error.message == "s.lua:2: no")
        #expect(
            try await lua("local ok, e = pcall(later_fail, 'x') return ok", setup: Self.setup)
                == [false]
        )
    }

    @Test("leaves a coroutine that waits `normal`")
    func normal() async throws {
        let script = """
            local co = coroutine.create(function() nap(1) return 5 end)
            local status
            both(function() coroutine.resume(co) end, function()
                status = coroutine.status(co)
                local ok, why = coroutine.resume(co)
                assert(not ok and why == "cannot resume non-suspended coroutine")
                assert(not pcall(coroutine.close, co))
            end)
            return status, coroutine.status(co)
            """
        let results = try await lua(script) { host in
            try addWaiting(host)
            try host.prelude(
                "both",
                """
                local host = ...
                function host.globals.both(f, g)
                    local group <close> = host.group()
                    group:run(1, f)
                    g()
                    group:next()
                end
                """
            )
        }
        #expect(results == ["normal", "dead"])
    }

    @Test("that drops its completion raises an error")
    func dropped() async throws {
        let error = try await failure(of: "forget()") { host in
            try host.global(
                LuaFunction("forget") { call in
                    call.wait(start: { (_: LuaCompletion<Int>) in }, then: { _, _ in .values })
                }
            )
        }
        #expect(error.message == "s.lua:1: a host function gave no answer")
    }

    @Test("may wait again in its answer")
    func chain() async throws {
        let results = try await lua("return twice(5)") { host in
            try host.global(
                LuaFunction("twice") { call in
                    call.wait(
                        for: { 1 },
                        then: { first, call in
                            call.wait(
                                for: { first + 1 },
                                then: { second, call in
                                    call.push(second)
                                    call.push(argument: 1)
                                    return .values
                                }
                            )
                        }
                    )
                }
            )
        }
        #expect(results == [2, 5])
    }
}
