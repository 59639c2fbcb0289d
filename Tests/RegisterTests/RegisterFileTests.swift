import ALMS
import Foundation
import GRDB
import Register
import Testing
import Vault

@Suite("A register's file")
struct RegisterFileTests {
    @Test("belongs to its owner alone, with all that SQLite puts beside it")
    func mode() throws {
        let test = try TestRegister()
        try test.loadEstate()
        for name in try FileManager.default.contentsOfDirectory(atPath: test.folder.path) {
            #expect(try test.folder.permissions(name) == 0o600, "\(name)")
        }
    }

    @Test("is taken back from others when it is opened")
    func tightened() throws {
        let test = try TestRegister()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: test.register.path
        )
        _ = try test.reopened()
        #expect(try test.folder.permissions("register.sqlite") == 0o600)
    }

    @Test("holds no password in clear, whatever became of it")
    func sealed() throws {
        let folder = try TestFolder()
        let vault = try Vault.create(
            at: folder.file("keys"),
            name: Vault.newName(),
            partnerSecret: nil
        )
        let path = folder.file("register.sqlite")
        let register = try Register.create(at: path, sealing: vault)
        let passwords = (0..<40).map { "48205719\($0 + 10)" }
        let door = Doors.entrance
        let terms = GrantTerms(
            startTime: nil,
            endTime: nil,
            author: "",
            authoredName: "",
            password: Secret(passwords[0])
        )
        try register.load(
            [EstateDoor(Doors.apartment(door))],
            [EstateGrant(door: door, kind: .password, authoredMobile: People.li, terms: terms)]
        )
        for (index, password) in passwords.enumerated() {
            let stage = Effect.Stage.allCases[index % 5]
            let request = try Requests.password(door, People.li, password)
            try register.apply([Effect(request, stage, run: "r1", at: 0)])
        }
        let view = try register.view()
        let id = GrantID(door: door, kind: .password, authoredMobile: People.li)
        #expect(try view.password(of: id)?.reveal() == passwords[36])
        #expect(try view.pending(of: id).map { $0.password?.reveal() } == [passwords[39]])
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix("register") {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file(name)))
            for password in passwords {
                #expect(bytes.range(of: Data(password.utf8)) == nil, "\(name)")
            }
        }
    }

    @Test("gives no password to another row")
    func bound() throws {
        let test = try TestRegister()
        try test.loadEstate()
        try test.register.close()
        let queue = try DatabaseQueue(path: test.register.path)
        try queue.write { db in
            try db.execute(
                sql: """
                    UPDATE grants SET password = (
                        SELECT password FROM grants WHERE authoredMobile = '\(People.wang)'
                        AND kind = 1
                    ) WHERE authoredMobile = '\(People.zhao)'
                    """
            )
        }
        try queue.close()
        let view = try test.reopened().view()
        #expect(throws: RegisterError.self) {
            try view.password(
                of: GrantID(door: Doors.elsewhere, kind: .password, authoredMobile: People.zhao)
            )
        }
    }

    @Test("is not made twice, nor opened where there is none, nor when it is something else")
    func refusals() throws {
        let test = try TestRegister()
        let path = test.register.path
        #expect(throws: RegisterError.exists(path)) {
            try Register.create(at: path, sealing: TestSealing())
        }
        let absent = test.folder.file("absent.sqlite")
        #expect(throws: RegisterError.absent(absent)) {
            try Register.open(at: absent, sealing: TestSealing())
        }
        let empty = test.folder.file("empty.sqlite")
        try Data().write(to: URL(fileURLWithPath: empty))
        for _ in 0..<2 {
            #expect(throws: RegisterError.damaged("it is empty")) {
                try Register.open(at: empty, sealing: TestSealing())
            }
        }
        let text = test.folder.file("text.sqlite")
        try Data(repeating: 65, count: 5000).write(to: URL(fileURLWithPath: text))
        #expect(throws: RegisterError.damaged("file is not a database")) {
            try Register.open(at: text, sealing: TestSealing())
        }
    }

    @Test("of a newer program is left alone")
    func newer() throws {
        let test = try TestRegister()
        try test.register.close()
        let queue = try DatabaseQueue(path: test.register.path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('999')") }
        try queue.close()
        #expect(throws: RegisterError.newer(test.register.path)) { try test.reopened() }
    }

    @Test("keeps everything when it is opened again, and sees the other process's commits")
    func reopening() throws {
        let test = try TestRegister()
        try test.loadEstate()
        let again = try test.reopened()
        let view = try test.register.view()
        #expect(try again.view().doors(.all) == view.doors(.all))
        try again.setDoors(DoorSelector(building: "B002"), protected: true)
        #expect(try view.door(Doors.elsewhere)?.isProtected == true)
    }
}

@Suite("A crash between log and register")
struct CrashTests {
    private static func effects(_ test: TestRegister) throws -> [Effect] {
        let one = try Requests.password(Doors.entrance, People.li, "9061748250")
        let two = try Requests.removePassword(Doors.other, People.wang)
        let three = try Requests.auth(Doors.inner, People.zhao)
        return [
            Effect(one, .asked, intent: 1, seq: 1, run: "r1", at: test.now),
            Effect(two, .asked, intent: 2, seq: 2, run: "r1", at: test.now),
            Effect(one, .unknown, intent: 1, seq: 3, run: "r1", at: test.now),
            Effect(three, .asked, intent: 4, seq: 4, run: "r1", at: test.now),
            Effect(two, .ok, intent: 2, seq: 5, run: "r1", at: test.now),
            Effect(one, .ok, intent: 1, seq: 6, run: "r1", at: test.now),
        ]
    }

    private static func rows(_ test: TestRegister) throws -> [GrantRow] {
        var everything = GrantSelector.all
        everything.status = nil
        return try test.register.view().grants(everything)
    }

    private static func position(_ size: Int) -> LogPosition {
        LogPosition(origin: "log", size: size, edge: ["edge-\(size)"])
    }

    @Test("is mended by applying the log from anywhere, as often as one likes", arguments: 0...6)
    func mended(committed: Int) throws {
        let expected = try TestRegister()
        let test = try TestRegister()
        for each in [expected, test] { try each.loadEstate() }
        let effects = try Self.effects(test)
        try expected.register.apply(effects)
        try test.register.apply(
            Array(effects.prefix(committed)),
            upTo: Self.position(committed + 1)
        )
        #expect(try test.register.appliedSeq() == committed)
        for _ in 0..<2 {
            try test.register.apply(effects, upTo: Self.position(7))
            #expect(try Self.rows(test) == Self.rows(expected))
            #expect(try test.register.appliedSeq() == 6)
            #expect(try test.register.lastSeq(of: Doors.other) == 2)
        }
        let id = GrantID(door: Doors.entrance, kind: .password, authoredMobile: People.li)
        #expect(try test.register.view().password(of: id)?.reveal() == "9061748250")
        #expect(try test.register.view().valuesBefore(run: "r1").count == 2)
    }

    @Test("changes nothing where the register has an entry beyond its mark", arguments: 0..<64)
    func ahead(held: Int) throws {
        let expected = try TestRegister()
        let test = try TestRegister()
        for each in [expected, test] { try each.loadEstate() }
        // Each for another door and person, so that their order does not matter.
        let effects = try Self.independent(test)
        let first = effects.enumerated().filter { held >> $0.offset & 1 == 1 }.map(\.element)
        try test.register.apply(first)
        #expect(try test.register.ahead() == Set(first.map(\.seq)))
        #expect(try test.register.appliedSeq() == -1)
        for each in [expected, test] { try each.register.apply(effects, upTo: Self.position(7)) }
        #expect(try Self.rows(test) == Self.rows(expected))
        #expect(try test.register.view().doors(.all) == expected.register.view().doors(.all))
        #expect(try test.register.view().valuesBefore(run: "r1").count == 4)
        #expect(try test.register.ahead().isEmpty)
        #expect(try test.register.position() == Self.position(7))
    }

    private static func independent(_ test: TestRegister) throws -> [Effect] {
        let requests = [
            try Requests.password(Doors.entrance, People.li, "9061748250"),
            try Requests.removePassword(Doors.other, People.wang),
            try Requests.auth(Doors.inner, People.zhao),
            try Requests.password(Doors.elsewhere, People.li, "7061748259"),
            try Requests.password(Doors.entrance, People.zhao, "8061748251"),
            try Requests.open(Doors.inner),
        ]
        return requests.enumerated().map { index, request in
            let stage: Effect.Stage = index == 4 ? .unknown : .ok
            return Effect(request, stage, intent: 0, seq: index + 1, run: "r1", at: test.now)
        }
    }

    @Test("entries that need nothing are counted as applied")
    func upTo() throws {
        let test = try TestRegister()
        try test.register.apply([Effect](), upTo: Self.position(42))
        try test.register.apply([Effect](), upTo: Self.position(8))
        #expect(try test.register.appliedSeq() == 41)
    }

    @Test("shows a view what others wrote: this process at once, another one soon")
    func written() async throws {
        let test = try TestRegister()
        try test.loadEstate()
        let other = try test.reopened()
        let view = try test.register.view()
        let before = try #require(try view.door(Doors.entrance))
        try test.register.apply([.occupied(!before.isOccupied, Doors.entrance, run: "r1", at: 1)])
        #expect(try view.door(Doors.entrance)?.isOccupied == !before.isOccupied)
        try other.apply([.occupied(before.isOccupied, Doors.entrance, run: "r2", at: 2)])
        while try view.door(Doors.entrance)?.isOccupied != before.isOccupied { await Task.yield() }
    }

    // MARK: In the place of another one

    private func made(_ folder: TestFolder, _ name: String, doors: Int) throws -> Register {
        let register = try Register.create(at: folder.file(name), sealing: TestSealing())
        try register.load(
            (0..<doors).map { number in
                let key = DoorKey(
                    buildingId: "B001",
                    code: "\(1000 + number)",
                    doorType: .main,
                    door: ""
                )
                return EstateDoor(Apartment(key: key, name: "\(number)"))
            },
            []
        )
        return register
    }

    private func doors(_ path: String) throws -> Int {
        let register = try Register.open(at: path, sealing: TestSealing())
        defer { try? register.close() }
        try register.check()
        return try register.view().doors(.all).count
    }

    @Test("takes nothing for its own that lay beside a lost one")
    func leftOver() throws {
        let folder = try TestFolder()
        let path = folder.file("register.sqlite")
        // Killed: its last changes stand in -wal alone.
        let killed = try made(folder, "register.sqlite", doors: 300)
        for end in ["-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: path + end, toPath: folder.file("kept" + end))
        }
        try killed.close()
        func lose() throws {
            try FileManager.default.removeItem(atPath: path)
            for end in ["-wal", "-shm"] {
                try FileManager.default.copyItem(
                    atPath: folder.file("kept" + end),
                    toPath: path + end
                )
            }
        }
        try lose()
        try made(folder, "aside", doors: 7).close()
        try Register.put(folder.file("aside"), at: path)
        #expect(try doors(path) == 7)
        #expect(throws: RegisterError.exists(path)) {
            try Register.put(folder.file("aside"), at: path)
        }
        try lose()
        try made(folder, "register.sqlite", doors: 5).close()
        #expect(try doors(path) == 5)
    }

    @Test("is not touched by who has the lost one open, and who writes is told")
    func openElsewhere() throws {
        let folder = try TestFolder()
        let path = folder.file("register.sqlite")
        let lost = try made(folder, "register.sqlite", doors: 3)
        let snapshot = try lost.snapshot()
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        try made(folder, "aside", doors: 7).close()
        try Register.put(folder.file("aside"), at: path)
        let new = try Register.open(at: path, sealing: TestSealing())
        try new.apply(new.settingDoors(.all, occupied: false))
        #expect(throws: RegisterError.replaced(path)) { try lost.apply([Effect]()) }
        #expect(try snapshot.doors(.all).count == 3)
        try lost.close()
        // What only the new one's -wal holds is there for whoever opens it next.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.contains("register.sqlite-wal"))
        #expect(try doors(path) == 7)
        #expect(try new.view().doors(.all).allSatisfy { !$0.isOccupied })
        try new.close()
    }

    @Test("that is damaged, or has a row that belongs to none, is not called sound")
    func unsound() throws {
        let folder = try TestFolder()
        let path = folder.file("register.sqlite")
        try made(folder, "register.sqlite", doors: 3000).close()
        #expect(try doors(path) == 3000)
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: "INSERT INTO items VALUES ('none', 1, 1, '', '', '')")
        }
        try queue.close()
        #expect(throws: RegisterError.self) { try doors(path) }
        try made(folder, "other.sqlite", doors: 3000).close()
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.file("other.sqlite")))
        try file.seek(toOffset: 4096 * 20)
        try file.write(contentsOf: Data(repeating: 0, count: 4096))
        try file.close()
        #expect { try doors(folder.file("other.sqlite")) } throws: {
            if case .damaged? = $0 as? RegisterError { true } else { false }
        }
    }

    @Test("is copied while it is written, and the copy has no name")
    func copied() throws {
        let folder = try TestFolder()
        let path = folder.file("register.sqlite")
        let register = try made(folder, "register.sqlite", doors: 2000)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let copy = try DatabaseCopy(of: path, in: folder.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
        try register.apply(register.settingDoors(.all, occupied: false))
        var bytes = Data()
        while case let piece = try copy.read(10_000), !piece.isEmpty { bytes += piece }
        #expect(bytes.count == copy.size)
        try bytes.write(to: URL(fileURLWithPath: folder.file("copy.sqlite")))
        #expect(try doors(folder.file("copy.sqlite")) == 2000)
        #expect(throws: RegisterError.self) { try DatabaseCopy(of: path, in: folder.file("none")) }
    }
}
