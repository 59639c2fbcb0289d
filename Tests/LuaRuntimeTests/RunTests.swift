import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("A run")
struct RunTests {
    @Test("gives back what the chunk returns")
    func results() async throws {
        #expect(
            try await lua("return 1, 2.5, 'x', true, nil, {1, a = 2}") == [
                1, 2.5, "x", true, nil, .table(LuaTable(array: [1], fields: [LuaField("a", 2)])),
            ]
        )
    }

    @Test("takes arguments")
    func arguments() async throws {
        let results = try await lua(
            "local a, b = ...; return b, a.name",
            arguments: [["name": "张"], .bytes([0xff])]
        )
        #expect(results == [.bytes([0xff]), "张"])
    }

    @Test("prints to the host, a line a call")
    func prints() async throws {
        let output = Output()
        try await lua("print('a', 1, nil, true) print()", output: output)
        #expect(output.printed == "a\t1\tnil\ttrue\n\n")
    }

    @Test("follows another on the same machine, with its globals")
    func several() async throws {
        try await withMachine { machine in
            for n in 1...3 {
                let source = "n = (rawget(_G, 'n') or 0) + 1; return n"
                let results = try await machine.run([UInt8](source.utf8), name: "@s.lua")
                #expect(results == [.integer(Int64(n))])
            }
        }
    }

    @Test(
        "that fails names file and line",
        arguments: [
            ("local x\nx.y = 1", "s.lua:2: attempt to index a nil value (local 'x')"),
            ("error('no')", "s.lua:1: no"),
            ("error('no', 0)", "no"),
            ("error({})", "(error value is a table)"),
            ("error(setmetatable({}, {__tostring = function() return 'mine' end}))", "mine"),
            ("error()", "(error value is a nil)"),
        ]
    )
    func errors(script: String, message: String) async throws {
        let error = try await failure(of: script)
        #expect(error.message == message)
        #expect(error.kind == .runtime)
    }

    @Test("has a traceback of the script's frames")
    func traceback() async throws {
        let error = try await failure(of: "local function f()\n error('x')\nend\nf()\n")
        #expect(error.traceback == ["s.lua:2: in function 'f'", "s.lua:4: in main chunk"])
    }

    @Test(
        "tells syntax errors apart from unfinished text",
        arguments: [
            ("x = = 1", LuaError.Kind.syntax), ("for i = 1, 2 do", .incomplete),
        ]
    )
    func syntax(script: String, kind: LuaError.Kind) async throws {
        #expect(try await failure(of: script).kind == kind)
        try await withMachine { machine in
            #expect(await machine.check([UInt8](script.utf8), name: "@s.lua")?.kind == kind)
        }
    }

    @Test("refuses bytecode")
    func bytecode() async throws {
        let error = try await failure(of: "\u{1b}Lua")
        #expect(error.message.contains("attempt to load a binary chunk"))
    }

    @Test("is ended by interrupt, and the machine goes on")
    func interrupt() async throws {
        let output = Output()
        let limits = LuaLimits(cpuSeconds: 600)
        try await withMachine(limits: limits, output: output) { machine in
            let source = [UInt8]("x = 1 print('go') while true do end".utf8)
            async let running = machine.run(source, name: "@s.lua")
            while output.printed.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            machine.interrupt()
            do {
                _ = try await running
                Issue.record("the loop ended by itself")
            } catch let error as LuaError {
                #expect(error.kind == .interrupted)
                #expect(error.message == "s.lua:1: interrupted")
            }
            #expect(try await machine.run([UInt8]("return x".utf8), name: "@t.lua") == [1])
        }
    }

    @Test("is ended when its Swift task is cancelled while it waits")
    func cancel() async throws {
        try await withMachine(setup: addWaiting) { machine in
            let task = Task { try await machine.run([UInt8]("nap(60000)".utf8), name: "@s.lua") }
            try await Task.sleep(for: .milliseconds(20))
            task.cancel()
            let result = await task.result
            #expect(throws: LuaError.self) { try result.get() }
        }
    }

    @Test(
        "is ended by each limit, whatever it catches",
        arguments: [
            ("while true do pcall(function() while true do end end) end", LuaError.Kind.cpu),
            (
                "local t, s = {}, ('x'):rep(1000) while true do pcall(function() t[#t+1] = s:rep(1000) end) end",
                .memory
            ),
        ]
    )
    func limits(script: String, kind: LuaError.Kind) async throws {
        let limits = LuaLimits(memoryBytes: 32 << 20, cpuSeconds: 0.1)
        let error = try await failure(of: script, limits: limits)
        #expect(error.kind == kind, "\(error)")
    }

    @Test(
        "is ended by wall time, also while it waits",
        arguments: [
            "while true do end", "nap(60000)", "while true do pcall(nap, 1) end",
        ]
    )
    func wall(script: String) async throws {
        let limits = LuaLimits(wallSeconds: 0.1)
        let error = try await failure(of: script, limits: limits, setup: addWaiting)
        #expect(error.kind == .wall)
    }
}
