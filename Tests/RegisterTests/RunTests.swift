import ALMS
import Register
import Testing

@Suite("The register's runs")
struct RunTests {
    @Test("come back as they were written, oldest first")
    func roundTrip() throws {
        let test = try TestRegister()
        var first = RunRow(
            id: "r-amber",
            mode: "live",
            state: "running",
            script: "rotate.lua",
            started: 5
        )
        let second = RunRow(
            id: "r-birch",
            mode: "dry-run",
            state: "done",
            script: "看看.lua",
            started: 4,
            ended: 6,
            counts: [.ok: 3, .unchanged: 1],
            report: #"{"a":1}"#
        )
        try test.register.beginRun(first)
        try test.register.beginRun(second)
        first.state = "done"
        first.ended = 9
        first.counts = [.ok: 2, .unknown: 1]
        try test.register.updateRun(first)
        var bare = second
        bare.report = nil
        #expect(try test.register.runs() == [first, bare])
        #expect(try test.register.run("r-birch") == second)
    }

    @Test("that have no end are killed, once nobody is at work")
    func killed() throws {
        let test = try TestRegister()
        for (id, mode, state) in [
            ("r-1", "live", "running"), ("r-2", "dry-run", "running"), ("r-3", "live", "done"),
        ] {
            let run = RunRow(id: id, mode: mode, state: state, script: "x", started: 5)
            try test.register.beginRun(run)
        }
        try test.register.abandonRuns()
        #expect(try test.register.runs().map(\.state) == ["killed", "running", "done"])
    }

    @Test("that are not there are named with the nearest")
    func absent() throws {
        let test = try TestRegister()
        let run = RunRow(id: "r-amber", mode: "live", state: "done", script: "x", started: 5)
        try test.register.beginRun(run)
        let near = #expect(throws: RegisterError.self) { try test.register.run("r-amper") }
        #expect(near?.description == "r-amper: no such run; did you mean 'r-amber'?")
        let far = #expect(throws: RegisterError.self) { try test.register.run("zzz") }
        #expect(far?.description == "zzz: no such run; see runs list")
        #expect(throws: RegisterError.self) { try test.register.beginRun(run) }
    }

    @Test("keep their items, the newest word about each")
    func items() throws {
        let test = try TestRegister()
        let run = RunRow(id: "r1", mode: "live", state: "done", script: "x", started: 5)
        try test.register.beginRun(run)
        let one = RunItem(each: 1, index: 2, key: "B001/1001", outcome: .unknown)
        let two = RunItem(each: 1, index: 1, key: "B001/1002", outcome: .ok, detail: "{}")
        let better = RunItem(each: 1, index: 2, key: "B001/1001", outcome: .ok)
        try test.register.addItems([one, two], to: "r1")
        try test.register.addItems([better], to: "r1")
        #expect(try test.register.items(of: "r1") == [two, better])
        #expect(throws: RegisterError.self) { try test.register.addItems([one], to: "r2") }
    }
}

@Suite("Commands on the register")
struct CommandTests {
    @Test("protect and occupy doors, and name those that changed")
    func doors() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let changed = try test.register.setDoors(DoorSelector(building: "B001"), protected: true)
        #expect(changed.count == 2)
        let rows = try test.register.view().doors(DoorSelector(building: "B001"))
        #expect(rows.map(\.key) == [Doors.entrance, Doors.inner, Doors.other])
        #expect(rows.allSatisfy { $0.isProtected })
        #expect(throws: InvalidSelector.self) {
            try test.register.setDoors(DoorSelector(building: "B009"), occupied: true)
        }
    }

    @Test("rename doors, but never change their key")
    func fields() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let selector = DoorSelector(building: "B002")
        try test.register.setDoors(selector, fields: [.unit: "3", .name: "102"])
        let changed = try test.register.view().doors(selector)
        #expect(changed.map(\.apartment.unit) == ["3"])
        #expect(changed.first?["name"].map { "\($0)" } == "text(\"102\")")
        for field in [ParameterName.code, .door, .password] {
            #expect(throws: InvalidSelector.self) {
                try test.register.setDoors(selector, fields: [field: "x"])
            }
        }
    }

    @Test("forget grants without a trace, and their doors grow a version older")
    func forgetting() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let change = try test.register.forgettingGrants(GrantSelector(mobile: People.li))
        #expect(change.count == 3)
        try test.register.apply(change)
        let view = try test.register.view()
        #expect(try view.grants(at: Doors.entrance, status: nil).isEmpty)
        #expect(try view.versions(of: [Doors.entrance, Doors.other]).values.sorted() == [1, 2])
    }

    @Test("find the names of those who open, at the door and elsewhere")
    func openers() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let view = try test.register.view()
        #expect(try view.holderName(of: People.li, at: Doors.entrance) == "李明")
        #expect(try view.holderName(of: People.li, at: Doors.elsewhere) == "李明")
        #expect(try view.holderName(of: "13999999999", at: Doors.entrance) == nil)
        #expect(try view.holderName(of: "", at: Doors.entrance) == nil)
    }
}

@Suite("What is told of runs beside their rows")
struct RunWordsTests {
    @Test("is kept, replaced when it changes, and never overwritten by what is read again")
    func words() throws {
        let test = try TestRegister()
        #expect(try test.register.words(of: "r1") == nil)
        var words = RunWords(operatorName: "王", arguments: "building=B001 password=••••••")
        try test.register.note(words, of: "r1")
        try test.register.note(RunWords(operatorName: "李"), of: "r1", isReplacing: false)
        #expect(try test.register.words(of: "r1") == words)
        words.waiting = 12
        try test.register.note(words, of: "r1")
        #expect(try test.register.words(of: "r1") == words)
        try test.register.note(RunWords(operatorName: "李"), of: "r2", isReplacing: false)
        #expect(try test.register.words(of: "r2")?.operatorName == "李")
    }
}
