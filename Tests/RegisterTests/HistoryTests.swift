import ALMS
import Testing
import Vault

@testable import Register

@Suite("What a grant was before")
struct HistoryTests {
    private static let id = GrantID(
        door: Doors.entrance,
        kind: .password,
        authoredMobile: People.li
    )
    private static let keys = Keyring(sealing: TestSealing())

    private static func value(_ number: Int, name: String) -> Holding.Previous {
        let terms = Holding.Terms(
            startTime: 1,
            endTime: 2,
            author: "物业",
            authoredName: name,
            password: .clear(Secret("48205\(number)"))
        )
        return .init(
            run: "r\(number)",
            time: Int64(number),
            settled: .init(confidence: .confirmed, confirmedAt: 3, terms: terms)
        )
    }

    /// A history that goes to the database and back after each `step` values.
    private static func history(_ count: Int, step: Int, name: String) throws -> History {
        var history = History()
        for number in 1...count {
            history.append(value(number, name: name))
            guard number.isMultiple(of: step) else { continue }
            history = History(stored: try history.text(id: id, keys: keys))
        }
        return history
    }

    @Test("is its last ten values, however often it was stored meanwhile", arguments: 1...14)
    func lastTen(step: Int) throws {
        let history = try Self.history(14, step: step, name: "李明")
        #expect(try history.all().map(\.run) == (5...14).map { "r\($0)" })
        #expect(try history.last()?.run == "r14")
        let stored = History(stored: try history.text(id: Self.id, keys: Self.keys))
        #expect(try stored.all().map(\.run) == (5...14).map { "r\($0)" })
        let password = try stored.last()?.settled?.terms.password
        #expect(
            try Self.keys.opened(password, of: Self.id, as: .held)?.reveal() == "4820514"
        )
    }

    @Test(
        "is not confused by what stands in its texts",
        arguments: ["}", "{\"", "\\", "\\\"}", "],[", "\"},{\"", "李\u{1F}明\\\\"]
    )
    func texts(name: String) throws {
        let history = try Self.history(12, step: 1, name: name)
        let names = try history.all().map { $0.settled?.terms.authoredName }
        #expect(names == Array(repeating: name, count: 10))
    }

    @Test("of nothing is stored as nothing, and tells damage when it is asked")
    func empty() throws {
        #expect(try History().text(id: Self.id, keys: Self.keys) == nil)
        #expect(try History().last() == nil)
        #expect(throws: RegisterError.self) { try History(stored: "[{}").all() }
    }
}
