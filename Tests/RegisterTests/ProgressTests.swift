import ALMS
import Foundation
import GRDB
import Register
import Testing

@Suite("A register's place in the log")
struct ProgressTests {
    private let position = LogPosition(origin: "log", size: 9, edge: ["edge"])

    private func steps(_ test: TestRegister) throws -> [LogStep] {
        var run = RunRow(id: "r1", mode: "live", state: "running", script: "a.lua", started: 1)
        let requests = [
            try Requests.password(Doors.entrance, People.li, "9061748250"),
            try Requests.password(Doors.inner, People.zhao, "9061748251"),
            try Requests.password(Doors.stranger, People.li, "9061748252"),
            try Requests.open(Doors.elsewhere),
            Request(synchronizing: [Doors.apartment(Doors.other, name: "new")]),
        ]
        let effects = requests.enumerated().map { index, request in
            let stage: Effect.Stage = index == 2 ? .refused : .ok
            return Effect(request, stage, intent: index, seq: 10 + index, run: "r1", at: test.now)
        }
        let change = RegisterChange.occupied(false, Doors.entrance, at: test.now)
        let began = LogStep.began(run)
        run.state = "done"
        run.ended = 2
        return [began] + effects.map { .effect($0) } + [.change(change, seq: 8), .finished(run)]
    }

    private func shown(_ register: Register) throws -> [String] {
        var everything = GrantSelector.all
        everything.status = nil
        let view = try register.view()
        return try view.doors(.all).map { "\($0)" } + view.grants(everything).map { "\($0)" }
            + register.runs().map { "\($0)" }
            + ["\(try register.appliedSeq()) \(try register.ahead().sorted())"]
    }

    @Test(
        "moves with what is written, or nothing does: any statement may fail",
        arguments: [
            "INSERT ON ahead", "DELETE ON ahead", "UPDATE ON progress", "UPDATE ON doors",
            "UPDATE ON grants", "INSERT ON grants", "INSERT ON strangers", "INSERT ON runs",
            "UPDATE ON runs",
        ]
    )
    func failing(statement: String) throws {
        let (expected, test) = (try TestRegister(), try TestRegister())
        for each in [expected, test] {
            try each.loadEstate()
            // So that there is something to be deleted.
            let open = try Requests.open(Doors.inner)
            try each.register.apply([Effect(open, .ok, intent: 0, seq: 1, run: "r0", at: 0)])
        }
        let before = try shown(test.register)
        let queue = try DatabaseQueue(path: test.register.path)
        try queue.write { db in
            try db.execute(
                sql: "CREATE TRIGGER fault BEFORE \(statement) BEGIN SELECT RAISE(ABORT, 'x'); END"
            )
        }
        let steps = try steps(test)
        #expect(throws: RegisterError.failed("x")) {
            try test.register.apply(steps, upTo: position)
        }
        #expect(try shown(test.register) == before)
        try queue.write { try $0.execute(sql: "DROP TRIGGER fault") }
        for each in [expected, test] { try each.register.apply(steps, upTo: position) }
        #expect(try shown(test.register) == shown(expected.register))
        #expect(try test.register.position() == position)
        // Beyond the mark: what was not passed is remembered.
        #expect(try test.register.ahead() == [10, 11, 12, 13, 14])
    }

    @Test("is not known of an older register, which keeps its mark, and is noted on first use")
    func older() throws {
        let test = try TestRegister()
        try test.loadEstate()
        try test.register.apply([Effect](), upTo: LogPosition(origin: "log", size: 5, edge: ["e"]))
        try test.register.close()
        let queue = try DatabaseQueue(path: test.register.path)
        try queue.write { db in
            try db.execute(
                sql: """
                    DELETE FROM grdb_migrations WHERE identifier = 'followed';
                    ALTER TABLE progress DROP COLUMN origin;
                    ALTER TABLE progress DROP COLUMN edge;
                    DROP TABLE ahead
                    """
            )
        }
        try queue.close()
        let again = try test.reopened()
        #expect(try again.appliedSeq() == 4 && again.position() == nil)
        let noted = LogPosition(origin: "log", size: 5, edge: ["edge"])
        try again.apply([Effect](), upTo: noted)
        #expect(try again.position() == noted)
        try again.apply([Effect](), upTo: LogPosition(origin: "other", size: 5, edge: ["no"]))
        #expect(try again.position() == noted)
    }

    @Test("is not written into a file that was removed, or has another in its place")
    func replaced() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let path = test.register.path
        let aside = test.folder.file("aside")
        try FileManager.default.moveItem(atPath: path, toPath: aside)
        let gone = RegisterError.replaced(path)
        #expect(throws: gone) { try test.register.apply([Effect](), upTo: position) }
        #expect(throws: gone) { try test.register.checkFile() }
        try FileManager.default.copyItem(atPath: aside, toPath: path)
        #expect(throws: gone) { try test.register.apply([Effect](), upTo: position) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: aside, toPath: path)
        try test.register.apply([Effect](), upTo: position)
        #expect(try test.register.position() == position)
    }

    @Test("knows runs as the log tells of them, and keeps the report of the very end")
    func runs() throws {
        let test = try TestRegister()
        var run = RunRow(id: "r1", mode: "live", state: "running", script: "a.lua", started: 10)
        let ended = LogStep.ended(id: "r1", state: "done", at: 20, counts: [.ok: 3])
        try test.register.apply([.began(run), ended])
        (run.state, run.ended, run.counts) = ("done", 20, [.ok: 3])
        #expect(try test.register.runs() == [run])
        run.report = "{}"
        try test.register.apply([.finished(run), .began(run), .resumed(run), ended])
        #expect(try test.register.run("r1") == run)
        #expect(try test.register.runs().count == 1)
        let later = RunRow(id: "r1", mode: "live", state: "running", script: "a.lua", started: 30)
        try test.register.apply([.resumed(later)])
        #expect(try test.register.run("r1").ended == nil)
        try test.register.apply([.ended(id: "r1", state: "stopped", at: 40, counts: [:])])
        let end = try test.register.run("r1")
        #expect(end.state == "stopped" && end.ended == 40 && end.report == nil)
    }
}
