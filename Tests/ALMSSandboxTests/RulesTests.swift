import ALMS
import ALMSSandbox
import NIOHTTP1
import Testing

@Suite("The sandbox's service")
struct RulesTests {
    private static let done = #"{"success":true,"desc":""}"#

    private static func no(_ words: String) -> String { #"{"success":false,"desc":"\#(words)"}"# }

    @Test("takes the token of the interface's example")
    func token() async throws {
        try await withSandbox { (_, wire) async throws in
            let example = Stamp(timestamp: 1_464_685_284, nonstr: "abc123")
            let answer = try await wire.send(.auth, stamp: example, Estate.grant(Estate.entrance))
            #expect(answer.status == 200)
            #expect(answer.body == Self.done)
            #expect(answer.headers.first(name: "date") == "Tue, 31 May 2016 09:01:24 GMT")
        }
    }

    @Test(
        "refuses a time more than three minutes off",
        arguments: [(Int64(180), true), (-180, true), (181, false), (-181, false), (-600, false)]
    )
    func time(_ offset: Int64, _ isTaken: Bool) async throws {
        try await withSandbox { (_, wire) async throws in
            let answer = try await wire.send(.auth, stamp: stamp(offset), Estate.grant(Estate.room))
            #expect(answer.body == (isTaken ? Self.done : Self.no("token错误")))
        }
    }

    @Test("refuses a wrong token, a wrong partner and a missing time")
    func wrong() async throws {
        try await withSandbox { (sandbox, wire) async throws in
            let grant = Estate.grant(Estate.room)
            let answers = [
                try await wire.send(.auth, stamp: stamp(), token: "0000", grant),
                try await wire.send(.auth, stamp: stamp(), partnerId: "other", grant),
                try await wire.send(.POST, "/apartments/1001/auth", body: "partnerId=partner"),
                try await wire.send(.POST, "/apartments/1001/auth", body: ""),
            ]
            #expect(answers.allSatisfy { $0.body == Self.no("token错误") && $0.status == 200 })
            #expect(!(try sandbox.state()).contains("13800138000"))
        }
    }

    @Test("takes a nonstr twice, unless it is strict", arguments: [true, false])
    func nonce(_ isStrict: Bool) async throws {
        try await withSandbox(rules { $0.strictNonce = isStrict }) { (_, wire) async throws in
            let grant = Estate.grant(Estate.room)
            #expect(try await wire.send(.auth, stamp: stamp(), grant).body == Self.done)
            let again = try await wire.send(.auth, stamp: stamp(), grant).body
            #expect(again == (isStrict ? Self.no("token错误") : Self.done))
        }
    }

    @Test(
        "says what is wrong with parameters",
        arguments: [
            (["buildingId": "B009"], "房源不存在"), (["doorType": "3"], "参数doorType错误"),
            (["door": ""], "缺少参数door"), (["code": "1002"], "参数code错误"),
            (["endTime": "1800000000"], "参数endTime错误"),
            (["startTime": "1800000000000"], "参数startTime错误"),
            (["password": "12345"], "参数password错误"), (["password": "12345a"], "参数password错误"),
            (["authoredMobile": ""], "缺少参数authoredMobile"), (["author": ""], "缺少参数author"),
        ] as [([String: String], String)]
    )
    func parameters(_ change: [String: String], _ words: String) async throws {
        try await withSandbox { (sandbox, wire) async throws in
            let grant = Estate.grant(Estate.room, change)
            let answer = try await wire.send(.generatePassword, stamp: stamp(), grant)
            #expect(answer.body == Self.no(words))
            #expect(!(try sandbox.state()).contains(#""kind":"password""#))
        }
    }

    @Test("holds fifty people at a lock, and each of them twice")
    func fifty() async throws {
        try await withSandbox { (_, wire) async throws in
            func give(_ operation: OperationName, _ number: Int) async throws -> String {
                let grant = Estate.grant(Estate.room, mobile: "1380013\(8000 + number)")
                return try await wire.send(operation, stamp: stamp(), grant).body
            }
            for number in 0..<50 { #expect(try await give(.auth, number) == Self.done) }
            #expect(try await give(.auth, 50) == Self.no("授权人数已达上限"))
            #expect(try await give(.generatePassword, 50) == Self.no("授权人数已达上限"))
            #expect(try await give(.generatePassword, 49) == Self.done)
            #expect(try await give(.auth, 49) == Self.done)
        }
    }

    @Test("overwrites or refuses an overlapping grant", arguments: SandboxSettings.Overlap.allCases)
    func overlap(_ rule: SandboxSettings.Overlap) async throws {
        try await withSandbox(rules { $0.overlap = rule }) { (sandbox, wire) async throws in
            func set(_ change: [String: String]) async throws -> String {
                let grant = Estate.grant(Estate.room, change)
                return try await wire.send(.generatePassword, stamp: stamp(), grant).body
            }
            #expect(try await set([:]) == Self.done)
            let second = try await set(["password": "775301"])
            #expect(second == (rule == .overwrite ? Self.done : Self.no("授权时间重叠")))
            let held = rule == .overwrite ? "775301" : "482913"
            #expect(try sandbox.state().contains(#""password":"\#(held)""#))
            let later = ["password": "602847", "startTime": "1800086400", "endTime": "1800090000"]
            #expect(try await set(later) == Self.done)
        }
    }

    @Test("lets a password live and die with its authorization, when told to")
    func needsAuth() async throws {
        try await withSandbox(rules { $0.passwordNeedsAuth = true }) {
            (sandbox, wire) async throws in
            let grant = Estate.grant(Estate.room)
            let early = try await wire.send(.generatePassword, stamp: stamp(), grant)
            #expect(early.body == Self.no("请先授权"))
            for operation in [OperationName.auth, .generatePassword] {
                #expect(try await wire.send(operation, stamp: stamp(), grant).body == Self.done)
            }
            #expect(try await wire.send(.deleteAuth, stamp: stamp(), grant).body == Self.done)
            #expect(!(try sandbox.state()).contains("13800138000"))
        }
    }

    @Test("removes what is not there, or refuses to", arguments: [true, false])
    func absent(_ refuses: Bool) async throws {
        try await withSandbox(rules { $0.refusesAbsent = refuses }) { (_, wire) async throws in
            for operation in [OperationName.deleteAuth, .removePassword] {
                let answer = try await wire.send(
                    operation,
                    stamp: stamp(),
                    Estate.grant(Estate.room)
                )
                #expect(answer.body == (refuses ? Self.no("授权不存在") : Self.done))
            }
        }
    }

    @Test("clears a door when told to remove nobody, as the sister interface does")
    func emptyMobile() async throws {
        try await withSandbox { (sandbox, wire) async throws in
            for mobile in ["13800138000", "13800138001"] {
                let grant = Estate.grant(Estate.room, mobile: mobile)
                _ = try await wire.send(.auth, stamp: stamp(), grant)
            }
            let nobody = Estate.grant(Estate.room, mobile: "")
            _ = try await wire.send(.deleteAuth, stamp: stamp(), nobody)
            #expect(!(try sandbox.state()).contains(#""kind":"auth""#))
        }
    }

    @Test("logs openings, newest or oldest first", arguments: [true, false])
    func openings(_ oldestFirst: Bool) async throws {
        try await withSandbox(rules { $0.oldestLogsFirst = oldestFirst }) {
            (sandbox, wire) async throws in
            try sandbox.open(Estate.room, opener: "15111101441", type: 1, at: 1_464_680_000)
            let grant = Estate.grant(Estate.room)
            #expect(try await wire.send(.remoteAction, stamp: stamp(), grant).body == Self.done)
            let entries = [
                #"{"type":4,"opentime":"2016-05-31 17:01:24","opener":"13800138000"}"#,
                #"{"type":1,"opentime":"2016-05-31 15:33:20","opener":"15111101441"}"#,
            ]
            let list = (oldestFirst ? entries.reversed() : entries).joined(separator: ",")
            let logs = try await wire.send(.getDeviceLogs, stamp: stamp(), grant)
            #expect(logs.body == #"{"success":true,"data":[\#(list)]}"#)
            let pages = try await wire.send(.getDeviceLogsPageCount, stamp: stamp(), grant)
            #expect(pages.body == #"{"success":true,"count":"1"}"#)
            let none = try await wire.send(
                .getDeviceLogsPageCount,
                stamp: stamp(),
                Estate.grant(Estate.entrance)
            )
            #expect(none.body == #"{"success":true,"count":"0"}"#)
        }
    }

    @Test("refuses to add an opening to a door it does not have")
    func openUnknown() throws {
        let sandbox = try Sandbox(SandboxSettings(partnerId: "p", secret: "s"))
        #expect(throws: SandboxError.unknownDoor(Estate.room)) {
            try sandbox.open(Estate.room, opener: "1", type: 3, at: 0)
        }
    }

    @Test("adds and updates doors, and drops none")
    func synchronizing() async throws {
        try await withSandbox { (sandbox, wire) async throws in
            let list =
                #"[{"buildingId":"B001","code":"1001","doorType":1,"name":"2502","cityId":5}]"#
            let answer = try await wire.send(
                .synchronizeApartments,
                stamp: stamp(),
                ["apartmentList": list]
            )
            #expect(answer.body == Self.done)
            let lines = try sandbox.state().split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].contains(#""name":"2502""#))
            #expect(lines[0].contains(#""cityId":"5""#))
            for bad in ["", "[]", "{}", "[1]", #"[{"buildingId":"B","code":"1","doorType":"2"}]"#] {
                let answer = try await wire.send(
                    .synchronizeApartments,
                    stamp: stamp(),
                    ["apartmentList": bad]
                )
                #expect(answer.body.hasPrefix(#"{"success":false"#))
            }
            #expect(try sandbox.state().split(separator: "\n").count == 3)
        }
    }

    @Test("knows its paths and their methods")
    func paths() async throws {
        try await withSandbox { (_, wire) async throws in
            #expect(try await wire.send(.GET, "/").status == 404)
            #expect(try await wire.send(.GET, "/apartments/1001/open").status == 404)
            #expect(try await wire.send(.GET, "/sandbox/nothing").status == 404)
            let wrong = try await wire.send(.GET, "/apartments/1001/auth")
            #expect(wrong.status == 405)
            #expect(wrong.headers.first(name: "allow") == "POST")
            let broken = try await wire.send(.POST, "/apartments/1001/auth", body: "a=%zz")
            #expect(broken.body == Self.no("参数错误"))
        }
    }
}
