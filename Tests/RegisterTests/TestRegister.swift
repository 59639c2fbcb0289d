import ALMS
import Foundation
import GRDB
import Register
import Synchronization
import Vault

/// A sealing that hides texts well enough for tests, and refuses another context.
struct TestSealing: PasswordSealing {
    struct WrongContext: Error {}

    func seal(_ password: Secret, authenticating context: String) throws -> String {
        Data("\(context)\u{1E}\(password.reveal())".utf8.map { $0 ^ 0x5A }).base64EncodedString()
    }

    func openSecret(_ sealed: String, authenticating context: String) throws -> Secret {
        let bytes = (Data(base64Encoded: sealed) ?? Data()).map { $0 ^ 0x5A }
        let parts = String(decoding: bytes, as: UTF8.self).split(
            separator: "\u{1E}",
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, parts[0] == context else { throw WrongContext() }
        return Secret(String(parts[1]))
    }
}

/// A folder of its own that is gone when the test is.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("register-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    func permissions(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
        return (attributes[.posixPermissions] as? Int ?? 0) & 0o777
    }
}

/// A register in a folder of its own, with a clock that stands still until it is set.
final class TestRegister: Sendable {
    static let start: Int64 = 1_790_000_000
    static let day: Int64 = 86400

    let folder: TestFolder
    let register: Register
    private let time: TestClock

    init() throws {
        folder = try TestFolder()
        let clock = TestClock(Self.start)
        time = clock
        register = try Register.create(
            at: folder.file("register.sqlite"),
            sealing: TestSealing(),
            clock: { clock.now }
        )
    }

    var now: Int64 {
        get { time.now }
        set { time.now = newValue }
    }

    /// Opens the same file once more.
    func reopened() throws -> Register {
        let clock = time
        return try Register.open(at: register.path, sealing: TestSealing()) { clock.now }
    }

    /// Three estates' worth of doors: two entrances, two inner doors, and one elsewhere.
    func loadEstate() throws {
        try register.load(
            [
                EstateDoor(Doors.apartment(Doors.entrance, unit: "1", name: "2501")),
                EstateDoor(Doors.apartment(Doors.inner, unit: "1", name: "2501")),
                EstateDoor(
                    Doors.apartment(Doors.other, unit: "2", name: "2601"),
                    isProtected: true,
                    isOccupied: false
                ),
                EstateDoor(
                    Doors.apartment(Doors.elsewhere, unit: "1", name: "101"),
                    isSynchronized: false
                ),
            ],
            [
                Self.grant(Doors.entrance, .auth, People.li),
                Self.grant(Doors.entrance, .password, People.li, "4820571936"),
                Self.grant(Doors.inner, .password, People.li, "123456"),
                Self.grant(Doors.other, .password, People.wang, "4820571936"),
                Self.grant(Doors.elsewhere, .password, People.zhao, "7730195", ending: 3),
                Self.grant(Doors.elsewhere, .auth, People.wang, confidence: .imported, ending: -1),
            ]
        )
    }

    static func grant(
        _ door: DoorKey,
        _ kind: GrantKind,
        _ mobile: String,
        _ password: String? = nil,
        confidence: Confidence = .confirmed,
        ending days: Int64 = 300
    ) -> EstateGrant {
        EstateGrant(
            door: door,
            kind: kind,
            authoredMobile: mobile,
            terms: GrantTerms(
                startTime: start - 100 * day,
                endTime: start + days * day,
                author: "物业",
                authoredName: People.names[mobile] ?? "",
                password: password.map { Secret($0) }
            ),
            confidence: confidence
        )
    }
}

final class TestClock: Sendable {
    private let time: Mutex<Int64>

    init(_ time: Int64) { self.time = Mutex(time) }

    var now: Int64 {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}

enum People {
    static let li = "13800000001"
    static let wang = "13800000002"
    static let zhao = "13800000003"
    static let names = [li: "李明", wang: "王芳", zhao: "赵强"]
}

enum Doors {
    static let entrance = DoorKey(buildingId: "B001", code: "1001", doorType: .main, door: "")
    static let inner = DoorKey(buildingId: "B001", code: "1001", doorType: .inner, door: "甲")
    static let other = DoorKey(buildingId: "B001", code: "1002", doorType: .main, door: "")
    static let elsewhere = DoorKey(buildingId: "B002", code: "1001", doorType: .main, door: "")
    static let stranger = DoorKey(buildingId: "B003", code: "9", doorType: .main, door: "")

    static func apartment(_ key: DoorKey, unit: String = "", name: String = "") -> Apartment {
        Apartment(key: key, buildingName: "阳光花园", unit: unit, name: name)
    }
}

/// Requests that are valid, made from as little as a test wants to say.
enum Requests {
    static func password(
        _ door: DoorKey,
        _ mobile: String,
        _ password: String,
        ending days: Int64 = 300,
        name: String? = nil
    ) throws -> Request {
        try request(
            .generatePassword,
            door,
            term(mobile, days, name) + [.init("password", .text(password))]
        )
    }

    static func auth(_ door: DoorKey, _ mobile: String, ending days: Int64 = 300) throws -> Request
    {
        try request(.auth, door, term(mobile, days, nil))
    }

    static func removePassword(_ door: DoorKey, _ mobile: String) throws -> Request {
        try request(.removePassword, door, [.init("authoredMobile", .text(mobile))])
    }

    static func deleteAuth(_ door: DoorKey, _ mobile: String) throws -> Request {
        try request(.deleteAuth, door, [.init("authoredMobile", .text(mobile))])
    }

    static func open(_ door: DoorKey) throws -> Request {
        try request(.remoteAction, door, [.init("operator", .text(People.li))])
    }

    private static func term(_ mobile: String, _ days: Int64, _ name: String?) -> [Arguments.Item] {
        [
            .init("startTime", .integer(TestRegister.start)),
            .init("endTime", .integer(TestRegister.start + days * TestRegister.day)),
            .init("author", .text("物业")),
            .init("authoredName", .text(name ?? People.names[mobile] ?? "客人")),
            .init("authoredMobile", .text(mobile)),
        ]
    }

    private static func request(
        _ operation: OperationName,
        _ door: DoorKey,
        _ items: [Arguments.Item]
    ) throws -> Request {
        let identity: [Arguments.Item] = [
            .init("buildingId", .text(door.buildingId)), .init("code", .text(door.code)),
            .init("doorType", .integer(Int64(door.doorType.rawValue))),
            .init("door", .text(door.door)),
        ]
        return try Request(
            operation,
            Arguments(identity + items),
            rules: RequestRules(allowsWeak: true)
        )
    }
}

/// A generator whose numbers follow from its seed.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
