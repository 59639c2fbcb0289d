import ALMS
import Register
import Testing
import Vault

@Suite("Importing")
struct ImportTests {
    private static func options(
        columns: [String: String] = [:],
        overwrite: Bool = false,
        mobile: MobileRule = .any
    ) throws -> ImportOptions {
        ImportOptions(
            columns: columns,
            overwrite: overwrite,
            mobile: mobile,
            zone: try CivilTime(zone: "Asia/Shanghai")
        )
    }

    private static func file(_ name: String, _ lines: String...) throws -> CSVFile {
        try CSVReader.read(Array(lines.joined(separator: "\n").utf8), name: name)
    }

    private static let grants = "buildingId,code,doorType,door,kind,authoredMobile,password"

    @Test("doors adds and updates, and removes nothing")
    func doors() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let file = try Self.file(
            "doors.csv",
            "小区编码,房源编号,房门类型,房门名称,单元号,房源名称,protected",
            "B001,1001,大门,,1,2501,",
            "B001,1001,内房门,甲,3,2501,是",
            "B009,7,1,大门,2,新,"
        )
        let plan = try test.register.planDoorsImport(file, Self.options())
        #expect(plan.new.map(\.key.description) == ["B009/7"])
        #expect(plan.unchanged == [Doors.entrance])
        #expect(plan.changed.map(\.line) == [3])
        #expect(
            plan.changed.first?.differences == [
                ImportDifference(field: "unit", old: "1", new: "3"),
                ImportDifference(field: "protected", old: "false", new: "true"),
            ]
        )
        #expect(plan.missing.map(\.key) == [Doors.other])
        let view = try test.register.view()
        #expect(try view.doors(.all).count == 4)
        try test.register.apply(plan.change(at: test.now))
        #expect(try view.doors(.all).count == 5)
        let inner = try #require(try view.door(Doors.inner))
        #expect(inner.apartment.unit == "3" && inner.isProtected)
        #expect(inner.apartment.buildingName == "阳光花园")
        #expect(inner.synchronization == .imported && inner.version == 2)
        let new = DoorKey(buildingId: "B009", code: "7", doorType: .main, door: "")
        #expect(try view.door(new)?.apartment.wireDoor == "大门")
        let again = try test.register.planDoorsImport(file, Self.options())
        #expect(again.new.isEmpty && again.changed.isEmpty && again.unchanged.count == 3)
    }

    @Test("doors names everything that is wrong, and uses nothing")
    func badDoors() throws {
        let test = try TestRegister()
        let file = try Self.file(
            "doors.csv",
            "buildingId,code,doorType,door,occupied",
            "B1,1,1,,",
            "B1,1.38E+10,3,,",
            ",2,2,,maybe",
            "B1,1,1,x,"
        )
        let error = #expect(throws: ImportProblems.self) {
            try test.register.planDoorsImport(file, Self.options())
        }
        #expect(
            error?.problems == [
                "doors.csv:3: code: '1.38E+10' is what Excel makes of a long number; "
                    + "format the column as text and enter it again",
                "doors.csv:3: doorType: '3' given; give one of 1, 2, 大门, 内房门",
                "doors.csv:4: buildingId: empty; fill it in",
                "doors.csv:4: door: empty; an inner door (doorType 2) needs its name",
                "doors.csv:4: occupied: 'maybe' given; give true or false",
                "doors.csv:5: code: the same door as line 2; keep one",
            ]
        )
        #expect(try test.register.view().doors(.all).isEmpty)
    }

    @Test("names headings that it does not know")
    func headings() throws {
        let test = try TestRegister()
        let file = try Self.file("doors.csv", "buildingID,code,房源编码,banana,手机", "B1,1,1,x,y")
        let error = #expect(throws: ImportProblems.self) {
            try test.register.planDoorsImport(
                file,
                Self.options(columns: ["手机": "authoredMobile", "unti": "unit"])
            )
        }
        #expect(
            error?.problems == [
                "--columns: unti: no such heading in doors.csv",
                "--columns: authoredMobile: no such field",
                "doors.csv: buildingID: unknown heading; did you mean 'buildingId'?",
                "doors.csv: 房源编码: means the same as code; keep one",
                "doors.csv: banana: unknown heading; remove the column, or map it with --columns",
                "doors.csv: buildingId: no such column; add buildingId or 小区编码",
                "doors.csv: doorType: no such column; add doorType or 房门类型",
            ]
        )
    }

    @Test("grants takes Chinese headings, mapped ones, and dates as Excel writes them")
    func grants() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let file = try Self.file(
            "grants.csv",
            "小区编号,房源编码,房门类型,房门名称,种类,姓名,手机,开始,结束,授权者,密码",
            "B001,1002,大门,,密码,赵强,\(People.zhao),2026/12/1 9:00,2027-12-01,物业,123456",
            "B001,1002,大门,,授权,赵强,\(People.zhao),2026/12/1,1827676799,物业,"
        )
        let plan = try test.register.planGrantsImport(
            file,
            Self.options(columns: ["手机": "authoredMobile"])
        )
        #expect(plan.new.count == 2)
        #expect(plan.warnings == ["grants.csv:2: password: weak, a run of digits; rotate it soon"])
        #expect(plan.missing.map(\.authoredMobile) == [People.wang])
        try test.register.apply(plan.change(at: test.now))
        let view = try test.register.view()
        let grants = try view.grants(GrantSelector(mobile: People.zhao)).filter {
            $0.door == Doors.other
        }
        #expect(grants.map(\.startTime) == [1_796_054_400, 1_796_086_800])
        #expect(grants.map(\.endTime) == [1_827_676_799, 1_827_676_799])
        #expect(grants.allSatisfy { $0.confidence == .imported && $0.confirmedAt == nil })
        #expect(try view.password(of: grants[1].id)?.reveal() == "123456")
    }

    @Test("grants leaves confirmed and unsettled ones alone, unless it may overwrite")
    func confirmed() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let asked = try Requests.password(Doors.other, People.wang, "9061748250")
        try test.register.apply([Effect(asked, .unknown, run: "r1", at: test.now)])
        let file = try Self.file(
            "grants.csv",
            Self.grants + ",authoredName",
            "B001,1001,1,,password,\(People.li),9061748250,",
            "B001,1001,1,,auth,\(People.li),,李明",
            "B001,1002,1,,password,\(People.wang),5510283746,",
            "B002,1001,1,,auth,\(People.wang),,王小芳"
        )
        let plan = try test.register.planGrantsImport(file, Self.options())
        #expect(plan.kept.map(\.line) == [2, 4])
        #expect(plan.unchanged.map(\.kind) == [.auth])
        #expect(plan.changed.map(\.line) == [5])
        #expect(
            plan.kept.first?.differences == [
                ImportDifference(field: "password", old: "••••••", new: "••••••")
            ]
        )
        try test.register.apply(plan.change(at: test.now))
        let view = try test.register.view()
        let id = GrantID(door: Doors.entrance, kind: .password, authoredMobile: People.li)
        #expect(try view.password(of: id)?.reveal() == "4820571936")
        let forced = try test.register.planGrantsImport(file, Self.options(overwrite: true))
        #expect(forced.changed.map(\.line) == [2] && forced.kept.map(\.line) == [4])
        try test.register.apply(forced.change(at: test.now))
        #expect(try view.password(of: id)?.reveal() == "9061748250")
        #expect(try view.grant(id)?.confidence == .imported)
        #expect(try view.grant(id)?.authoredName == "李明")
        let taken = try view.takenPasswords(at: Doors.entrance, holder: People.li)
        #expect(taken.map { $0.reveal() }.sorted() == ["4820571936", "9061748250"])
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let row: String
        let problem: String

        var testDescription: String { row }
    }

    @Test(
        "grants refuses a row and says why",
        arguments: [
            Bad(row: "B001,1001,1,,password,,123457", problem: "authoredMobile: empty; fill it in"),
            Bad(
                row: "B001,1001,1,,password, ,123457",
                problem: "authoredMobile: empty; fill it in"
            ),
            Bad(
                row: "B001,1001,1,,password,1.38E+10,123457",
                problem: "authoredMobile: '1.38E+10' is what Excel makes of a long number; "
                    + "format the column as text and enter it again"
            ),
            Bad(
                row: "B001,1001,1,,password,\(String(repeating: "9", count: 1001)),123457",
                problem: "authoredMobile: 1001 bytes given; give at most 1000"
            ),
            Bad(
                row: "B001,1001,1,,password,13800000009,12345",
                problem: "password: 5 digits given; did Excel drop a leading zero? "
                    + "format the column as text and enter it again"
            ),
            Bad(
                row: "B001,1001,1,,password,13800000009,4.82E+09",
                problem: "password: a number as Excel writes it; "
                    + "format the column as text and enter it again"
            ),
            Bad(
                row: "B001,1001,1,,password,13800000009,12345a",
                problem: "password: something other than digits given; give 6 to 10 digits"
            ),
            Bad(
                row: "B001,1001,1,,auth,13800000009,482057",
                problem: "password: an authorization has none; leave it empty"
            ),
            Bad(
                row: "B001,1001,1,,key,13800000009,",
                problem: "kind: 'key' given; give one of auth, password, 授权, 密码"
            ),
            Bad(
                row: "B001,1001,2,乙,password,13800000009,",
                problem: "code: B001/1001/乙 is not in the register; did you mean 'B001/1001/甲'?"
            ),
            Bad(
                row: "B01,1001,1,,password,13800000009,",
                problem: "code: B01/1001 is not in the register; did you mean 'B001'?"
            ),
        ]
    )
    func badGrants(bad: Bad) throws {
        let test = try TestRegister()
        try test.loadEstate()
        let file = try Self.file("grants.csv", Self.grants, bad.row)
        let error = #expect(throws: ImportProblems.self) {
            try test.register.planGrantsImport(file, Self.options())
        }
        #expect(error?.problems == ["grants.csv:2: " + bad.problem])
    }

    @Test("grants refuses times that cannot be, rows that come twice, and odd mobiles if told")
    func times() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let file = try Self.file(
            "grants.csv",
            "buildingId,code,doorType,kind,authoredMobile,startTime,endTime",
            "B001,1001,1,auth,13800000009,2026-12-01,2026-11-30",
            "B001,1001,1,auth,13800000008,46357,1796097600000",
            "B001,1001,1,auth,guest,,",
            "B001,1001,1,auth,\(People.li),,",
            "B001,1001,1,auth,\(People.li),,"
        )
        let error = #expect(throws: ImportProblems.self) {
            try test.register.planGrantsImport(file, Self.options(mobile: .mainland))
        }
        #expect(
            error?.problems == [
                "grants.csv:2: endTime: not after startTime; give a later end",
                "grants.csv:3: startTime: 46357 looks like Excel's number of a day; "
                    + "format the column as a date",
                "grants.csv:3: endTime: 1796097600000 looks like milliseconds; "
                    + "give Unix seconds (1796097600)",
                "grants.csv:4: authoredMobile: 'guest' is no mainland mobile; "
                    + "give 1 and ten digits",
                "grants.csv:6: authoredMobile: the same grant as line 5; keep one",
            ]
        )
    }

    @Test("grants warns of a door that grows crowded")
    func crowded() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let rows = (0..<44).map { "B001,1001,1,,auth,139000000\($0 + 10),," }
        let text = ([Self.grants + ",author"] + rows).joined(separator: "\n")
        let file = try CSVReader.read(Array(text.utf8), name: "grants.csv")
        let plan = try test.register.planGrantsImport(file, Self.options())
        #expect(plan.warnings == ["B001/1001: 45 holders; a lock has 50 places"])
    }
}
