import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("An evaluated line")
struct EvaluateTests {
    @Test("is an expression if it can be one, else a chunk; locals and results stay")
    func session() async throws {
        let lines: [(String, Int?, [LuaValue])] = [
            ("1 + 1", nil, [2]), ("local x = 5 -- five", nil, []), ("x, x * 2", 3, [5, 10]),
            ("_3 + _4", nil, [15]), ("function f() return x end", nil, []), ("f()", nil, [5]),
            ("return 1, 2", nil, [1, 2]), ("", nil, []),
        ]
        try await withMachine { machine in
            for (line, number, expected) in lines {
                let results = try await machine.evaluate(line, numbering: number)
                #expect(results == expected, "\(line)")
            }
        }
    }

    @Test("keeps its locals with nothing of its own among the globals, and in no other run")
    func nothingOfItsOwn() async throws {
        try await withMachine { machine in
            _ = try await machine.evaluate("local mine = 1")
            let names = try await machine.evaluate(
                "(function() local n = {} for k in pairs(_G) do n[#n + 1] = k end "
                    + "return table.concat(n, ' ') end)()"
            )
            let text = names.first?.text ?? ""
            #expect(text.contains("mine") && !text.contains("__"), "\(text)")
            let completed = try await machine.perform { $0.globalNames }
            #expect(!completed.contains { $0.hasPrefix("__") })
            await #expect(throws: LuaError.self) {
                _ = try await machine.run(Array("__keep_locals()".utf8), name: "@t.lua")
            }
        }
    }

    @Test(
        "says when it is unfinished, wrong, or fails",
        arguments: [
            ("for i = 1, 3 do", LuaError.Kind.incomplete), ("f(1,", .incomplete),
            ("x = [[a", .incomplete), ("x = = 2", .syntax), ("nonesuch", .runtime),
            ("error('x')", .runtime),
        ]
    )
    func problems(text: String, kind: LuaError.Kind) async throws {
        try await withMachine { machine in
            do {
                _ = try await machine.evaluate(text)
                Issue.record("no error")
            } catch let error as LuaError {
                #expect(error.kind == kind, "\(error.message)")
            }
        }
    }

    @Test("shows cyclic tables as far as they can be shown")
    func cyclic() async throws {
        try await withMachine { machine in
            let results = try await machine.evaluate(
                "(function() local t = {1} t.t = t return t end)()"
            )
            #expect(
                results == [
                    .table(
                        LuaTable(
                            array: [1],
                            fields: [
                                LuaField("t", .other("the table contains itself"))
                            ]
                        )
                    )
                ]
            )
        }
    }

    @Test("completes names of globals, tables and objects")
    func names() async throws {
        try await withMachine(setup: ObjectTests.setup) { machine in
            _ = try await machine.evaluate("d = door(1)")
            let names = try await machine.perform { host in
                [
                    host.names(ofGlobal: ["yeeuu"]), host.names(ofGlobal: ["d"]),
                    host.names(ofGlobal: ["string", "nothing"]),
                    host.globalNames.filter { $0.hasPrefix("__") },
                ]
            }
            #expect(
                names == [
                    ["one", "version"],
                    ["bad", "buildingId", "code", "number", "password", "twice", "worse"], [], [],
                ]
            )
        }
    }
}
