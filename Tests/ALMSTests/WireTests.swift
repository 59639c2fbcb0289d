import ALMS
import Testing

@Suite("A request on the wire")
struct WireTests {
    private let stamp = Stamp(timestamp: 1_464_685_284, nonstr: "abc123")

    @Test("carries the token of the interface page's check value")
    func token() {
        let expected = "3d4d8686f13244e56b5487e019767d1792ace536"
        #expect(Token.make(stamp, secret: "s3cr3t") == expected)
    }

    @Test("has 32 fresh hexadecimal digits as its random text")
    func freshStamps() {
        let stamps = (0..<1000).map { _ in Stamp.fresh(timestamp: 1).nonstr }
        #expect(Set(stamps).count == 1000)
        #expect(stamps.allSatisfy { $0.count == 32 && $0.allSatisfy(\.isHexDigit) })
    }

    @Test("encodes every odd character of path and form")
    func encoding() throws {
        let request = try Request(
            .deleteAuth,
            Arguments([
                .init("buildingId", .text("B&1=+%")), .init("doorType", .integer(2)),
                .init("code", .text("10/01 甲")), .init("door", .text("😀")),
                .init("authoredMobile", .text("a b")),
            ])
        )
        let wire = WireRequest(request, stamp: stamp, partnerId: "p", secret: "s")
        #expect(wire.path == "/apartments/10%2F01%20%E7%94%B2/delete_auth")
        let text = String(decoding: wire.parameters, as: UTF8.self)
        #expect(text.hasPrefix("partnerId=p&timestamp=1464685284&nonstr=abc123&token="))
        #expect(
            text.hasSuffix(
                "&buildingId=B%261%3D%2B%25&doorType=2&code=10%2F01%20%E7%94%B2"
                    + "&door=%F0%9F%98%80&authoredMobile=a%20b"
            )
        )
    }

    @Test("reads back what it encodes", arguments: ["", "甲 & + % = / 😀", "~._-", "\u{0}\n"])
    func decoding(text: String) {
        let encoded = PercentEncoding.encode(text)
        #expect(PercentEncoding.decode(encoded.utf8, plusIsSpace: false) == text)
        #expect(PercentEncoding.decode(encoded.utf8, plusIsSpace: true) == text)
    }

    @Test("refuses broken escapes", arguments: ["%", "%4", "%zz", "%ff"])
    func brokenEscapes(text: String) {
        #expect(PercentEncoding.decode(text.utf8, plusIsSpace: false) == nil)
    }
}
