import ALMS
import Register
import Testing
import Vault

@Suite("An effect of a request")
struct EffectTests {
    /// What a grant is afterwards, in the words of the table.
    struct Row: Sendable, CustomTestStringConvertible {
        let steps: [Effect.Stage]
        let confidence: Confidence
        let current: String?
        let pending: [String]

        var testDescription: String { steps.map(\.rawValue).joined(separator: ", ") }
    }

    private static let old = "4820571936"
    private static let new = "9061748250"

    @Test(
        "on a password keeps the old one until the new one is settled",
        arguments: [
            Row(steps: [.asked], confidence: .asked, current: old, pending: [new]),
            Row(steps: [.asked, .ok], confidence: .confirmed, current: new, pending: []),
            Row(steps: [.ok], confidence: .confirmed, current: new, pending: []),
            Row(steps: [.asked, .refused], confidence: .confirmed, current: old, pending: []),
            Row(steps: [.asked, .failed], confidence: .confirmed, current: old, pending: []),
            Row(steps: [.asked, .unknown], confidence: .unknown, current: old, pending: [new]),
            Row(
                steps: [.asked, .unknown, .asked, .refused],
                confidence: .unknown,
                current: old,
                pending: [new]
            ),
            Row(
                steps: [.asked, .unknown, .asked, .failed],
                confidence: .unknown,
                current: old,
                pending: [new]
            ),
            Row(
                steps: [.asked, .failed, .asked, .ok],
                confidence: .confirmed,
                current: new,
                pending: []
            ),
            Row(
                steps: [.asked, .unknown, .asked, .ok],
                confidence: .confirmed,
                current: new,
                pending: []
            ),
        ]
    )
    func passwords(row: Row) throws {
        let test = try TestRegister()
        try test.loadEstate()
        let request = try Requests.password(Doors.entrance, People.li, Self.new)
        for stage in row.steps {
            try test.register.apply([Effect(request, stage, run: "r1", at: test.now)])
        }
        let view = try test.register.view()
        let id = GrantID(door: Doors.entrance, kind: .password, authoredMobile: People.li)
        let grant = try #require(try view.grant(id))
        #expect(grant.confidence == row.confidence)
        #expect(grant.status == .active)
        #expect(try view.password(of: id)?.reveal() == row.current)
        #expect(try view.pending(of: id).map { $0.password?.reveal() } == row.pending)
        #expect(grant.hasPending == !row.pending.isEmpty)
    }

    @Test(
        "on somebody new leaves nothing behind when it is surely not done",
        arguments: [
            ([Effect.Stage.asked, .refused], false), ([.asked, .failed], false), ([.asked], true),
            ([.asked, .unknown], true), ([.ok], true), ([.unknown], true),
        ]
    )
    func newcomers(steps: [Effect.Stage], isThere: Bool) throws {
        let test = try TestRegister()
        try test.loadEstate()
        let request = try Requests.auth(Doors.entrance, People.zhao)
        for stage in steps {
            try test.register.apply([Effect(request, stage, run: "r1", at: test.now)])
        }
        let view = try test.register.view()
        let id = GrantID(door: Doors.entrance, kind: .auth, authoredMobile: People.zhao)
        #expect((try view.grant(id) != nil) == isThere)
        #expect(try view.holders(at: Doors.entrance).contains(People.zhao) == isThere)
        #expect(
            try view.confirmedHolders(at: Doors.entrance).contains(People.zhao) == (steps == [.ok])
        )
    }

    @Test(
        "that removes is an open risk until it is settled",
        arguments: [
            (Effect.Stage.asked, GrantStatus.active, Confidence.asked, Wish?.some(.remove)),
            (.ok, .removed, .confirmed, nil), (.refused, .active, .confirmed, nil),
            (.failed, .active, .confirmed, nil), (.unknown, .active, .unknown, .remove),
        ]
    )
    func removals(
        stage: Effect.Stage,
        status: GrantStatus,
        confidence: Confidence,
        unsettled: Wish?
    ) throws {
        let test = try TestRegister()
        try test.loadEstate()
        for request in [
            try Requests.removePassword(Doors.entrance, People.li),
            try Requests.deleteAuth(Doors.entrance, People.li),
        ] {
            try test.register.apply([Effect(request, stage, run: "r1", at: test.now)])
        }
        let view = try test.register.view()
        for grant in try view.grants(at: Doors.entrance, status: nil) {
            #expect(grant.status == status)
            #expect(grant.confidence == confidence)
            #expect(grant.unsettled == unsettled)
        }
        // A door that refuses, or is offline, is a risk as well: somebody holds what they should not.
        #expect(try view.openRisks().count == (stage == .ok ? 0 : 2))
        #expect(
            try view.confirmedHolders(at: Doors.entrance).isEmpty
                == (stage == .ok || stage == .unknown || stage == .asked)
        )
    }

    @Test("removing what the register lacks, opening and reading add no row")
    func nothing() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let before = try test.register.view().grants(at: Doors.entrance, status: nil)
        for request in [
            try Requests.removePassword(Doors.entrance, People.zhao),
            try Requests.open(Doors.entrance),
        ] {
            for stage in Effect.Stage.allCases {
                try test.register.apply([Effect(request, stage, run: "r1", at: test.now)])
            }
        }
        #expect(try test.register.view().grants(at: Doors.entrance, status: nil) == before)
    }

    @Test("a second password beside an unsettled one keeps all three")
    func three() throws {
        let test = try TestRegister()
        try test.loadEstate()
        for password in ["9061748250", "5510283746"] {
            let request = try Requests.password(Doors.entrance, People.li, password)
            try test.register.apply([Effect(request, .unknown, run: "r1", at: test.now)])
        }
        let view = try test.register.view()
        let id = GrantID(door: Doors.entrance, kind: .password, authoredMobile: People.li)
        #expect(
            try view.pending(of: id).compactMap { $0.password?.reveal() }
                == ["9061748250", "5510283746"]
        )
        let taken = try view.takenPasswords(at: Doors.entrance, holder: People.li)
        #expect(
            Set(taken.map { $0.reveal() }) == ["4820571936", "9061748250", "5510283746"]
        )
    }

    @Test("the values before a run are kept for its undo")
    func undo() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let requests = [
            try Requests.password(Doors.entrance, People.li, Self.new, ending: 10),
            try Requests.password(Doors.entrance, People.zhao, "8802461357"),
            try Requests.removePassword(Doors.other, People.wang),
        ]
        for request in requests {
            try test.register.apply([Effect(request, .ok, run: "r1", at: test.now)])
        }
        let later = try Requests.password(Doors.entrance, People.li, "6617093842")
        try test.register.apply([Effect(later, .ok, run: "r2", at: test.now)])
        let values = try test.register.view().valuesBefore(run: "r1")
        #expect(values.map(\.id.authoredMobile) == [People.li, People.zhao, People.wang])
        #expect(values.map(\.status) == [.active, nil, .active])
        #expect(values.map { $0.terms.password?.reveal() } == [Self.old, nil, Self.old])
        #expect(values.map(\.isChangedSince) == [true, false, false])
        #expect(values[2].current.status == .removed)
        #expect(try test.register.view().valuesBefore(run: "r").isEmpty)
    }

    @Test("on a door that the register lacks adds the door only when it may have worked")
    func strangers() throws {
        for (stage, isThere) in [
            (Effect.Stage.asked, false), (.refused, false), (.failed, false), (.ok, true),
            (.unknown, true),
        ] {
            let test = try TestRegister()
            let request = try Requests.password(Doors.stranger, People.li, Self.new)
            try test.register.apply(
                [Effect(request, stage, intent: 7, seq: 8, run: "r1", at: test.now)]
            )
            let view = try test.register.view()
            #expect((try view.door(Doors.stranger) != nil) == isThere)
            #expect(try view.grants(at: Doors.stranger).count == (isThere ? 1 : 0))
            #expect(try test.register.lastSeq(of: Doors.stranger) == 7)
        }
    }

    @Test("of synchronizing adds and updates doors, and says how sure it is")
    func synchronizing() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let renamed = Doors.apartment(Doors.elsewhere, unit: "9", name: "102")
        let new = Doors.apartment(Doors.stranger, name: "新房")
        let request = Request(synchronizing: [renamed, new])
        var view = try test.register.view()
        #expect(try view.unsynchronized().map(\.key) == [Doors.elsewhere])
        try test.register.apply([Effect(request, .unknown, run: "r1", at: test.now)])
        #expect(try view.door(Doors.elsewhere)?.apartment.unit == "1")
        #expect(try view.door(Doors.elsewhere)?.synchronization == .unknown)
        #expect(try view.door(Doors.stranger)?.synchronization == .unknown)
        try test.register.apply([Effect(request, .ok, run: "r1", at: test.now)])
        view = try test.register.view()
        #expect(try view.door(Doors.elsewhere)?.apartment.unit == "9")
        #expect(try view.door(Doors.stranger)?.synchronization == .confirmed)
        #expect(try view.unsynchronized().isEmpty)
        try test.register.setDoors(DoorSelector(building: "B003"), fields: [.unit: "3"])
        #expect(try view.unsynchronized().map(\.key) == [Doors.stranger])
    }

    @Test("raises the version of its door alone, and only when something changed")
    func versions() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        let keys = [Doors.entrance, Doors.inner, Doors.stranger]
        let before = try view.versions(of: keys)
        #expect(before == [Doors.entrance: 1, Doors.inner: 1])
        let opening = try Requests.open(Doors.entrance)
        try test.register.apply(
            [Effect(opening, .asked, intent: 3, seq: 3, run: "r1", at: test.now)]
        )
        #expect(try view.versions(of: keys) == before)
        #expect(try view.door(Doors.entrance)?.lastSeq == 3)
        let request = try Requests.password(Doors.entrance, People.li, Self.new)
        try test.register.apply([Effect(request, .ok, run: "r1", at: test.now)])
        #expect(try view.versions(of: keys) == [Doors.entrance: 2, Doors.inner: 1])
        try test.register.setDoors(DoorSelector(building: "B001"), protected: true)
        #expect(try view.versions(of: keys) == [Doors.entrance: 3, Doors.inner: 2])
    }

    @Test("of what was skipped or unchanged is none")
    func none() throws {
        let request = try Requests.open(Doors.entrance)
        #expect(Effect(request, OutcomeClass.skipped, run: "r1", at: 0) == nil)
        #expect(Effect(request, OutcomeClass.unchanged, run: "r1", at: 0) == nil)
        #expect(Effect(request, OutcomeClass.ok, run: "r1", at: 0) != nil)
    }

    @Test("that somebody moved out marks the door alone")
    func vacating() throws {
        let test = try TestRegister()
        try test.loadEstate()
        try test.register.apply([.occupied(false, Doors.entrance, run: "r1", at: test.now)])
        let view = try test.register.view()
        #expect(try view.door(Doors.entrance)?.isOccupied == false)
        #expect(try view.door(Doors.inner)?.isOccupied == true)
    }
}
