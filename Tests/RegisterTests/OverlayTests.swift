import ALMS
import Register
import Testing
import Vault

@Suite("An overlay")
struct OverlayTests {
    /// Everything a view shows, put into words; versions and log numbers apart.
    private static func picture(_ view: RegisterView) throws -> [String] {
        var lines: [String] = []
        for row in try view.doors(.all) {
            let fields = DoorRow.fieldNames.map { "\(row[$0].map { "\($0)" } ?? "-")" }
            lines.append("\(row.key) \(fields) \(row.synchronization)")
            let at = try view.grants(at: row.key, status: nil)
            for grant in at {
                lines.append(try Self.picture(grant, view))
                #expect(try view.grant(grant.id).map { try Self.picture($0, view) } == lines.last)
            }
        }
        var everything = GrantSelector.all
        everything.status = nil
        let all = try view.grants(everything)
        lines += try all.map { try Self.picture($0, view) }
        for mobile in [People.li, People.wang, People.zhao] {
            let doors = try view.doors(Self.selector("mobile", mobile)).map { "\($0.key)" }
            lines.append("\(mobile): \(doors)")
            lines += try view.grants(GrantSelector(mobile: mobile)).map { "\($0.id)" }
        }
        lines += try view.buildings() + view.openRisks().map { "risk \($0.id)" }
        lines += try view.unsynchronized().map { "unsynchronized \($0.key)" }
        return lines
    }

    private static func picture(_ grant: GrantRow, _ view: RegisterView) throws -> String {
        let password = try view.password(of: grant.id)?.reveal() ?? "-"
        let pending = try view.pending(of: grant.id).map { $0.password?.reveal() ?? "-" }
        let taken = try view.takenPasswords(at: grant.door, holder: grant.authoredMobile)
            .map { $0.reveal() }.sorted()
        let start = grant.startTime.map { "\($0)" } ?? "-"
        let end = grant.endTime.map { "\($0)" } ?? "-"
        return "\(grant.id) \(grant.authoredName) \(start) \(end) \(grant.confidence) "
            + "\(grant.status) \(grant.hasPassword) \(grant.hasPending) "
            + "\(grant.unsettled.map { $0.rawValue } ?? "-") \(password) \(pending) \(taken)"
    }

    private static func selector(_ key: String, _ text: String) throws -> DoorSelector {
        try DoorSelector(Arguments([.init(key, .text(text))]))
    }

    private static func effect(_ random: inout Seeded, at time: Int64) throws -> Effect {
        let doors = [
            Doors.entrance, Doors.inner, Doors.other, Doors.elsewhere, Doors.stranger,
            DoorKey(buildingId: "B000", code: "1", doorType: .inner, door: "乙"),
        ]
        let door = doors[Int.random(in: 0..<doors.count, using: &random)]
        let mobile = [People.li, People.wang, People.zhao][Int.random(in: 0..<3, using: &random)]
        let password = ["4820571936", "9061748250", "5510283746"][
            Int.random(in: 0..<3, using: &random)
        ]
        let days = Int64.random(in: 1...2, using: &random)
        let stage = Effect.Stage.allCases[Int.random(in: 0..<5, using: &random)]
        let request: Request
        switch Int.random(in: 0..<7, using: &random) {
        case 0: request = try Requests.auth(door, mobile, ending: days)
        case 1: request = try Requests.deleteAuth(door, mobile)
        case 2: request = try Requests.removePassword(door, mobile)
        case 3: request = try Requests.open(door)
        case 4:
            let unit = "\(Int.random(in: 1...3, using: &random))"
            request = Request(synchronizing: [Doors.apartment(door, unit: unit)])
        case 5: return .occupied(Bool.random(using: &random), door, run: "r1", at: time)
        default: request = try Requests.password(door, mobile, password, ending: days)
        }
        return Effect(request, stage, run: "r1", at: time)
    }

    @Test("shows exactly what committing its effects would show", arguments: 1...12)
    func equalsBase(seed: UInt64) throws {
        var random = Seeded(seed)
        let committed = try TestRegister()
        let planned = try TestRegister()
        try committed.loadEstate()
        try planned.loadEstate()
        let snapshot = try planned.register.snapshot()
        let live = try committed.register.view()
        let untouched = try Self.picture(try planned.register.view())
        for _ in 0..<6 {
            let effects = try (0..<Int.random(in: 1...4, using: &random)).map { _ in
                try Self.effect(&random, at: committed.now)
            }
            try committed.register.apply(effects)
            snapshot.record(effects)
            #expect(try Self.picture(snapshot) == Self.picture(live), "seed \(seed)")
        }
        #expect(try Self.picture(try planned.register.view()) == untouched)
    }

    @Test("that is forgotten once committed shows the same as before", arguments: 1...5)
    func forgetting(seed: UInt64) throws {
        var random = Seeded(seed)
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        for _ in 0..<6 {
            let first = [try Self.effect(&random, at: test.now)]
            let second = [try Self.effect(&random, at: test.now)]
            let ticket = view.record(first)
            view.record(second)
            let both = try Self.picture(view)
            try test.register.apply(first)
            #expect(try Self.picture(view) == both, "seed \(seed)")
            view.forget(first, through: ticket)
            #expect(try Self.picture(view) == both, "seed \(seed)")
            try test.register.apply(second)
            view.forget(second, through: .max)
            #expect(try Self.picture(view) == both, "seed \(seed)")
            #expect(!view.isChanged)
        }
    }

    @Test("over a register of its own shows each commit it is told of, before and after")
    func own() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.ownView()
        let id = GrantID(door: Doors.entrance, kind: .password, authoredMobile: People.li)
        for password in ["9061748250", "7730195264", "5518203947"] {
            let version = try view.door(Doors.entrance)?.version
            let request = try Requests.password(Doors.entrance, People.li, password)
            let effects = [Effect(request, .ok, run: "r1", at: test.now)]
            let ticket = view.record(effects)
            #expect(try view.password(of: id)?.reveal() == password)
            try test.register.apply(effects)
            #expect(try view.password(of: id)?.reveal() == password)
            view.forget(effects, through: ticket)
            #expect(try view.password(of: id)?.reveal() == password)
            #expect(try view.door(Doors.entrance)?.version == version.map { $0 + 1 })
            #expect(try view.takenPasswords(at: Doors.entrance, holder: People.li).count == 2)
        }
        #expect(try view.door(Doors.elsewhere) == test.register.view().door(Doors.elsewhere))
    }

    @Test("of a new door shows it once, also when it is committed and not forgotten yet")
    func committedStranger() throws {
        let test = try TestRegister()
        let view = try test.register.view()
        let effects = (1...3).map { number in
            let apartment = Apartment(
                key: DoorKey(buildingId: "B009", code: "\(number)", doorType: .main, door: "")
            )
            return Effect(
                Request(synchronizing: [apartment]),
                Effect.Stage.ok,
                run: "r1",
                at: test.now
            )
        }
        let ticket = view.record(effects)
        #expect(try view.doors(.all).map(\.key.code) == ["1", "2", "3"])
        try test.register.apply(effects)
        #expect(try view.doors(.all).map(\.key.code) == ["1", "2", "3"])
        view.forget(effects, through: ticket)
        #expect(try view.doors(.all).map(\.key.code) == ["1", "2", "3"])
        #expect(!view.isChanged)
    }

    @Test("over a snapshot does not see what is committed later")
    func frozen() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let snapshot = try test.register.snapshot()
        let live = try test.register.view()
        let before = try Self.picture(snapshot)
        let request = try Requests.password(Doors.entrance, People.zhao, "9061748250")
        try test.register.apply([Effect(request, .ok, run: "r1", at: test.now)])
        #expect(try Self.picture(snapshot) == before)
        #expect(try Self.picture(live) != before)
    }

    @Test("gives planned doors numbers and versions of their own")
    func plannedDoors() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.snapshot()
        let request = Request(synchronizing: [Doors.apartment(Doors.stranger)])
        view.record([Effect(request, .ok, run: "r1", at: test.now)])
        let door = try #require(try view.door(Doors.stranger))
        #expect(door.id < 0 && door.version == 0)
        #expect(try view.doors(DoorSelector(building: "B003")) == [door])
        #expect(try view.versions(of: [Doors.stranger]).isEmpty)
    }
}
