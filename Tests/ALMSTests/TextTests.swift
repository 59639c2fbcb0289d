import ALMS
import Testing

@Suite("JSON text")
struct JSONTests {
    @Test(
        "is read and written back the same",
        arguments: [
            #"{"b":1,"a":[true,false,null,-0.5,"甲\"\\\n"]}"#, "[]", "{}", #""""#, "-12", "1e+20",
        ]
    )
    func roundTrip(text: String) throws {
        let value = try JSONParser.parse(text)
        #expect(try JSONParser.parse(value.encoded) == value)
    }

    @Test("keeps the order of members and escapes control characters")
    func writing() throws {
        let value = JSON.object([.init("z", .string("\u{1B}[31m\u{7F}")), .init("a", .integer(1))])
        #expect(value.encoded == #"{"z":"\u001b[31m\u007f","a":1}"#)
    }

    @Test("reads escapes and surrogate pairs")
    func escapes() throws {
        #expect(try JSONParser.parse(#""\u7532\ud83d\ude00\/\b\f\t""#).text == "甲😀/\u{8}\u{C}\t")
    }

    @Test(
        "that is no JSON is refused",
        arguments: [
            "", "{", "[1,]", "{a:1}", "01", "+1", "1.", ".5", "nul", "\"\u{1}\"", #""\ud800""#,
            #""\u+123""#, #""\x""#, "[1] 2", "{\"a\":1,}", "“a”",
            String(repeating: "[", count: 200),
            "\"abc", "1e999",
        ]
    )
    func refusals(text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(text) }
    }

    @Test("with bytes that are not UTF-8 is refused")
    func badBytes() {
        #expect(throws: JSONParser.Failure.self) {
            try JSONParser.parse([UInt8(ascii: "\""), 0xFF, UInt8(ascii: "\"")])
        }
    }
}

@Suite("The nearest name")
struct NearestNameTests {
    private let names = ["password", "authoredMobile", "authoredName", "doorType", "door", "code"]

    @Test(
        "is what was meant",
        arguments: [
            ("pasword", "password"), ("passwrod", "password"),
            ("authored_mobile", "authoredMobile"),
            ("AuthoredMobile", "authoredMobile"), ("dor", "door"), ("doortype", "doorType"),
            ("cod", "code"),
        ]
    )
    func found(word: String, expected: String) {
        #expect(NearestName.find(word, among: names) == expected)
    }

    @Test("is none when nothing is near", arguments: ["", "zzz", "password_of_the_door_now"])
    func notFound(word: String) { #expect(NearestName.find(word, among: names) == nil) }
}
