public import ALMS
import Vault

/// What people change in the register themselves, an import or a mark: a value that the log keeps
/// sealed before it is applied, so that the register can be made anew.
public struct RegisterChange: Sendable {
    /// What one row of it does.
    enum Item: Sendable {
        case door(DoorLine)
        case grant(GrantLine)
        case forgotten(GrantID)
    }

    /// What made it: `grants import`.
    public let what: String
    /// When, Unix seconds.
    public let time: Int64
    private(set) var items: [Item]

    init(_ what: String, at time: Int64, _ items: [Item]) {
        self.what = what
        self.time = time
        self.items = items
    }

    /// Somebody moves in or out.
    public static func occupied(
        _ isOccupied: Bool,
        _ door: DoorKey,
        at time: Int64
    ) -> RegisterChange {
        let line = DoorLine(
            line: 0,
            key: door,
            wireDoor: door.door,
            names: [:],
            isProtected: nil,
            isOccupied: isOccupied
        )
        return RegisterChange("occupied", at: time, [.door(line)])
    }

    /// How many rows it concerns.
    public var count: Int { items.count }

    /// Whether it changes nothing.
    public var isEmpty: Bool { items.isEmpty }

    /// The doors that it marks as occupied or not.
    public var occupancy: [(door: DoorKey, isOccupied: Bool)] {
        items.compactMap { item in
            guard case .door(let line) = item, let flag = line.isOccupied else { return nil }
            return (line.key, flag)
        }
    }

    // MARK: As rows of JSON

    /// One object a row, passwords in clear: to be sealed before it is stored.
    public var rows: [JSON] { items.map { JSON.object($0.members) } }

    /// The change that ``rows`` told of; nil when they make no sense.
    public init?(_ what: String, at time: Int64, rows: [JSON]) {
        self.init(what, at: time, [])
        for row in rows {
            guard let item = Item(row) else { return nil }
            items.append(item)
        }
    }
}

extension RegisterChange.Item {
    fileprivate var members: [JSON.Member] {
        switch self {
        case .door(let line): line.members
        case .grant(let line): [.init("row", .string("grant"))] + line.members
        case .forgotten(let id): [.init("row", .string("forgotten"))] + id.members
        }
    }

    fileprivate init?(_ row: JSON) {
        switch row["row"]?.text {
        case "door":
            guard let line = DoorLine(row) else { return nil }
            self = .door(line)
        case "grant":
            guard let line = GrantLine(row) else { return nil }
            self = .grant(line)
        case "forgotten":
            guard let id = GrantID(row) else { return nil }
            self = .forgotten(id)
        default: return nil
        }
    }
}

extension DoorLine {
    fileprivate var members: [JSON.Member] {
        var members = [JSON.Member("row", .string("door"))] + key.members
        if wireDoor != key.door { members.append(.init("wireDoor", .string(wireDoor))) }
        for name in Catalogue.apartmentFields {
            if let text = names[name] { members.append(.init(name.rawValue, .string(text))) }
        }
        if let isProtected { members.append(.init("protected", .boolean(isProtected))) }
        if let isOccupied { members.append(.init("occupied", .boolean(isOccupied))) }
        return members
    }

    fileprivate init?(_ row: JSON) {
        guard let key = DoorKey(row) else { return nil }
        var names: [ParameterName: String] = [:]
        for name in Catalogue.apartmentFields
        where ![.buildingId, .code, .doorType, .door].contains(name) {
            names[name] = row[name.rawValue]?.text
        }
        self.init(
            line: 0,
            key: key,
            wireDoor: row["wireDoor"]?.text ?? key.door,
            names: names,
            isProtected: row["protected"]?.flag,
            isOccupied: row["occupied"]?.flag
        )
    }
}

extension GrantLine {
    fileprivate var members: [JSON.Member] {
        var members = id.members
        if let startTime { members.append(.init("startTime", .integer(startTime))) }
        if let endTime { members.append(.init("endTime", .integer(endTime))) }
        let texts = [
            ("author", author), ("authoredName", authoredName), ("password", password?.reveal()),
        ]
        for case (let name, let text?) in texts { members.append(.init(name, .string(text))) }
        return members
    }

    fileprivate init?(_ row: JSON) {
        guard let id = GrantID(row) else { return nil }
        self.init(
            line: 0,
            id: id,
            startTime: row["startTime"]?.whole,
            endTime: row["endTime"]?.whole,
            author: row["author"]?.text,
            authoredName: row["authoredName"]?.text,
            password: row["password"]?.text.map { Secret($0) }
        )
    }
}

extension GrantID {
    fileprivate var members: [JSON.Member] {
        door.members + [
            .init("kind", .string(kind.rawValue)),
            .init("authoredMobile", .string(authoredMobile)),
        ]
    }

    fileprivate init?(_ row: JSON) {
        guard let door = DoorKey(row), let mobile = row["authoredMobile"]?.text,
            let kind = row["kind"]?.text.flatMap({ GrantKind(rawValue: $0) })
        else { return nil }
        self.init(door: door, kind: kind, authoredMobile: mobile)
    }
}

extension DoorKey {
    fileprivate var members: [JSON.Member] {
        [
            .init("buildingId", .string(buildingId)), .init("code", .string(code)),
            .init("doorType", .string(doorType.wireText)), .init("door", .string(door)),
        ]
    }

    fileprivate init?(_ row: JSON) {
        guard let building = row["buildingId"]?.text, let code = row["code"]?.text,
            let doorType = row["doorType"]?.text.flatMap({ DoorType(wireText: $0) }),
            let door = row["door"]?.text
        else { return nil }
        self.init(buildingId: building, code: code, doorType: doorType, door: door)
    }
}

extension JSON {
    fileprivate var flag: Bool? {
        if case .boolean(let flag) = self { flag } else { nil }
    }
}
