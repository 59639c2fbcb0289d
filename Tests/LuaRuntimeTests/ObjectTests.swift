import LuaRuntime
import Testing

@testable import LuaTrials

@Suite("Objects and strict tables")
struct ObjectTests {
    @Sendable
    static func setup(_ host: LuaHost) throws {
        let names = ["101", "102"]
        let door = try host.type(
            LuaObjectDeclaration(
                "door",
                fields: ["code", "password", "buildingId"],
                read: { handle, field, call in
                    if field == 1 { return call.fail("door: password: hidden") }
                    call.push(field == 0 ? names[handle] : "b\(handle)")
                    return .values
                },
                methods: [
                    LuaFunction("number") { call in
                        call.push(call.object(1).map { $0.handle } ?? -1)
                        return .values
                    }
                ],
                describe: { "door \(names[$0])" },
                length: { $0 + 10 }
            )
        )
        let kept = try host.type(LuaObjectDeclaration("kept", interned: true))
        try host.global(
            LuaFunction("door") { call in
                call.push(object: door, Int(call.integer(1) ?? 0))
                return .values
            }
        )
        try host.global(
            LuaFunction("kept") { call in
                call.push(object: kept, Int(call.integer(1) ?? 0))
                return .values
            }
        )
        try host.global(
            LuaFunction("is_door") { call in
                call.push(call.handle(1, of: door).map { LuaValue.integer(Int64($0)) } ?? .nil)
                return .values
            }
        )
        try host.prelude(
            "door",
            """
            local host = ...
            function host.methods.door.twice(self) return self:number() * 2 end
            function host.methods.door.bad(self) host.fail("door: bad: no") end
            function host.methods.door.worse(self) host.fail("door: worse", {class = "x"}) end
            """
        )
        let row = host.shape("row", optional: ["note"])
        try host.global(
            LuaFunction("row") { call in
                call.beginTable(shape: row, origin: "people.csv:7")
                call.key("mobile")
                call.push("138")
                call.endTable()
                return .values
            }
        )
        try host.global(
            LuaFunction("origin") { call in
                let value = try? call.value(1)
                if case .table(let table) = value { call.push(table.origin ?? "none") }
                return .values
            }
        )
        try host.module(
            "yeeuu",
            functions: [LuaFunction("one") { _ in .values }],
            values: ["version": "1"]
        )
    }

    @Test(
        "work as scripts expect",
        arguments: [
            (
                "local d = door(1) return d.code, d.buildingId, #d, tostring(d)",
                ["102", "b1", 11, "door 102"]
            ),
            ("return door(1):number(), door(1):twice()", [1, 2]),
            ("return door(1) == door(1), door(0) == door(1)", [true, false]),
            (
                "return is_door(door(1)), is_door(kept(1)), is_door({}), is_door()",
                [1, nil, nil, nil]
            ),
            ("local t = {[kept(3)] = 5} return t[kept(3)], t[kept(4)]", [5, nil]),
            ("return getmetatable(door(0)), type(door(0))", [false, "userdata"]),
            (
                "local r = row() return r.mobile, r.note, r[1], origin(r)",
                ["138", nil, nil, "people.csv:7"]
            ),
            ("local r = row() r.extra = 1 return r.extra", [1]),
            ("local n = 0 for k, v in pairs(row()) do n = n + 1 end return n", [1]),
            ("return yeeuu.version", ["1"]),
        ] as [(String, [LuaValue])]
    )
    func use(script: String, expected: [LuaValue]) async throws {
        #expect(try await lua(script, setup: Self.setup) == expected)
    }

    @Test(
        "name the nearest when a name is wrong",
        arguments: [
            (
                "return door(1).pasword",
                "s.lua:1: door: no field or method 'pasword'; the nearest is 'password'"
            ),
            (
                "return door(1):twise()",
                "s.lua:1: door: no field or method 'twise'; the nearest is 'twice'"
            ),
            ("return door(1).password", "s.lua:1: door: password: hidden"),
            (
                "door(1).code = 2",
                "s.lua:1: door: field 'code' cannot be set; its fields are read-only"
            ),
            (
                "return row().moblie",
                "s.lua:1: people.csv:7: row: no field 'moblie'; the nearest is 'mobile'"
            ),
            ("return yeeuu.on", "s.lua:1: yeeuu: no field 'on'; the nearest is 'one'"),
            ("return yeeuu.zzz", "s.lua:1: yeeuu: no field 'zzz'; it has one, version"),
            ("return yeuu.one", "s.lua:1: global 'yeuu' is not declared; the nearest is 'yeeuu'"),
            ("door(1):bad()", "s.lua:1: door: bad: no"),
            ("local d = door(1)\nd:worse()", "s.lua:2: door: worse"),
            (
                "return door(1) + 1",
                "s.lua:1: attempt to perform arithmetic on a door value"
            ),
            ("setmetatable(row(), {})", "s.lua:1: cannot change a protected metatable"),
        ]
    )
    func wrong(script: String, message: String) async throws {
        #expect(try await failure(of: script, setup: Self.setup).message == message)
    }
}

@Suite("The nearest name")
struct NamesTests {
    @Test(
        "forgives a third of the letters",
        arguments: [
            ("authredMobile", "authoredMobile"), ("buildingid", "buildingId"),
            ("delete_auth", "deleteAuth"), ("ab", nil), ("ednTime", "endTime"),
        ] as [(String, String?)]
    )
    func nearest(name: String, expected: String?) {
        let names = ["authoredMobile", "buildingId", "deleteAuth", "endTime", "startTime"]
        #expect(LuaNames.nearest(name, in: names) == expected)
    }
}
