import ALMS
import Testing

/// Arguments that make a valid `generate_password`, with changes.
private func arguments(
    _ changes: [(String, ArgumentValue?)] = [],
    without removed: [String] = []
) -> Arguments {
    var items: [Arguments.Item] = [
        .init("buildingId", .text("B001")), .init("doorType", .integer(2)),
        .init("code", .text("1001")), .init("door", .text("甲")),
        .init("startTime", .integer(1_764_550_800)), .init("endTime", .integer(1_796_086_799)),
        .init("author", .text("office")), .init("authoredName", .text("王芳")),
        .init("authoredMobile", .text("13800000001")), .init("password", .secret("735194")),
    ]
    items.removeAll { removed.contains($0.name) }
    for (name, value) in changes {
        items.removeAll { $0.name == name }
        if let value { items.append(.init(name, value)) }
    }
    return Arguments(items)
}

private func complaints(
    _ arguments: Arguments,
    of operation: OperationName = .generatePassword,
    rules: RequestRules = RequestRules()
) -> [String] {
    do {
        _ = try Request(operation, arguments, rules: rules)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

@Suite("A request")
struct RequestTests {
    @Test("carries its parameters as text in wire order, and the canonical door")
    func wireOrder() throws {
        let request = try Request(.generatePassword, arguments())
        #expect(
            request.fields.map { "\($0.name.rawValue)=\($0.text)" }.joined(separator: " ")
                == "buildingId=B001 doorType=2 code=1001 door=甲 startTime=1764550800 "
                + "endTime=1796086799 author=office authoredName=王芳 "
                + "authoredMobile=13800000001 password=735194"
        )
        #expect(
            request.door == DoorKey(buildingId: "B001", code: "1001", doorType: .inner, door: "甲")
        )
        #expect(request.warnings.isEmpty)
    }

    @Test("keeps a main door's name on the wire, but not in the key")
    func mainDoor() throws {
        let request = try Request(.generatePassword, arguments([("doorType", .text("1"))]))
        #expect(request[.door] == "甲")
        #expect(request.door?.door == "")
        let nameless = try Request(
            .generatePassword,
            arguments([("doorType", .integer(1))], without: ["door"])
        )
        #expect(nameless[.door] == nil)
        #expect(nameless.door == request.door)
    }

    @Test(
        "is refused with the place, what came and what to give",
        arguments: [
            ("password", ArgumentValue.secret("123"), "password: 3 digits given; give 6 to 10"),
            ("password", .secret("12345678901"), "password: 11 digits given; give 6 to 10"),
            (
                "password", .text("73519a"),
                "password: something other than digits given; give 6 to 10 digits"
            ),
            (
                "password", .integer(735_194),
                "password: a number given where text belongs; write the digits in quotes"
            ),
            (
                "password", .text("111111"),
                "password: weak, one digit repeated; give another, or allow_weak = true"
            ),
            (
                "password", .text("000001"),
                "password: weak, the tail of the holder's mobile; give another, or allow_weak = true"
            ),
            ("doorType", .integer(3), "doorType: 3 given; give 1 (main) or 2 (inner)"),
            ("doorType", .boolean(true), "doorType: a boolean given; give 1 (main) or 2 (inner)"),
            ("code", .integer(1001), "code: a number given where text belongs; write \"1001\""),
            ("code", .text("  "), "code: empty; give text"),
            ("door", .text("\u{200B}"), "door: empty; give text"),
            ("authoredMobile", .text(""), "authoredMobile: empty; give a mobile number as text"),
            (
                "authoredMobile", .text(" \t\u{FEFF}"),
                "authoredMobile: empty; give a mobile number as text"
            ),
            (
                "startTime", .integer(1_764_550_800_000),
                "startTime: 1764550800000 looks like milliseconds; give Unix seconds (1764550800)"
            ),
            (
                "endTime", .integer(1_764_550_800),
                "endTime: 1764550800 is not after startTime 1764550800; give a later end"
            ),
            (
                "endTime", .text("2026-12-01"),
                "endTime: '2026-12-01' given; give Unix seconds, or \"2026-12-01 09:00\""
            ),
            ("pasword", .text("735194"), "pasword: no such parameter; did you mean 'password'?"),
            ("author", .text("a\0b"), "author: contains a zero byte; give text without it"),
            ("author", .other("a function"), "author: a function given; give text"),
            (
                "author", .text(String(repeating: "x", count: 1001)),
                "author: 1001 bytes given; give at most 1000"
            ),
        ]
    )
    func complaint(name: String, value: ArgumentValue, expected: String) {
        #expect(complaints(arguments([(name, value)])) == [expected])
    }

    @Test("names everything that is wrong at once")
    func allAtOnce() {
        let found = complaints(
            arguments([("doorType", .integer(9)), ("extra", .boolean(true))], without: ["author"])
        )
        #expect(found.count == 3)
        #expect(found.contains("author: missing; give text"))
    }

    @Test("needs a door's name for an inner door")
    func innerDoor() {
        #expect(
            complaints(arguments(without: ["door"]))
                == ["door: missing; an inner door (doorType 2) needs its name"]
        )
    }

    @Test("never quotes a password in a complaint")
    func noSecret() {
        for bad in ["7351", "98765432109", "7351x4", "987654"] {
            let words = complaints(arguments([("password", .secret(bad))])).joined()
            #expect(!words.isEmpty)
            #expect(!words.contains(bad))
        }
    }

    @Test("warns of an odd mobile, or refuses it where the workspace says mainland")
    func mobiles() throws {
        let odd = arguments([("authoredMobile", .text("d41d8cd98f00b204"))])
        #expect(try Request(.generatePassword, odd).warnings.count == 1)
        #expect(complaints(odd, rules: RequestRules(mobile: .mainland)).count == 1)
    }

    @Test(
        "refuses an empty mobile of every operation that takes one",
        arguments: [
            OperationName.auth, .deleteAuth, .generatePassword, .removePassword, .remoteAction,
        ]
    )
    func emptyMobile(operation: OperationName) {
        let name = operation == .remoteAction ? "operator" : "authoredMobile"
        for blank in ["", " ", "\u{3000}", "\n", "\u{200B}\u{200D}"] {
            let given = Arguments(
                operation.operation.uses.map { use in
                    switch use.name {
                    case .authoredMobile, .operator: .init(name, .text(blank))
                    case .doorType: .init("doorType", .integer(2))
                    case .startTime: .init("startTime", .integer(1_764_550_800))
                    case .endTime: .init("endTime", .integer(1_796_086_799))
                    case .password: .init("password", .text("735194"))
                    default: .init(use.name.rawValue, .text("x"))
                    }
                }
            )
            #expect(
                complaints(given, of: operation) == ["\(name): empty; give a mobile number as text"]
            )
        }
    }

    @Test("of apartments sends all eleven keys and names a bad one's place")
    func apartments() throws {
        func list(_ second: [Arguments.Item]) -> Arguments {
            let first = Arguments([
                .init("buildingId", .text("B001")), .init("code", .text("1001")),
                .init("doorType", .integer(1)), .init("name", .text("2501")),
            ])
            return Arguments([
                .init("apartmentList", .list([.table(first), .table(Arguments(second))]))
            ])
        }
        let inner: [Arguments.Item] = [
            .init("buildingId", .text("B001")), .init("code", .text("1001")),
            .init("doorType", .text("2")), .init("door", .text("乙")),
        ]
        let request = try Request(.synchronizeApartments, list(inner))
        #expect(request.apartments.map(\.key.description) == ["B001/1001", "B001/1001/乙"])
        let json = try JSONParser.parse(request[.apartmentList] ?? "")
        #expect(json.items?.first?["name"]?.text == "2501")
        #expect(json.items?.last?["cityId"]?.text == "")
        #expect(
            complaints(
                list(inner.dropLast() + [.init("dor", .text("乙"))]),
                of: .synchronizeApartments
            )
                == [
                    "[2].dor: no such field; did you mean 'door'?",
                    "[2].door: missing; an inner door (doorType 2) needs its name",
                ]
        )
        let empty = Arguments([.init("apartmentList", .list([]))])
        #expect(complaints(empty, of: .synchronizeApartments).count == 1)
    }
}
