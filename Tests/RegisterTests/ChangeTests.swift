import ALMS
import Foundation
import Register
import Testing
import Vault

extension Register {
    /// Plans a change of doors and applies it.
    @discardableResult
    func setDoors(
        _ selector: DoorSelector,
        protected isProtected: Bool? = nil,
        occupied isOccupied: Bool? = nil,
        fields: [ParameterName: String] = [:]
    ) throws -> RegisterChange {
        let change = try settingDoors(
            selector,
            protected: isProtected,
            occupied: isOccupied,
            fields: fields
        )
        try apply(change)
        return change
    }
}

@Suite("A change that people make to the register")
struct ChangeTests {
    /// Everything that a view shows of the register.
    private func shown(_ register: Register) throws -> [String] {
        let view = try register.view()
        let doors = try view.doors(.all).map { "\($0)" }
        let grants = try view.grants(GrantSelector(Arguments([.init("state", .text("any"))])))
        return try doors
            + grants.map { grant in
                let password = grant.hasPassword ? try view.password(of: grant.id)?.reveal() : nil
                return "\(grant.id) \(grant) \(password ?? "-")"
            }
    }

    @Test("does the same after it was written down and read again")
    func rows() throws {
        let (one, other) = (try TestRegister(), try TestRegister())
        try one.loadEstate()
        try other.loadEstate()
        let grants = try CSVReader.read(
            Array(
                """
                buildingId,code,doorType,door,kind,authoredMobile,authoredName,endTime,password
                B001,1001,1,,password,13900000001,"O""Neil, 芳",2027-01-01,9061748250
                B001,1001,1,,auth,13900000002,,,
                """.utf8
            ),
            name: "grants.csv"
        )
        let options = ImportOptions(zone: try CivilTime(zone: "Asia/Shanghai"))
        var changes: [RegisterChange] = []
        func make(_ change: RegisterChange) throws {
            changes.append(change)
            try one.register.apply(change)
        }
        try make(one.register.planGrantsImport(grants, options).change(at: one.now))
        try make(
            one.register.settingDoors(
                DoorSelector(building: "B001"),
                protected: true,
                occupied: false,
                fields: [.unit: "\"3\"\n"]
            )
        )
        try make(one.register.forgettingGrants(GrantSelector(mobile: People.li)))
        try make(.occupied(true, Doors.entrance, at: one.now))
        for change in changes {
            let text = JSON.array(change.rows).encoded
            let rows = try #require(try JSONParser.parse(text).items)
            let read = try #require(RegisterChange(change.what, at: change.time, rows: rows))
            #expect(read.rows == change.rows && read.count == change.count && !read.isEmpty)
            try other.register.apply(read)
        }
        #expect(try shown(other.register) == shown(one.register))
        #expect(try shown(one.register).contains { $0.contains("9061748250") })
    }

    @Test("is none when a row makes no sense")
    func nonsense() throws {
        let good = RegisterChange.occupied(true, Doors.entrance, at: 0).rows
        #expect(RegisterChange("x", at: 0, rows: good) != nil)
        for row in [
            JSON.null, .object([]), .object([.init("row", .string("door"))]),
            .object([.init("row", .string("other"))]),
        ] {
            #expect(RegisterChange("x", at: 0, rows: good + [row]) == nil)
        }
    }

    @Test("is empty when everything is already so")
    func empty() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let selector = DoorSelector(building: "B001")
        #expect(try test.register.setDoors(selector, protected: true).count == 2)
        #expect(try test.register.settingDoors(selector, protected: true).isEmpty)
    }

    @Test("moves the mark up to which the register knows the log, never back")
    func mark() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let change = try test.register.settingDoors(.all, protected: true)
        try test.register.apply(
            change,
            upTo: LogPosition(origin: "log", size: 18, edge: ["a", "b"])
        )
        #expect(try test.register.appliedSeq() == 17)
        try test.register.apply(change, upTo: LogPosition(origin: "log", size: 4, edge: ["c"]))
        #expect(try test.register.appliedSeq() == 17)
        #expect(try test.register.position()?.edge == ["a", "b"])
    }
}
