import ALMS

/// Requests that tests send.
enum Requests {
    static let now: Int64 = 1_800_000_000

    /// A request of `operation` at `key`, every other field from `texts` or something plain.
    static func make(
        _ operation: OperationName,
        at key: DoorKey = Estate.entrance,
        _ texts: [String: String] = [:]
    ) throws -> Request {
        var items: [Arguments.Item] = []
        for use in operation.operation.uses {
            let name = use.name.rawValue
            if let value = texts[name] {
                items.append(.init(name, .text(value)))
            } else if let value = plain(use.name, key) {
                items.append(.init(name, value))
            }
        }
        return try Request(operation, Arguments(items))
    }

    static func synchronize(_ keys: [DoorKey]) -> Request {
        Request(synchronizing: keys.map { Apartment(key: $0, buildingName: "翠湖花园", name: "2501") })
    }

    private static func plain(_ name: ParameterName, _ key: DoorKey) -> ArgumentValue? {
        switch name {
        case .buildingId: .text(key.buildingId)
        case .code: .text(key.code)
        case .doorType: .integer(Int64(key.doorType.rawValue))
        case .door: key.door.isEmpty ? nil : .text(key.door)
        case .startTime: .integer(now)
        case .endTime: .integer(now + 86400)
        case .author: .text("管家陈静")
        case .authoredName: .text("王芳")
        case .authoredMobile, .operator: .text("13800138000")
        case .password: .text("482913")
        case .page: .integer(1)
        case .pageSize: .integer(20)
        default: nil
        }
    }
}

/// The doors that tests use.
enum Estate {
    static let entrance = DoorKey(buildingId: "B001", code: "1001", doorType: .main, door: "")
    static let room = DoorKey(buildingId: "B001", code: "1001", doorType: .inner, door: "甲")
    static let elsewhere = DoorKey(buildingId: "B002", code: "2001", doorType: .main, door: "")
    static let all = [entrance, room, elsewhere]
}
