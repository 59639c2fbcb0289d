import Testing

@testable import RequestLog

@Suite("JSON as the log writes it")
struct LogValueTests {
    @Test(
        "is canonical",
        arguments: [
            (LogValue.null, "null"), (true, "true"), (-7, "-7"),
            ("甲\n\"\\\u{1}", #""甲\n\"\\\u0001""#),
            (.list([1, "a", []]), #"[1,"a",[]]"#),
            (.object([.clear("b", 1), .clear("a", .object([]))]), #"{"a":{},"b":1}"#),
            (.bytes([0xFF, 0]), #"{"$b64":"/wA="}"#), (.bytes(Array("ok".utf8)), #""ok""#),
            (.integer(1 << 53), "9007199254740992"),
        ]
    )
    func canonical(_ value: LogValue, _ text: String) throws {
        #expect(try value.json() == Array(text.utf8))
    }

    @Test("escapes a byte at any place of a text of any length, and no other", arguments: 0...20)
    func escapes(_ count: Int) throws {
        let plain = [UInt8](repeating: UInt8(ascii: "x"), count: count)
        #expect(try LogValue.bytes(plain).json() == Array("\"".utf8) + plain + Array("\"".utf8))
        for place in 0..<count {
            for (byte, escaped) in [
                (0x1F, "\\u001f"), (0x22, "\\\""), (0x5C, "\\\\"), (0x7F, "\u{7F}"),
            ] {
                var bytes = plain
                bytes[place] = UInt8(byte)
                let wanted = plain[..<place] + Array(escaped.utf8) + plain[(place + 1)...]
                let json = try LogValue.text(String(decoding: bytes, as: UTF8.self)).json()
                #expect(json == Array("\"".utf8) + wanted + Array("\"".utf8))
            }
        }
    }

    @Test("sorts names by their bytes, not by how they would be read")
    func order() throws {
        let names = ["é", "z", "A", "a", "aa", "甲", "\u{65}\u{301}"]
        let json = try LogValue.object(names.map { .clear($0, 1) }).json()
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(
            json == Array(("{" + sorted.map { "\"\($0)\":1" }.joined(separator: ",") + "}").utf8)
        )
    }

    @Test("is not written for what could not be read back")
    func refused() {
        for value: LogValue in [
            .integer((1 << 53) + 1), .integer(.min), .object([.clear("a", 1), .clear("a", 2)]),
            .object([.clear("$c", "x")]), .list([.integer(.max)]),
        ] {
            #expect(throws: JSONError.self) { _ = try value.json() }
        }
    }

    @Test(
        "is read back",
        arguments: [
            #"{"a":[1,-2,"x",null,true,false],"b":{"$b64":"/wA="}}"#, #""\ud83d\ude00\u00e9\/""#,
            " [ 1 , 2 ] ",
        ]
    )
    func reads(_ text: String) throws {
        let value = try LogValue.parse(Array(text.utf8))
        #expect(try LogValue.parse(value.json()) == value)
    }

    @Test(
        "is read strictly",
        arguments: [
            "", "{", "[1,]", "{\"a\":1,}", "01", "-0", "1.5", "1e3", "9007199254740993", "tru",
            "\"\\x\"", "\"\\ud800\"", "\"a", "{\"a\":1,\"a\":2}", "{a:1}", "1 2", "\"\u{1}\"",
            "{\"$b64\":\"A\"}", "nul", "[1 2]",
            String(repeating: "[", count: 40) + String(repeating: "]", count: 40),
        ]
    )
    func strict(_ text: String) {
        #expect(throws: JSONError.self) { _ = try LogValue.parse(Array(text.utf8)) }
    }

    @Test("is not read when it is not UTF-8")
    func utf8() {
        #expect(throws: JSONError.self) { _ = try LogValue.parse([34, 0xC0, 0x80, 34]) }
    }
}

@Suite("A time stamp")
struct StampTests {
    @Test(
        "is RFC 3339 with microseconds and is read back",
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (1_795_500_979_123_456, "2026-11-24T06:16:19.123456Z"),
            (1_709_164_800_000_001, "2024-02-29T00:00:00.000001Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (4_107_542_399_999_999, "2100-02-28T23:59:59.999999Z"),
        ]
    )
    func text(_ wall: Int, _ text: String) {
        var out: [UInt8] = []
        Stamp.append(wall, to: &out)
        #expect(out.text == text)
        #expect(Stamp.parse(out.span) == wall)
    }
}

@Suite("A committed value")
struct CommitmentTests {
    @Test("has the opening and the commitment that HMAC-SHA256 gives")
    func formula() throws {
        let key = Commitments(key: [UInt8](repeating: 9, count: 32))
        let nonce = [UInt8](0..<16)
        let opening = key.opening(nonce: nonce, pointer: "/params/password")
        #expect(
            opening
                == hmac(
                    [UInt8](repeating: 9, count: 32),
                    Array("yeeuu/open/v1\n".utf8) + nonce
                        + Array("/params/password".utf8)
                )
        )
        let made = try #require(Commitments.commitment(opening: opening, value: Array("4711".utf8)))
        #expect(made.bytes == hmac(opening, Array("4711".utf8)))
        #expect(
            key.commit(nonce: nonce, pointer: "/params/password", value: Array("4711".utf8)) == made
        )
    }

    @Test("differs by value, place, entry and key")
    func differs() {
        let key = Commitments(key: testCommitmentKey)
        let nonce = Commitments.newNonce()
        let all = [
            key.commit(nonce: nonce, pointer: "/params/a", value: [1]),
            key.commit(nonce: nonce, pointer: "/params/a", value: [2]),
            key.commit(nonce: nonce, pointer: "/params/b", value: [1]),
            key.commit(nonce: Commitments.newNonce(), pointer: "/params/a", value: [1]),
            Commitments(key: [UInt8](repeating: 8, count: 32))
                .commit(nonce: nonce, pointer: "/params/a", value: [1]),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test("has a nonce that no other entry has, whoever asks at the same time")
    func nonces() async {
        let all = await withTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<4 { group.addTask { (0..<500).map { _ in Commitments.newNonce() } } }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(all).count == 2000)
        #expect(all.allSatisfy { $0.count == 16 })
    }

    @Test("has a nonce of its own in every entry of a batch, also of a large one")
    func batch() throws {
        let encoder = EntryEncoder(
            commitments: Commitments(key: testCommitmentKey),
            seal: nil
        )
        let batch = try encoder.encode([LogEntry](repeating: testIntent(), count: 300))
        let nonces = try batch.entries.map { entry in
            let text = unsafe batch.bytes.withBytes(entry.start..<entry.end) {
                unsafe String(decoding: $0, as: UTF8.self)
            }
            let start = try #require(text.firstRange(of: "\"n\":\"")?.upperBound)
            return String(text[start...].prefix(32))
        }
        #expect(Set(nonces).count == 300)
        #expect(nonces.allSatisfy { $0.allSatisfy(\.isHexDigit) })
    }

    @Test("stands under a pointer that escapes ~ and /")
    func pointer() {
        #expect(Commitments.pointer("/params", "a~/b") == "/params/a~0~1b")
        #expect(Commitments.pointer("", "text") == "/text")
    }
}
