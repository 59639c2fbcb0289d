import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("Patterns and the table library")
struct PatternTests {
    /// `scripts/lua-fuzz` does this millions of times.
    @Test("agree with stock on random subjects and patterns", arguments: 1...4)
    func fuzz(seed: Int) async throws {
        try await withMachine(setup: PatternFuzz.setup) { machine in
            try await PatternFuzz.run(seed: seed, count: 20_000, machine: machine)
        }
    }

    @Test(
        "agree with stock on what fuzzing seldom makes",
        arguments: [
            "check('find', ('a'):rep(1000), ('(a)'):rep(32))",
            "check('find', ('a'):rep(1000), ('(a)'):rep(33))",
            "check('find', 'x', ('('):rep(200))",
            "check('find', ('a'):rep(500), ('a?'):rep(250))",
            "check('gsub', 'abc', '%w', '%2')", "check('gsub', 'abc', '%w', {a = {}})",
            "check('gsub', 'abc', '%w', true)", "check('gsub', 'abc', '%w')",
            "check('gsub', 'abc', '', '-')", "check('gsub', 'abc', 'b*', '-')",
            "check('gsub', 'abc', '()', '%1')", "check('gsub', 'abc', '(', 'x')",
            "check('find', '', '')", "check('find', '', '', 2)", "check('find', 'abc', 'b', -1)",
            "check('find', nil, 'b')", "check('match', '2026-12-01', '(%d+)-(%d+)-(%d+)')",
            "check('gmatch', 'abc', '^a')", "check('gmatch', 'abc', 'a', 10)",
            "check('rep', 'ab', 3, ', ')", "check('rep', '', 5, 'x')", "check('rep', 'x', -1)",
            "check('rep', 'x', 1)", "check('rep', 'ab', math.maxinteger)",
            "check('rep', 'ab', 1 << 30)", "check('rep', 'a', 1 << 30, ',')",
            "check('gsub', 'a\\0b', '%z', 'x')", "check('gsub', 'a\\0b', '[%Z]', 'x')",
            "check('rep', 'ab', 7)",
            "check('concat', {1, 2, 'x', 4.5}, '-')", "check('concat', {1, {}, 3})",
            "check('concat', {1, 2, 3}, ',', 2, 3)", "check('concat', {}, ',', 1, 2)",
            "check('concat', 5)", "check('insert', {}, 5, 5)", "check('insert', {}, 1, 5, 6)",
            "check('insert', {})", "check('insert', nil, 1)", "check('remove', {}, 5)",
            "check('remove', {1}, 3)", "check('remove', {}, 0)",
            "check('move', {1, 2, 3}, 1, 3, math.maxinteger)",
            "check('move', {}, math.mininteger, 5, 1)", "check('move', {}, 1, 2, 3, 5)",
            "check('sort', {1, 'x', 3})", "check('sort', {3, 1}, 5)",
        ]
    )
    func corners(script: String) async throws {
        try await lua(script, setup: PatternFuzz.setup)
    }

    @Test("sort, insert, remove and move do what they say")
    func tables() async throws {
        let results = try await lua(
            """
            local t = {}
            for i = 1, 500 do t[i] = (i * 7919) % 501 end
            table.sort(t)
            for i = 2, 500 do assert(t[i - 1] <= t[i]) end
            table.sort(t, function(a, b) return a > b end)
            for i = 2, 500 do assert(t[i - 1] >= t[i]) end
            local l = {1, 2, 3}
            table.insert(l, 4) table.insert(l, 1, 0)
            local first = table.remove(l, 1)
            table.move(l, 1, 3, 2)
            return first, table.concat(l, ' '), table.concat(table.move(l, 1, 2, 1, {}), ' ')
            """
        )
        #expect(results == [0, "1 1 2 3", "1 1"])
    }
}
