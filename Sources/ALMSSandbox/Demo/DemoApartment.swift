import ALMS

/// One apartment of a demo estate: an entrance, up to three inner doors, and who lives there.
struct DemoApartment {
    private static let apartmentsPerBuilding = 35
    private static let floors = [2, 5, 8, 12, 16, 25]
    private static let day: Int64 = 86400

    private let number: Int
    private let estate: DemoEstate
    private let rooms: Int

    /// The apartment with this number, from 0; cut to the doors that are left.
    init(_ number: Int, of estate: DemoEstate, doorsLeft: Int) {
        self.number = number
        self.estate = estate
        var generator = SeededGenerator(seed: estate.seed, stream: UInt64(number) << 2)
        let wanted = [0, 2, 3, 3][Int.random(in: 0..<4, using: &generator)]
        rooms = min(wanted, max(doorsLeft - 1, 0))
    }

    /// How many doors it has.
    var doorCount: Int { rooms + 1 }

    // MARK: Doors

    private var building: Int { number / Self.apartmentsPerBuilding }

    private var buildingId: String {
        let digits = String(building + 1)
        return "B" + String(repeating: "0", count: max(3 - digits.count, 0)) + digits
    }

    private func key(_ room: Int?) -> DoorKey {
        DoorKey(
            buildingId: buildingId,
            code: String(20_000_001 + number),
            doorType: room == nil ? .main : .inner,
            door: room.map { DemoNames.rooms[$0] } ?? ""
        )
    }

    private var keys: [DoorKey] { [key(nil)] + (0..<rooms).map { key($0) } }

    /// Its doors as they are synchronized.
    var apartments: [Apartment] {
        let place = number % Self.apartmentsPerBuilding
        let floor = Self.floors[place % 12 / 2]
        return keys.map { key in
            Apartment(
                key: key,
                buildingName: DemoNames.estate(building),
                buildingNo: "\(place / 12 + 1)栋",
                unit: "\(place % 2 + 1)单元",
                name: "\(floor)0\(place / 12 + 1)",
                provinceId: "330000",
                cityId: "330100",
                disId: "330106"
            )
        }
    }

    // MARK: People

    private struct Tenant {
        let name: String
        let mobile: String
        let startTime: Int64
        let endTime: Int64
        /// The entrance, and the own room if there is one.
        let doors: [DoorKey]
    }

    private func tenants(_ generator: inout SeededGenerator) -> [Tenant] {
        var tenants: [Tenant] = []
        for place in 0..<max(rooms, 1) {
            let isOccupied = Int.random(in: 0..<100, using: &generator) < 86
            let room = rooms == 0 ? nil : place
            let tenant = tenant(place, room: room, &generator)
            if isOccupied { tenants.append(tenant) }
        }
        return tenants
    }

    private func tenant(_ place: Int, room: Int?, _ generator: inout SeededGenerator) -> Tenant {
        let today = estate.now - estate.now % Self.day
        let hasEnded = Int.random(in: 0..<100, using: &generator) < 2
        let start = today - Int64.random(in: 40...300, using: &generator) * Self.day
        let end =
            hasEnded
            ? today - Int64.random(in: 1...30, using: &generator) * Self.day
            : today + Int64.random(in: 20...400, using: &generator) * Self.day
        return Tenant(
            name: DemoNames.person(&generator),
            mobile: DemoNames.mobile(number * 3 + place, &generator),
            startTime: start,
            endTime: end,
            doors: [key(nil)] + (room.map { [key($0)] } ?? [])
        )
    }

    /// What its tenants hold: an authorization and a password at each of their doors.
    var grants: [DemoGrant] {
        var generator = SeededGenerator(seed: estate.seed, stream: UInt64(number) << 2 | 1)
        var managers = SeededGenerator(seed: estate.seed, stream: UInt64(building) << 2 | 3)
        let author = "管家" + DemoNames.person(&managers)
        var taken: Set<String> = []
        var grants: [DemoGrant] = []
        for tenant in tenants(&generator) {
            for door in tenant.doors {
                let password = PasswordRule.generate(
                    digits: 6,
                    mobile: tenant.mobile,
                    using: &generator,
                    isTaken: { taken.contains($0) }
                )
                taken.insert(password ?? "")
                grants.append(Self.grant(.auth, door, tenant, author, nil))
                if let password {
                    grants.append(Self.grant(.password, door, tenant, author, password))
                }
            }
        }
        return grants
    }

    private static func grant(
        _ kind: DemoGrant.Kind,
        _ door: DoorKey,
        _ tenant: Tenant,
        _ author: String,
        _ password: String?
    ) -> DemoGrant {
        DemoGrant(
            door: door,
            kind: kind,
            authoredMobile: tenant.mobile,
            authoredName: tenant.name,
            author: author,
            startTime: tenant.startTime,
            endTime: tenant.endTime,
            password: password
        )
    }

    // MARK: Openings

    /// A week of coming home, and some coming late last night.
    var openings: [DemoOpening] {
        var generator = SeededGenerator(seed: estate.seed, stream: UInt64(number) << 2 | 1)
        let tenants = tenants(&generator)
        var chance = SeededGenerator(seed: estate.seed, stream: UInt64(number) << 2 | 2)
        var openings: [DemoOpening] = []
        for tenant in tenants where tenant.endTime > estate.now {
            for day in 0..<7 {
                let hour = Int64.random(in: 7...21, using: &chance)
                let second = Int64.random(in: 0..<3600, using: &chance)
                let time = ChinaTime.midnight(estate.now) - Int64(day) * Self.day
                add(tenant, at: time + hour * 3600 + second, &chance, to: &openings)
            }
            if Int.random(in: 0..<100, using: &chance) < 15 {
                let second = Int64.random(in: 0..<(8 * 3600), using: &chance)
                let night = ChinaTime.midnight(estate.now) - 2 * 3600 + second
                add(
                    tenant,
                    at: night < estate.now ? night : night - Self.day,
                    &chance,
                    to: &openings
                )
            }
        }
        return openings
    }

    private func add(
        _ tenant: Tenant,
        at time: Int64,
        _ chance: inout SeededGenerator,
        to openings: inout [DemoOpening]
    ) {
        let type = [3, 3, 3, 1, 2][Int.random(in: 0..<5, using: &chance)]
        guard time < estate.now else { return }
        for (index, door) in tenant.doors.enumerated() {
            let moment = min(time + Int64(index) * 40, estate.now)
            openings.append(.init(door: door, opener: tenant.mobile, type: type, time: moment))
        }
    }
}
