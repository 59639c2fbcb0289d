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
        /// A row is again what it was before the import that ``RegisterChange/undoes`` names.
        case grantUndone(GrantID)
        case doorUndone(DoorKey)
        /// A door is left out of every selection from now on.
        case retired(DoorKey)
        case settled(SettledLine)
    }

    /// What made it: `grants import`.
    public let what: String
    /// When, Unix seconds.
    public let time: Int64
    /// The id under which an import can be undone.
    public var importID: String?
    /// The id of the import that it undoes.
    public var undoes: String?
    private var content: Content

    /// An import shares the lines that it was planned with.
    private enum Content: Sendable {
        case items([Item])
        case doors([DoorLine])
        case grants([GrantLine])
    }

    init(_ what: String, at time: Int64, _ items: [Item]) {
        self.init(what, at: time, .items(items))
    }

    init(_ what: String, at time: Int64, doors: [DoorLine]) {
        self.init(what, at: time, .doors(doors))
    }

    init(_ what: String, at time: Int64, grants: [GrantLine]) {
        self.init(what, at: time, .grants(grants))
    }

    private init(_ what: String, at time: Int64, _ content: Content) {
        self.what = what
        self.time = time
        self.content = content
    }

    /// Its rows in their order.
    var items: AnySequence<Item> {
        switch content {
        case .items(let items): AnySequence(items)
        case .doors(let lines): AnySequence(lines.lazy.map { Item.door($0) })
        case .grants(let lines): AnySequence(lines.lazy.map { Item.grant($0) })
        }
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

    /// The grants that somebody said something of.
    public var grants: [GrantID] {
        items.compactMap { item in
            switch item {
            case .door, .doorUndone, .retired: nil
            case .grant(let line): line.id
            case .forgotten(let id), .grantUndone(let id): id
            case .settled(let line): line.id
            }
        }
    }

    /// The doors that were given other names.
    public var renamedDoors: [DoorKey] {
        items.compactMap { item in
            guard case .door(let line) = item, !line.names.isEmpty else { return nil }
            return line.key
        }
    }

    /// How many rows it concerns.
    public var count: Int {
        switch content {
        case .items(let items): items.count
        case .doors(let lines): lines.count
        case .grants(let lines): lines.count
        }
    }

    /// Whether it changes nothing.
    public var isEmpty: Bool { count == 0 }

    /// The doors that it marks as occupied or not.
    public var occupancy: [(door: DoorKey, isOccupied: Bool)] {
        items.compactMap { item in
            guard case .door(let line) = item, let flag = line.isOccupied else { return nil }
            return (line.key, flag)
        }
    }

    // MARK: As rows of JSON

    /// One object a row, passwords in clear: to be sealed before it is stored.
    public var rows: [JSON] { Array(lazyRows) }

    /// ``rows``, each made when it is asked for.
    public var lazyRows: AnySequence<JSON> {
        AnySequence(items.lazy.map { JSON.object($0.members) })
    }

    /// The change that ``rows`` told of; nil when they make no sense.
    public init?(_ what: String, at time: Int64, rows: [JSON]) {
        self.init(what, at: time, [])
        guard append(rows: rows) else { return nil }
    }

    mutating func append(_ item: Item) {
        guard case .items(var items) = content else {
            content = .items(self.items + [item])
            return
        }
        content = .items([])
        items.append(item)
        content = .items(items)
    }

    /// Adds rows that ``rows`` told of; false when they make no sense.
    public mutating func append(rows: [JSON]) -> Bool {
        for row in rows {
            guard let item = Item(row) else { return false }
            append(item)
        }
        return true
    }
}

extension RegisterChange.Item {
    fileprivate var members: [JSON.Member] {
        switch self {
        case .door(let line): line.members
        case .grant(let line): [.init("row", .string("grant"))] + line.members
        case .forgotten(let id): [.init("row", .string("forgotten"))] + id.members
        case .grantUndone(let id): [.init("row", .string("grant undone"))] + id.members
        case .doorUndone(let key): [.init("row", .string("door undone"))] + key.members
        case .retired(let key): [.init("row", .string("retired"))] + key.members
        case .settled(let line): [.init("row", .string("settled"))] + line.members
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
        case "grant undone":
            guard let id = GrantID(row) else { return nil }
            self = .grantUndone(id)
        case "door undone":
            guard let key = DoorKey(row) else { return nil }
            self = .doorUndone(key)
        case "retired":
            guard let key = DoorKey(row) else { return nil }
            self = .retired(key)
        case "settled":
            guard let line = SettledLine(row) else { return nil }
            self = .settled(line)
        default: return nil
        }
    }
}

extension SettledLine {
    fileprivate var members: [JSON.Member] {
        guard let held else { return id.members + [.init("gone", .boolean(true))] }
        return held.members
    }

    fileprivate init?(_ row: JSON) {
        if row["gone"]?.flag == true {
            guard let id = GrantID(row) else { return nil }
            self.init(id: id, held: nil)
        } else {
            guard let held = GrantLine(row) else { return nil }
            self.init(id: held.id, held: held)
        }
    }
}

extension DoorLine {
    /// Everything that a record says of its door, to be said again.
    init(_ record: DoorRecord) {
        let apartment = record.apartment
        var names: [ParameterName: String] = [:]
        for name in Catalogue.apartmentFields where !Self.fixed.contains(name) {
            names[name] = apartment[name]
        }
        self.init(
            line: 0,
            key: apartment.key,
            wireDoor: apartment.wireDoor,
            names: names,
            isProtected: record.isProtected,
            isOccupied: record.isOccupied
        )
    }

    private static let fixed: [ParameterName] = [.buildingId, .code, .doorType, .door]

    /// The line as a text.
    var text: String { JSON.object(members).encoded }

    /// What ``text`` told of; nil when it makes no sense.
    init?(text: String) {
        guard let row = try? JSONParser.parse(text) else { return nil }
        self.init(row)
    }

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
        for name in Catalogue.apartmentFields where !Self.fixed.contains(name) {
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
