import Foundation
import Testing

@testable import ALMS

@Suite("A service that repeats what it was sent")
struct EchoMaskTests {
    private static let secret = "k9-Secret/7"
    private static let token = "0a4d55a8d778e5022fab701977c5d840bbc486d0"
    private static let texts: [ParameterName: String] = [
        .authoredName: "王芳芳", .authoredMobile: "13812345678", .author: "管家陈静", .password: "482913",
    ]

    private static func request() throws -> ALMS.Request {
        var items: [Arguments.Item] = [
            .init("buildingId", .text("B001")), .init("code", .text("1001")),
            .init("doorType", .integer(1)), .init("startTime", .integer(1_800_000_000)),
            .init("endTime", .integer(1_800_086_400)),
        ]
        for (name, text) in texts {
            items.append(
                .init(name.rawValue, name == .password ? .secret(text) : .text(text))
            )
        }
        return try ALMS.Request(.generatePassword, Arguments(items))
    }

    private static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

    private static func escaped(_ text: String, _ form: (UInt8) -> String) -> String {
        text.utf8.map(form).joined()
    }

    private static func hex(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
    }

    private static func json(_ unit: Int) -> String {
        "\\u" + String(String(0x10000 + unit, radix: 16).dropFirst())
    }

    /// How a service may write it.
    private static let forms: [(name: String, form: @Sendable (String) -> String)] = [
        ("plain", { $0 }), ("upper case", { $0.uppercased() }),
        ("percent", { PercentEncoding.encode($0) }),
        ("percent twice", { PercentEncoding.encode(PercentEncoding.encode($0)) }),
        ("every byte in percent", { escaped($0) { "%\(hex($0))" } }),
        ("base64", { base64($0) }), ("base64 behind one", { base64("x" + $0 + "yz") }),
        ("base64 behind two", { base64("xy" + $0 + "z") }),
        ("base64 for URLs", { base64("x\u{3FF}" + $0).replacing("/", with: "_") }),
        ("hexadecimal", { escaped($0) { hex($0) } }),
        ("JSON escapes", { text in text.utf16.map { json(Int($0)) }.joined() }),
        ("HTML", { text in text.unicodeScalars.map { "&#\($0.value);" }.joined() }),
        (
            "HTML, hexadecimal",
            { text in
                text.unicodeScalars.map { "&#x\(String($0.value, radix: 16));" }.joined()
            }
        ),
        ("quoted printable", { escaped($0) { "=\(hex($0).uppercased())" } }),
        ("backwards", { String($0.reversed()) }),
        ("spaced", { $0.map { "\($0)" }.joined(separator: " ") }),
        ("with what nobody sees", { $0.map { "\($0)" }.joined(separator: "\u{200B}") }),
        ("UTF-16", { $0.map { "\($0)" }.joined(separator: "\u{0}") }),
    ]

    @Test(
        "has each of it hidden, in whatever form, wherever our cut falls",
        arguments: forms.indices
    )
    func everyForm(_ index: Int) throws {
        let (name, form) = Self.forms[index]
        let mask = EchoMask(try Self.request(), secrets: [Self.token, Self.secret])
        for value in Array(Self.texts.values) + [Self.token, Self.secret] {
            // Names are no codes: nobody is found by one that is written backwards.
            if name == "backwards", !value.utf8.allSatisfy({ $0 < 128 }) { continue }
            let echo = form(value)
            for lead in [0, 1, 150, 190, 195, 198, 199, 200, 488, 495, 499, 500] {
                let text = String(repeating: "，", count: lead) + echo + "."
                let words = ServiceWords(text, hiding: mask).text
                #expect(!Self.shares(words, with: echo), "\(name): \(words.suffix(60))")
                #expect(lead > 450 || words.contains(EchoMask.dots), "\(name): \(value)")
            }
        }
    }

    /// Whether half of `echo` or more stands in `text`.
    private static func shares(_ text: String, with echo: String) -> Bool {
        let part = (echo.count + 1) / 2
        return text.contains(echo.prefix(part)) || text.contains(echo.suffix(part))
    }

    @Test("is quoted without it where the answer is none", arguments: [0, 150, 190, 196, 199])
    func quoted(_ lead: Int) throws {
        let mask = EchoMask(try Self.request(), secrets: [Self.token, Self.secret])
        let body = String(repeating: "x", count: lead) + " password=482913&token=\(Self.token)"
        let quote = AnswerReader.quote(Array(body.utf8), hiding: mask)
        for part in ["4829", "2913", "8291", "0a4d55a8d778e5022fab701977c"] {
            #expect(!quote.contains(part), "\(quote)")
        }
        #expect(quote.utf8.count <= 203)
    }

    @Test("hides a part of a password as well", arguments: ["48291", "82913", "4829", "a8291b"])
    func parts(_ part: String) throws {
        let mask = EchoMask(try Self.request())
        #expect(!mask.masked("密码\(part)错误").contains(part.filter(\.isNumber)))
    }

    @Test(
        "leaves words alone that only hold a short name",
        arguments: [("Lin", "HOST_NOT_ONLINE"), ("on", "LOCK_NOT_ONLINE"), ("a", "操作失败 again")]
    )
    func shortNames(_ name: String, _ words: String) {
        #expect(EchoMask([], whole: [name]).masked(words) == words)
    }

    @Test("costs nothing of the answers that say nothing of it")
    func others() throws {
        let mask = EchoMask(try Self.request(), secrets: [Self.token, Self.secret])
        for words in ["", "操作成功", "HOST_NOT_ONLINE", "房源不存在", "普通密码位数已满"] {
            #expect(mask.masked(words) == words)
        }
    }

    @Test("may be as long as it likes")
    func long() throws {
        let mask = EchoMask(try Self.request(), secrets: [Self.token])
        let text = String(repeating: "%2525&#x26;\\u0026", count: 60_000) + "482913"
        #expect(ServiceWords(text, hiding: mask).text.unicodeScalars.count <= 501)
    }
}
