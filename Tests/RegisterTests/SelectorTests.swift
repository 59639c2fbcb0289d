import ALMS
import Register
import Testing

@Suite("A selection of doors")
struct DoorSelectorTests {
    private static func doors(
        _ items: [Arguments.Item],
        _ view: RegisterView
    ) throws -> [DoorKey] {
        try view.doors(DoorSelector(Arguments(items))).map(\.key)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let items: [Arguments.Item]
        let found: [DoorKey]

        init(_ items: [Arguments.Item], _ found: [DoorKey]) {
            self.items = items
            self.found = found
        }

        var testDescription: String { items.map(\.name).joined(separator: " ") }
    }

    @Test(
        "finds what the table says, in a stable order",
        arguments: [
            Case(
                [.init("all", .boolean(true))],
                [Doors.entrance, Doors.inner, Doors.other, Doors.elsewhere]
            ),
            Case(
                [.init("building", .text("B001"))],
                [Doors.entrance, Doors.inner, Doors.other]
            ),
            Case([.init("buildingId", .text("B002"))], [Doors.elsewhere]),
            Case(
                [.init("code", .text("1001"))],
                [Doors.entrance, Doors.inner, Doors.elsewhere]
            ),
            Case([.init("unit", .text("2"))], [Doors.other]),
            Case([.init("name", .text("2501"))], [Doors.entrance, Doors.inner]),
            Case([.init("doorType", .integer(2))], [Doors.inner]),
            Case([.init("doorType", .text("2"))], [Doors.inner]),
            Case([.init("door", .text("甲"))], [Doors.inner]),
            Case(
                [
                    .init("code", .text("1002")), .init("doorType", .integer(1)),
                    .init("door", .text("")),
                ],
                [Doors.other]
            ),
            Case([.init("protected", .boolean(true))], [Doors.other]),
            Case([.init("occupied", .boolean(false))], [Doors.other]),
            Case([.init("mobile", .text(People.li))], [Doors.entrance, Doors.inner]),
            Case([.init("authoredMobile", .text(People.wang))], [Doors.other]),
            Case(
                [.init("mobile", .text(People.li)), .init("doorType", .integer(2))],
                [Doors.inner]
            ),
            Case([.init("mobile", .text("13999999999"))], []),
            Case([.init("building", .text("B001")), .init("unit", .text("7"))], []),
        ]
    )
    func finds(one: Case) throws {
        let test = try TestRegister()
        try test.loadEstate()
        #expect(try Self.doors(one.items, try test.register.view()) == one.found)
        #expect(try Self.doors(one.items, try test.register.snapshot()) == one.found)
    }

    @Test(
        "that cannot be meant is refused",
        arguments: [
            ([], "doors: an empty selection; say what to select, or all = true for everything"),
            (
                [.init("required", .boolean(true))],
                "doors: nothing selects; say what to select, or all = true for everything"
            ),
            (
                [.init("buildng", .text("B001"))],
                "doors: buildng: no such key; did you mean 'building'?"
            ),
            (
                [.init("kind", .text("auth"))], "doors: kind: no such key"
            ),
            (
                [.init("unit", .text("")), .init("mobile", .text(" "))],
                "doors: unit: empty; give text, or leave it out and say all = true"
                    + " · mobile: empty; give text, or leave it out and say all = true"
            ),
            (
                [.init("door", .text(""))],
                "doors: door: empty; give the inner door's name, or doorType = 1"
            ),
            (
                [.init("code", .integer(1001)), .init("protected", .text("yes"))],
                "doors: code: a number given where text belongs; write \"1001\""
                    + " · protected: text given; give true or false"
            ),
            (
                [.init("doorType", .integer(3))],
                "doors: doorType: 3 given; give 1 (main) or 2 (inner)"
            ),
            (
                [.init("building", .text("B001")), .init("buildingId", .text("B001"))],
                "doors: buildingId: says the same as building; give one of them"
            ),
            (
                [.init("all", .boolean(false))],
                "doors: all: false given; give true, or leave it out"
            ),
            (
                [.init("building", .text("B01"))],
                "doors: buildingId: 'B01' is not in the register; did you mean 'B001'?"
            ),
            (
                [.init("unit", .text("77")), .init("required", .boolean(true))],
                "doors: required: nothing found; check the selection"
            ),
        ] as [([Arguments.Item], String)]
    )
    func refuses(items: [Arguments.Item], words: String) throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        let error = #expect(throws: InvalidSelector.self) { try Self.doors(items, view) }
        #expect(error?.description == words)
    }

    @Test("of exactly one says what it found instead")
    func one() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        func door(_ code: String) throws -> DoorRow {
            try view.door(DoorSelector(Arguments([.init("code", .text(code))]), function: "door"))
        }
        #expect(try door("1002").key == Doors.other)
        let several = #expect(throws: NotOne.self) { try door("1001") }
        #expect(
            several?.description
                == "door: 3 doors found; name one of B001/1001 (2501), B001/1001/甲 (2501), "
                + "B002/1001 (101)"
        )
        let none = #expect(throws: NotOne.self) { try door("5") }
        #expect(none?.description == "door: 5 is not in the register; see yeeuu doors list")
    }

    @Test("of a door that is not there names it and the nearest, or --only that leaves it out")
    func missing() throws {
        let test = try TestRegister()
        try test.loadEstate()
        func words(_ view: RegisterView, _ items: [Arguments.Item]) -> String? {
            #expect(throws: NotOne.self) {
                try view.door(DoorSelector(Arguments(items), function: "door"))
            }?.description
        }
        let view = try test.register.view()
        let building = Arguments.Item("building", .text("B001"))
        #expect(
            words(view, [building, .init("code", .text("1001")), .init("door", .text("乙"))])
                == "door: B001/1001/乙 is not in the register; did you mean 'B001/1001/甲'?"
        )
        #expect(
            words(view, [.init("code", .text("1003"))])
                == "door: 1003 is not in the register; did you mean '1001'?"
        )
        #expect(
            words(view, [.init("name", .text("9"))])
                == "door: name 9: no such door in the register; see yeeuu doors list"
        )
        let narrowed = try test.register.view(Narrowing(only: ["building=B002"], sample: nil))
        #expect(
            words(narrowed, [building, .init("code", .text("1002"))])
                == "door: buildingId B001, code 1002: left out by --only"
        )
    }

    @Test("--only refuses an estate that the register lacks")
    func onlyUnknown() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        let error = #expect(throws: InvalidSelector.self) {
            try view.check(Narrowing(only: ["building=B01"], sample: nil))
        }
        #expect(
            error?.description
                == "--only: buildingId: 'B01' is not in the register; did you mean 'B001'?"
        )
        try view.check(Narrowing(only: ["building=B001"], sample: nil))
        try view.check(.none)
    }

    @Test("without a building finds every door that a read may mean")
    func reads() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        let main = try view.doors(code: "1001", doorType: .main, door: "whatever")
        #expect(main.map(\.key) == [Doors.entrance, Doors.elsewhere])
        let inner = try view.doors(code: "1001", doorType: .inner, door: "甲")
        #expect(inner.map(\.key) == [Doors.inner])
    }
}

@Suite("A selection of grants")
struct GrantSelectorTests {
    private static func grants(_ items: [Arguments.Item], _ view: RegisterView) throws -> [String] {
        try view.grants(GrantSelector(Arguments(items))).map {
            "\($0.door) \($0.kind.rawValue) \($0.authoredName)"
        }
    }

    private static let liAuth = "B001/1001 auth 李明"
    private static let liEntrance = "B001/1001 password 李明"
    private static let liInner = "B001/1001/甲 password 李明"
    private static let wang = "B001/1002 password 王芳"
    private static let wangEnded = "B002/1001 auth 王芳"
    private static let zhao = "B002/1001 password 赵强"

    @Test(
        "finds what the table says, in a stable order",
        arguments: [
            ([.init("all", .boolean(true))], [liAuth, liEntrance, liInner, wang, zhao]),
            ([.init("building", .text("B001"))], [liAuth, liEntrance, liInner, wang]),
            ([.init("kind", .text("password"))], [liEntrance, liInner, wang, zhao]),
            ([.init("mobile", .text(People.li)), .init("kind", .text("auth"))], [liAuth]),
            ([.init("authoredName", .text("赵强"))], [zhao]),
            ([.init("author", .text("物业")), .init("unit", .text("2"))], [wang]),
            ([.init("protected", .boolean(true))], [wang]),
            ([.init("expiring_within", .text("7d"))], [zhao]),
            ([.init("expiring_within", .text("2d"))], []),
            ([.init("weak", .boolean(true))], [liInner]),
            ([.init("weak", .boolean(false))], [liEntrance, wang, zhao]),
            ([.init("shared", .boolean(true))], [liEntrance, wang]),
            ([.init("shared", .boolean(false))], [liInner, zhao]),
            ([.init("state", .text("ended"))], [wangEnded]),
            ([.init("state", .text("removed"))], []),
            (
                [.init("state", .text("any"))],
                [liAuth, liEntrance, liInner, wang, wangEnded, zhao]
            ),
            ([.init("unconfirmed_for", .text("1d")), .init("state", .text("any"))], [wangEnded]),
            ([.init("startTime", .integer(TestRegister.start))], []),
            ([.init("endTime", .integer(TestRegister.start + 3 * 86400))], [zhao]),
        ] as [([Arguments.Item], [String])]
    )
    func finds(items: [Arguments.Item], found: [String]) throws {
        let test = try TestRegister()
        try test.loadEstate()
        #expect(try Self.grants(items, try test.register.view()) == found)
        let planned = try test.register.snapshot()
        let nothing = Request(synchronizing: [Doors.apartment(Doors.stranger)])
        planned.record([Effect(nothing, .refused, run: "r1", at: test.now)])
        #expect(try Self.grants(items, planned) == found)
    }

    @Test("knows the time: confirmations grow old and grants end")
    func time() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        let stale: [Arguments.Item] = [.init("unconfirmed_for", .text("2d"))]
        #expect(try Self.grants(stale, view).isEmpty)
        test.now += 4 * TestRegister.day
        #expect(try Self.grants(stale, view).count == 4)
        #expect(try Self.grants([.init("mobile", .text(People.zhao))], view).isEmpty)
        #expect(try view.holders(at: Doors.elsewhere).isEmpty)
    }

    @Test(
        "that cannot be meant is refused",
        arguments: [
            (
                [.init("kind", .text("passwrd")), .init("expiring_within", .text("soon"))],
                "grants: kind: 'passwrd' given; did you mean 'password'?"
                    + " · expiring_within: 'soon' given; give a number and s, m, h, d or w, like \"7d\""
            ),
            (
                [.init("state", .text("gone"))],
                "grants: state: 'gone' given; give \"active\", \"ended\", \"removed\", \"any\""
            ),
            (
                [.init("password", .text("123456"))], "grants: password: no such key"
            ),
            (
                [.init("mobil", .text("1"))], "grants: mobil: no such key; did you mean 'mobile'?"
            ),
            (
                [.init("unconfirmed_for", .integer(7))],
                "grants: unconfirmed_for: an integer given; give text like \"7d\""
            ),
            (
                [.init("endTime", .integer(1_790_000_000_000))],
                "grants: endTime: 1790000000000 looks like milliseconds; give Unix seconds (1790000000)"
            ),
            ([], "grants: an empty selection; say what to select, or all = true for everything"),
        ] as [([Arguments.Item], String)]
    )
    func refuses(items: [Arguments.Item], words: String) throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        let error = #expect(throws: InvalidSelector.self) { try Self.grants(items, view) }
        #expect(error?.description == words)
    }

    @Test("reads spans of time", arguments: [("30s", 30), ("90m", 5400), ("12h", 43200)])
    func spans(text: String, seconds: Int64) {
        #expect(Span(text)?.seconds == seconds)
        #expect(Span("7d")?.seconds == 604_800)
        #expect(Span("2w")?.seconds == 1_209_600)
    }

    @Test("takes nothing else for a span", arguments: ["", "d", "0d", "-1d", "+1d", "1.5h", "7 d"])
    func noSpans(text: String) { #expect(Span(text) == nil) }
}

@Suite("Narrowing")
struct NarrowingTests {
    @Test("leaves of every selection only what it names")
    func only() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view(
            Narrowing(only: ["building=B001", "unit=1"], sample: nil)
        )
        #expect(try view.doors(.all).map(\.key) == [Doors.entrance, Doors.inner])
        #expect(try view.grants(.all).count == 3)
        #expect(try view.doors(DoorSelector(building: "B002")).isEmpty)
        #expect(try view.door(Doors.elsewhere) != nil)
        let person = try test.register.view(Narrowing(only: ["mobile=\(People.li)"], sample: nil))
        #expect(try person.doors(.all).map(\.key) == [Doors.entrance, Doors.inner])
        #expect(try person.grants(GrantSelector(mobile: People.wang)).isEmpty)
        let flag = try test.register.view(Narrowing(only: ["protected=true"], sample: nil))
        #expect(try flag.doors(.all).map(\.key) == [Doors.other])
    }

    @Test("samples evenly, and the same every time")
    func sample() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view(Narrowing(only: [], sample: 2))
        #expect(try view.doors(.all).map(\.key) == [Doors.entrance, Doors.other])
        #expect(try view.grants(.all).count == 2)
        #expect(try view.doors(DoorSelector(building: "B002")).count == 1)
    }

    @Test(
        "that says nothing clear is refused",
        arguments: [
            (["building"], "--only: building: no '=' in it; give KEY=VALUE, like building=B001"),
            (["bilding=B1"], "--only: bilding: no such key; did you mean 'building'?"),
            (["unit="], "--only: unit: empty; give text, or leave it out and say all = true"),
            (["protected=maybe"], "--only: protected: text given; give true or false"),
        ]
    )
    func refused(only: [String], words: String) {
        let error = #expect(throws: InvalidSelector.self) { try Narrowing(only: only, sample: nil) }
        #expect(error?.description == words)
        #expect(throws: InvalidSelector.self) { try Narrowing(only: [], sample: 0) }
    }
}
