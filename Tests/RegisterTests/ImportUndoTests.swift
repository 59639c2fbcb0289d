import ALMS
import Register
import Testing
import Vault

@Suite("An import that is undone")
struct ImportUndoTests {
    private let test: TestRegister

    init() throws {
        test = try TestRegister()
        try test.loadEstate()
    }

    private var register: Register { test.register }

    private func options(overwrite: Bool = true) throws -> ImportOptions {
        ImportOptions(overwrite: overwrite, zone: try CivilTime(zone: "Asia/Shanghai"))
    }

    @discardableResult
    private func importGrants(_ id: String, _ lines: String...) throws -> RegisterChange {
        let heads = "buildingId,code,doorType,door,kind,authoredMobile,authoredName,password"
        let text = ([heads] + lines).joined(separator: "\n")
        let file = try CSVReader.read(Array(text.utf8), name: "g.csv")
        let plan = try register.planGrantsImport(file, options())
        let change = plan.change(at: test.now, id: id)
        try register.apply(change)
        return change
    }

    private func importDoors(_ id: String, _ lines: String...) throws {
        let text = (["buildingId,code,doorType,door,unit,occupied"] + lines).joined(separator: "\n")
        let file = try CSVReader.read(Array(text.utf8), name: "d.csv")
        let plan = try register.planDoorsImport(file, options())
        try register.apply(plan.change(at: test.now, id: id))
    }

    /// Everything that is shown of doors and grants, versions apart.
    private func shown() throws -> [String] {
        let view = try register.view()
        let any = try GrantSelector(Arguments([.init("state", .text("any"))]))
        return try view.doors(.all).map { "\($0.apartment) \($0.isProtected) \($0.isOccupied)" }
            + view.grants(any).map { grant in
                "\(grant) \(try view.password(of: grant.id)?.reveal() ?? "-")"
            }
    }

    private func undo(_ id: String) throws -> ImportUndo {
        let undo = try register.undoingImport(id)
        try register.apply(undo.change)
        return undo
    }

    @Test("leaves the register as it was, and stands in the list")
    func whole() throws {
        let before = try shown()
        try importGrants(
            "i1",
            "B001,1001,1,,password,\(People.li),李明,9061748250",
            "B001,1001,2,甲,password,\(People.wang),王芳,9061748251",
            "B002,1001,1,,auth,\(People.wang),王小芳,"
        )
        try importDoors("i2", "B001,1001,1,,9,no", "B009,7,1,,2,")
        #expect(try shown() != before)
        #expect(try register.imports().map(\.id) == ["i1", "i2"])
        #expect(try register.imports().map(\.count) == [3, 2])
        for id in ["i2", "i1"] {
            let undo = try undo(id)
            #expect(undo.sentGrants.isEmpty && undo.changedGrants.isEmpty)
            #expect(undo.sentDoors.isEmpty && undo.changedDoors.isEmpty)
        }
        #expect(try shown() == before)
        #expect(try register.imports().allSatisfy { $0.undone == test.now })
        #expect(throws: ImportUndoError.undone("i1")) { try register.undoingImport("i1") }
        #expect(throws: ImportUndoError.unknown("i3", hint: "; did you mean 'i1'?")) {
            try register.undoingImport("i3")
        }
    }

    @Test("keeps and names those whose access was sent since, or that changed since")
    func sent() throws {
        try importGrants(
            "i1",
            "B001,1001,2,甲,password,\(People.wang),王芳,9061748251",
            "B001,1001,2,甲,password,\(People.zhao),赵强,9061748252",
            "B001,1001,1,,password,\(People.zhao),赵强,9061748253",
            "B001,1001,1,,auth,\(People.zhao),赵强,"
        )
        func id(_ door: DoorKey, _ mobile: String, _ kind: GrantKind = .password) -> GrantID {
            GrantID(door: door, kind: kind, authoredMobile: mobile)
        }
        // One is confirmed as it was imported, one is asked for anew, one is imported again.
        for (door, mobile, password, stage) in [
            (Doors.inner, People.wang, "5820461937", Effect.Stage.ok),
            (Doors.inner, People.zhao, "5820461938", .unknown),
        ] {
            let request = try Requests.password(door, mobile, password)
            try register.apply([Effect(request, stage, run: "r1", at: test.now)])
        }
        try importGrants("i2", "B001,1001,1,,password,\(People.zhao),赵强,9061748299")
        let undo = try undo("i1")
        #expect(undo.change.count == 1)
        #expect(undo.sentGrants == [id(Doors.inner, People.wang), id(Doors.inner, People.zhao)])
        #expect(undo.changedGrants == [id(Doors.entrance, People.zhao)])
        let view = try register.view()
        #expect(try view.grant(id(Doors.entrance, People.zhao, .auth)) == nil)
        #expect(
            try view.password(of: id(Doors.inner, People.wang))?.reveal() == "5820461937"
        )
        #expect(try view.pending(of: id(Doors.inner, People.zhao)).count == 1)
    }

    @Test("keeps and names doors that the service knows, or where somebody holds something")
    func doors() throws {
        try importDoors("i1", "B009,7,1,,2,", "B009,8,1,,2,", "B009,9,1,,2,")
        let keys = [7, 8, 9].map {
            DoorKey(buildingId: "B009", code: "\($0)", doorType: .main, door: "")
        }
        let told = Request(synchronizing: [Apartment(key: keys[0])])
        try register.apply([Effect(told, Effect.Stage.ok, run: "r", at: test.now)])
        try importGrants("i2", "B009,8,1,,password,\(People.li),李明,9061748250")
        let undo = try undo("i1")
        #expect(undo.sentDoors == [] && undo.changedDoors == [keys[0], keys[1]])
        let view = try register.view()
        #expect(try view.door(keys[2]) == nil)
        #expect(try view.door(keys[0]) != nil && view.door(keys[1]) != nil)
    }

    @Test(
        "retires doors that nobody holds: they are in no selection, until something brings them back"
    )
    func retiring() throws {
        #expect(throws: DoorsInUse.self) {
            try register.retiringDoors(DoorSelector(building: "B001"))
        }
        try importDoors("i1", "B009,7,1,,2,", "B009,8,1,,2,")
        let key = DoorKey(buildingId: "B009", code: "7", doorType: .main, door: "")
        let next = DoorKey(buildingId: "B009", code: "8", doorType: .main, door: "")
        try register.apply(register.retiringDoors(DoorSelector(building: "B009")))
        let view = try register.view()
        #expect(try view.buildings() == ["B001", "B002"])
        #expect(try !view.doors(.all).contains { $0.key == key })
        #expect(try view.standing(of: key) == nil && view.door(key) != nil)
        #expect(try view.retiredDoors().map(\.key) == [key, next])
        let request = try Requests.auth(key, People.li)
        try register.apply([Effect(request, Effect.Stage.ok, run: "r", at: test.now)])
        #expect(try register.view().standing(of: key) != nil)
        try importDoors("i3", "B009,8,1,,5,")
        #expect(try register.view().doors(DoorSelector(building: "B009")).count == 2)
        #expect(try register.view().retiredDoors().isEmpty)
    }

    @Test("shows many that a dry run lets in at one door, each as it was planned")
    func manyAtOneDoor() throws {
        let view = try register.snapshot()
        for number in 0..<60 {
            let request = try Requests.password(
                Doors.other,
                "139\(number)",
                "58204\(19370 + number)"
            )
            view.record([Effect(request, Effect.Stage.ok, run: "r", at: test.now)])
        }
        let again = try Requests.removePassword(Doors.other, "1397")
        view.record([Effect(again, Effect.Stage.ok, run: "r", at: test.now)])
        let held = try view.grants(at: Doors.other)
        #expect(held.count == 60)
        for grant in held where grant.authoredMobile != People.wang {
            let number = Int(grant.authoredMobile.dropFirst(3)) ?? 0
            #expect(try view.password(of: grant.id)?.reveal() == "58204\(19370 + number)")
        }
        #expect(!held.contains { $0.authoredMobile == "1397" })
    }
}
