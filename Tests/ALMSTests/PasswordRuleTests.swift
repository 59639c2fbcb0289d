import ALMS
import Testing

/// A generator whose numbers repeat from run to run.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("The password rule")
struct PasswordRuleTests {
    @Test(
        "knows the weak ones",
        arguments: [
            ("000000", PasswordRule.Weakness.repeated), ("7777777777", .repeated), ("123456", .run),
            ("987654", .run), ("890123", .run), ("543210", .run), ("345079", .mobileTail),
            ("900615", .date), ("150690", .date), ("061590", .date), ("19900615", .date),
            ("15061990", .date), ("20261301", nil), ("735194", nil), ("991332", nil),
            ("123457", nil), ("0735194826", nil),
        ]
    )
    func weakness(text: String, expected: PasswordRule.Weakness?) {
        #expect(PasswordRule.weakness(text, mobile: "13812345079") == expected)
    }

    @Test("generates legal, strong ones that begin with no zero", arguments: 6...10)
    func generation(digits: Int) throws {
        var generator = Seeded(state: UInt64(digits))
        for _ in 0..<2000 {
            let text = try #require(
                PasswordRule.generate(
                    digits: digits,
                    mobile: "13812345079",
                    using: &generator,
                    isTaken: { $0.hasSuffix("1") }
                )
            )
            #expect(PasswordRule.problem(text) == nil)
            #expect(PasswordRule.weakness(text, mobile: "13812345079") == nil)
            #expect(text.count == digits && text.first != "0" && text.last != "1")
        }
    }

    @Test("gives up when everything is taken")
    func exhausted() {
        var generator = Seeded(state: 1)
        let text = PasswordRule.generate(
            digits: 6,
            mobile: "",
            using: &generator,
            isTaken: { _ in true }
        )
        #expect(text == nil)
    }
}
