import Testing

@testable import yeeuu

@Suite("A plan's file that mail or an editor changed")
struct PlanDamageTests {
    private static let plan = """
        {"format":"yeeuu-plan/v2","plan":"x"}
        {"item":null}

        — yeeuu.local/x/plan AAAA

        """

    @Test(
        "is told in their words",
        arguments: [
            ("Dear Wang,\n" + plan, "a line stands before it"),
            ("Dear Wang,\n\n" + plan, "2 lines stand before it"),
            ("\u{FEFF}" + plan, "byte order mark"),
            (String(plan.dropLast()), "last line feed is missing"),
            (plan.replacing("\n", with: "\r\n"), "line ends to those of Windows"),
            (plan.split(separator: "\n").map { "> " + $0 }.joined(separator: "\n"), "mail quoted"),
            (plan + "--\nWang, office\n", "stands behind its signatures"),
            (plan + "\n", "an empty line behind its signatures"),
            (plan.replacing("— ", with: "-- "), "changed the dashes"),
            (plan.replacing(#","plan""#, with: ",\n\"plan\""), "mail broke its long lines"),
            (#"{"format":"yeeuu-plan/v2","plan":"x"}"# + "\n", "signatures is missing"),
        ] as [(String, String)]
    )
    func words(text: String, expected: String) {
        #expect(PlanDamage.words(Array(text.utf8))?.contains(expected) == true)
    }

    @Test("in UTF-16 is told as what Windows calls it", arguments: [true, false])
    func utf16(hasMark: Bool) {
        let units = (hasMark ? [0xFEFF] : []) + Array(Self.plan.utf16)
        let bytes = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        #expect(PlanDamage.words(bytes)?.contains("UTF-16") == true)
    }

    @Test("is not spoken of where nothing of the kind was done")
    func whole() {
        #expect(PlanDamage.words(Array(Self.plan.utf8)) == nil)
        #expect(PlanDamage.words([]) == nil)
        #expect(PlanDamage.words(Array("print('x')\n".utf8)) == nil)
    }
}
