import ALMS
import GRDB

/// Does what a request asks for, by the service's rules; says no by throwing ``Refused``.
struct Desk {
    let settings: SandboxSettings
    let store: Store

    /// The answer after the effect.
    func serve(_ incoming: Incoming) throws -> Answer {
        if incoming.operation == .synchronizeApartments { return try synchronize(incoming) }
        guard let doorType = incoming.parameters[.doorType] else {
            throw Refused.missing("doorType")
        }
        guard let type = DoorType(wireText: doorType) else { throw Refused.wrong("doorType") }
        guard let code = incoming.parameters[.code] else { throw Refused.missing("code") }
        guard code == incoming.pathCode else { throw Refused.wrong("code") }
        let door = incoming.parameters[.door] ?? ""
        if type == .inner, door.isEmpty { throw Refused.missing("door") }
        switch incoming.operation {
        case .getDeviceLogs, .getDeviceLogsPageCount:
            return try read(incoming, code, type, type == .main ? "" : door)
        default:
            guard let buildingId = incoming.parameters[.buildingId] else {
                throw Refused.missing("buildingId")
            }
            let key = DoorKey(buildingId: buildingId, code: code, doorType: type, door: door)
            return try write(incoming, key)
        }
    }

    // MARK: Writes at a door

    private func write(_ incoming: Incoming, _ key: DoorKey) throws -> Answer {
        let kind: Grant.Kind =
            [.generatePassword, .removePassword].contains(incoming.operation) ? .password : .auth
        switch incoming.operation {
        case .auth, .generatePassword:
            let grant = try grant(kind, incoming.parameters)
            return try store.atomically { try give(grant, at: key, $0) }
        case .deleteAuth, .removePassword:
            guard let mobile = incoming.parameters[.authoredMobile] else {
                throw Refused.missing("authoredMobile")
            }
            return try store.atomically { try take(kind, from: mobile, at: key, $0) }
        default:
            let opener = try needed(.operator, incoming.parameters)
            try store.atomically { db in
                guard let id = try DoorTable(db: db).id(key) else { throw Refused.unknownDoor }
                let now = settings.unixSeconds()
                try OpeningTable(db: db).add(id, time: now, type: 4, opener: opener)
            }
            return Answer(success: true)
        }
    }

    private func grant(_ kind: Grant.Kind, _ parameters: Parameters) throws -> Grant {
        func time(_ name: ParameterName) throws -> Int64 {
            guard let time = Int64(try needed(name, parameters)), TimeRule.problem(time) == nil
            else { throw Refused.wrong(name.rawValue) }
            return time
        }
        let (start, end) = (try time(.startTime), try time(.endTime))
        guard end > start else { throw Refused.wrong("endTime") }
        var password: String?
        if kind == .password {
            let digits = try needed(.password, parameters)
            guard PasswordRule.problem(digits) == nil else { throw Refused.wrong("password") }
            password = digits
        }
        return Grant(
            kind: kind,
            authoredMobile: try needed(.authoredMobile, parameters),
            authoredName: try needed(.authoredName, parameters),
            author: try needed(.author, parameters),
            startTime: start,
            endTime: end,
            password: password
        )
    }

    private func give(_ grant: Grant, at key: DoorKey, _ db: Database) throws -> Answer {
        guard let id = try DoorTable(db: db).id(key) else { throw Refused.unknownDoor }
        let grants = GrantTable(db: db)
        let mobile = grant.authoredMobile
        let held = try grants.term(id, grant.kind, mobile)
        if let held, settings.overlap == .refuse,
            held.overlaps(grant.startTime..<grant.endTime)
        {
            throw Refused("授权时间重叠")
        }
        if grant.kind == .password, settings.passwordNeedsAuth,
            try grants.term(id, .auth, mobile) == nil
        {
            throw Refused("请先授权")
        }
        if held == nil, try grants.holders(id, besides: mobile) >= settings.holdersPerLock {
            throw Refused("授权人数已达上限")
        }
        try grants.put(id, grant)
        return Answer(success: true)
    }

    private func take(
        _ kind: Grant.Kind,
        from mobile: String,
        at key: DoorKey,
        _ db: Database
    ) throws -> Answer {
        guard let id = try DoorTable(db: db).id(key) else { throw Refused.unknownDoor }
        let grants = GrantTable(db: db)
        let wasThere = try grants.remove(id, kind, mobile)
        if kind == .auth, settings.passwordNeedsAuth {
            _ = try grants.remove(id, .password, mobile)
        }
        if !wasThere, settings.refusesAbsent { throw Refused("授权不存在") }
        return Answer(success: true)
    }

    // MARK: Reads

    private func read(
        _ incoming: Incoming,
        _ code: String,
        _ type: DoorType,
        _ door: String
    ) throws -> Answer {
        func positive(_ name: ParameterName) throws -> Int64 {
            guard let number = Int64(try needed(name, incoming.parameters)), number >= 1 else {
                throw Refused.wrong(name.rawValue)
            }
            return number
        }
        let (page, size) = (try positive(.page), try positive(.pageSize))
        return try store.use { db in
            guard let id = try DoorTable(db: db).id(code: code, doorType: type, door: door) else {
                throw Refused.unknownDoor
            }
            let openings = OpeningTable(db: db)
            if incoming.operation == .getDeviceLogsPageCount {
                let entries = try openings.count(id)
                let pages = entries / size + (entries % size > 0 ? 1 : 0)
                return Answer(success: true, count: Int(pages))
            }
            let data = try openings.page(
                id,
                page,
                size: size,
                oldestFirst: settings.oldestLogsFirst
            )
            return Answer(success: true, data: data)
        }
    }

    // MARK: Synchronizing

    private func synchronize(_ incoming: Incoming) throws -> Answer {
        let list = try needed(.apartmentList, incoming.parameters)
        guard let items = try? JSONParser.parse(list).items, !items.isEmpty else {
            throw Refused.wrong("apartmentList")
        }
        let apartments = try items.map(apartment)
        try store.atomically { db in
            for apartment in apartments { try DoorTable(db: db).put(apartment) }
        }
        return Answer(success: true)
    }

    /// Fields beyond the document's are passed over: public clients send some.
    private func apartment(_ json: JSON) throws -> Apartment {
        func text(_ name: ParameterName) -> String {
            json[name.rawValue]?.text ?? json[name.rawValue]?.whole.map { String($0) } ?? ""
        }
        guard let type = DoorType(wireText: text(.doorType)) else {
            throw Refused.wrong("doorType")
        }
        for name in [ParameterName.buildingId, .code] where text(name).isEmpty {
            throw Refused.missing(name.rawValue)
        }
        if type == .inner, text(.door).isEmpty { throw Refused.missing("door") }
        return Apartment(
            key: DoorKey(
                buildingId: text(.buildingId),
                code: text(.code),
                doorType: type,
                door: text(.door)
            ),
            wireDoor: text(.door),
            buildingName: text(.buildingName),
            buildingNo: text(.buildingNo),
            unit: text(.unit),
            name: text(.name),
            provinceId: text(.provinceId),
            cityId: text(.cityId),
            disId: text(.disId)
        )
    }

    private func needed(_ name: ParameterName, _ parameters: Parameters) throws -> String {
        guard let value = parameters[name], !value.isEmpty else {
            throw Refused.missing(name.rawValue)
        }
        return value
    }
}
