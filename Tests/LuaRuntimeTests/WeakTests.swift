import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("A metatable that becomes weak later")
struct WeakTests {
    @Test("is strong again before an emergency collection")
    func emergency() async throws {
        let results = try await lua(
            """
            local mt = {}
            local t = setmetatable({}, mt)
            mt.__mode = 'kv'
            local kept = mt.__mode
            local s = ('x'):rep(300000)
            for i = 1, 200 do local u = s .. i end
            return kept, mt.__mode
            """,
            limits: .init(memoryBytes: 1 << 20)
        )
        #expect(results == ["kv", nil])
    }
}
