import ALMS
import ALMSSandbox
import Testing

@Suite("The demo estate")
struct DemoEstateTests {
    private static let now: Int64 = 1_800_000_000
    private let estate = DemoEstate(now: DemoEstateTests.now)

    @Test("has as many doors as it is told to", arguments: [0, 1, 2, 3, 50, 420, 1001])
    func doors(_ count: Int) {
        let apartments = Array(DemoEstate(doors: count, now: Self.now).apartments)
        #expect(apartments.count == count)
        #expect(Set(apartments.map(\.key)).count == count)
    }

    @Test("has several buildings, entrances before their inner doors, under one code")
    func shape() throws {
        let apartments = Array(estate.apartments)
        let buildings = Set(apartments.map(\.key.buildingId)).sorted()
        #expect(buildings == ["B001", "B002", "B003", "B004"])
        #expect(Set(apartments.map(\.buildingName)).count == 4)
        for (previous, next) in zip(apartments, apartments.dropFirst()) {
            #expect(
                (previous.key.buildingId, previous.key.code) <= (next.key.buildingId, next.key.code)
            )
            if next.key.doorType == .inner { #expect(previous.key.code == next.key.code) }
            if next.key.doorType == .main { #expect(previous.key.code != next.key.code) }
        }
        #expect(apartments.first?.key.doorType == .main)
        let rooms = Set(apartments.filter { $0.key.doorType == .inner }.map(\.key.door))
        #expect(rooms == ["甲", "乙", "丙"])
        let addresses = apartments.map {
            [$0.key.buildingId, $0.buildingNo, $0.unit, $0.name, $0.key.door]
        }
        #expect(Set(addresses).count == 420)
    }

    @Test("makes the same for the same seed, and something else for another")
    func seeds() {
        let again = DemoEstate(now: Self.now)
        #expect(Array(estate.grants) == Array(again.grants))
        #expect(Array(estate.openings) == Array(again.openings))
        #expect(Array(estate.grants) != Array(DemoEstate(seed: 2, now: Self.now).grants))
    }

    @Test("has tenants whose grants every rule allows")
    func grants() throws {
        let doors = Set(estate.apartments.map(\.key))
        let grants = Array(estate.grants)
        #expect(grants.count > 600)
        var seen: Set<[String]> = []
        var passwords: Set<[String]> = []
        for grant in grants {
            #expect(doors.contains(grant.door))
            #expect(MobileRule.looksMainland(grant.authoredMobile))
            #expect(!grant.author.isEmpty && !grant.authoredName.isEmpty)
            #expect(grant.startTime < grant.endTime)
            #expect(
                TimeRule.problem(grant.startTime) == nil && TimeRule.problem(grant.endTime) == nil
            )
            #expect(
                seen.insert(grant.door.parts + [grant.kind.rawValue, grant.authoredMobile]).inserted
            )
            guard grant.kind == .password else { continue }
            let password = try #require(grant.password)
            #expect(PasswordRule.problem(password) == nil)
            #expect(PasswordRule.weakness(password, mobile: grant.authoredMobile) == nil)
            #expect(!password.hasPrefix("0"))
            #expect(passwords.insert(grant.door.parts + [password]).inserted)
        }
        let ended = grants.filter { $0.endTime <= Self.now }.count
        #expect(ended > 0)
        #expect(ended * 20 < grants.count)
    }

    @Test("was opened last night, by people who may")
    func openings() {
        let openings = Array(estate.openings)
        let holders = Set(estate.grants.map { $0.door.parts + [$0.authoredMobile] })
        #expect(openings.allSatisfy { holders.contains($0.door.parts + [$0.opener]) })
        #expect(openings.allSatisfy { $0.time <= Self.now && $0.time > Self.now - 8 * 86400 })
        #expect(openings.allSatisfy { (0...4).contains($0.type) })
        // 2027-01-15 16:00 in China; last night began eighteen hours before.
        let night = (Self.now - 18 * 3600)..<(Self.now - 10 * 3600)
        #expect(openings.filter { night.contains($0.time) }.count > 5)
    }

    @Test("invents no more openings than a page or two thousand can show")
    func limit() {
        #expect(
            DemoEstate(doors: 20_000, now: Self.now).openings.reduce(0) { n, _ in n + 1 } == 50_000
        )
    }

    @Test("fills a sandbox with all it has")
    func filling() throws {
        let sandbox = try Sandbox(SandboxSettings(partnerId: "p", secret: "s"))
        try sandbox.fill(estate)
        let lines = try sandbox.state().split(separator: "\n")
        #expect(lines.count == 420 + estate.grants.reduce(0) { n, _ in n + 1 })
    }
}
