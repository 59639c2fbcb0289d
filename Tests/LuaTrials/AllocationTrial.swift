@_spi(Trials) import LuaRuntime

/// A representative script in which the 1st, 2nd, … allocation fails, and all after it: each
/// run works or ends cleanly, and the machine lives on.
enum AllocationTrial {
    struct Report {
        /// How many places failed, and how many runs did not reach theirs.
        var places = 0
        var survived = 0
        var problems: [String] = []
    }

    static let script = """
        local door = door(1)
        local rows = {}
        for i = 1, 5 do rows[i] = {code = 'c' .. i, n = i, list = {i, i + 1}} end
        local copy = echo{rows = rows, door = door, text = ('x'):rep(100)}
        assert(#copy.rows == 5 and door.code == '101')
        pcall(refuse)
        pcall(later_fail, 'no')
        pcall(function() return door.pasword end)
        local sum, closed = 0, {}
        each({1, 2, 3}, 2, function(x)
            local c <close> = setmetatable({}, {__close = function() closed[#closed + 1] = x end})
            local v = later(x)
            coroutine.wrap(function() sum = sum + later(v) * 0 coroutine.yield() end)()
            local _ = ('a b'):gsub('%w', function(c) return later(c) end)
            require('shared')
            if x == 2 then error({code = x}) end
        end)
        for word in ('a b c'):gmatch('%a') do closed[#closed + 1] = word .. #closed end
        table.sort(rows, function(a, b) return a.n > b.n end)
        """

    static func run(
        upTo most: Int = .max,
        progress: (Int) -> Void = { _ in }
    ) async throws -> Report {
        var report = Report()
        var place = 1
        while report.survived < 3, place < most {
            try await fail(at: place, &report)
            report.places += 1
            progress(place)
            place += 1
        }
        return report
    }

    private static func fail(at place: Int, _ report: inout Report) async throws {
        try await withMachine(setup: setup) { machine in
            try await machine.perform { $0.failAllocation(Int64(place)) }
            do {
                _ = try await machine.run([UInt8](script.utf8), name: "@s.lua")
                report.survived += 1
            } catch let error as LuaError {
                if error.kind != .memory && error.kind != .runtime {
                    report.problems.append("\(place): \(error)")
                }
            }
            try await machine.perform { $0.failAllocation(0) }
            let waits = try await machine.perform { $0.waitCount }
            if waits > 0 { report.problems.append("\(place): \(waits) waits are left") }
            let after = try await machine.run([UInt8]("return 1".utf8), name: "@t.lua")
            if after != [1] { report.problems.append("\(place): then \(after)") }
        }
    }

    @Sendable
    private static func setup(_ host: LuaHost) throws {
        try addWaiting(host)
        try Tasks.add(host)
        host.resolve = { .source([UInt8]("later(1) return {}".utf8), chunkName: "@\($0).lua") }
        let door = try host.type(
            LuaObjectDeclaration(
                "door",
                fields: ["code", "password"],
                read: { handle, field, call in
                    if field == 1 { return call.fail("door: password: hidden") }
                    call.push("10\(handle)")
                    return .values
                },
                describe: { "door \($0)" },
                interned: true
            )
        )
        let answer = host.shape("answer")
        let functions = [
            LuaFunction("door") { call in
                call.push(object: door, Int(call.integer(1) ?? 0))
                return .values
            },
            LuaFunction("echo") { call in
                call.push(call.lenientValue(1))
                call.beginTable(shape: answer, origin: "answer.csv:1", fields: 1)
                call.key("desc")
                call.push("ok")
                call.endTable()
                return .values
            },
            LuaFunction("refuse") { call in
                call.fail(
                    error: LuaFailure("auth: 门锁离线", fields: ["class": "refused", "status": 10030])
                )
            },
        ]
        for function in functions { try host.global(function) }
    }
}
