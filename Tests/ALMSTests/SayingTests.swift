import ALMS
import Foundation
import Testing

@Suite("What the service says")
struct SayingTests {
    private static let codes: [(code: String, saying: Saying)] = [
        ("TIME OUT", .timeOut), ("OPERATION_TOO_FREQUENT", .throttled),
        ("CONFIG_SERVER_DOWN", .serverDown), ("HOST_NOT_ONLINE", .refused(.gatewayOffline)),
        ("HOST_NOT_LOGIN", .refused(.gatewayOffline)),
        ("LOCK_NOT_ONLINE", .refused(.lockOffline)), ("LOCK_NOT_EXIST", .refused(.noLock)),
        ("HOST_NOT_EXIST", .refused(.noLock)), ("AUTH_FAIL", .refused(.credentials)),
    ]

    /// Ways in which somebody may write the words of a code.
    private static let spellings: [@Sendable ([String]) -> String] = [
        { $0.joined(separator: "_") }, { $0.joined(separator: " ") }, { $0.joined() },
        { $0.joined(separator: "_").lowercased() }, { $0.joined(separator: " ").lowercased() },
        { $0.map(\.capitalized).joined() }, { $0.map(\.capitalized).joined(separator: "  ") },
        { $0.joined(separator: "-") }, { $0.joined(separator: " _ ") },
        { $0.joined(separator: "\u{A0}") }, { $0.joined(separator: "\n") },
        { $0.joined(separator: "_\u{200B}") }, { fullWidth($0.joined(separator: "_")) },
    ]

    /// Longer texts around it.
    private static let frames: [@Sendable (String) -> String] = [
        { $0 }, { "53 \($0)" }, { "53\($0)" }, { "\($0)53" }, { "错误：\($0)，请稍后再试" },
        { "error: \($0)." }, { "[\($0)]" }, { "操作失败(\($0))" }, { "code=\($0)&x=1" },
        { "the device said \($0) again" }, { "  \($0)\t" },
    ]

    private static func fullWidth(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    (0x21...0x7E).contains(scalar.value)
                        ? Unicode.Scalar(scalar.value + 0xFEE0) ?? scalar : scalar
                }
            )
        )
    }

    @Test("is found however a code is spelt, and whatever stands around it", arguments: codes)
    func spellings(code: String, saying: Saying) {
        let words = code.split { $0 == "_" || $0 == " " }.map { String($0) }
        for spelling in Self.spellings {
            for frame in Self.frames {
                let text = frame(spelling(words))
                #expect(Saying(text) == saying, "\(text)")
            }
        }
    }

    @Test(
        "in Chinese is found too",
        arguments: [
            ("操作太频繁", Saying.throttled), ("请求过于频繁，请稍后", .throttled), ("请求 过于 频繁", .throttled),
            ("操作超时", .timeOut), ("token错误", .refused(.credentials)),
            ("Token error", .refused(.credentials)), ("签名错误", .refused(.credentials)),
            ("时间戳过期", .refused(.credentials)), ("时间戳超时", .refused(.credentials)),
            ("timestamp expired", .refused(.credentials)), ("无权限访问", .refused(.credentials)),
            ("普通密码位数已满", .refused(.full)), ("授权人数已达上限", .refused(.full)),
            ("密码已存在", .refused(.passwordExists)), ("密码 已存在!", .refused(.passwordExists)),
        ]
    )
    func chinese(text: String, saying: Saying) { #expect(Saying(text) == saying) }

    @Test(
        "is no code where the letters are parts of other words",
        arguments: [
            "", "realtime output", "time, out of order", "timeouts", "overtime out",
            "host not onliner",
            "ghost_not_online", "lock is not online", "author failed", "no time. Out",
            "serverdownload",
            "房源不存在", "门锁忙", "授权不存在", "参数password错误",
        ]
    )
    func others(text: String) { #expect(Saying(text) == .refused(.other)) }

    @Test("that may mean a lock that has acted is believed before any no")
    func precedence() {
        #expect(Saying("HOST_NOT_ONLINE: TIME OUT") == .timeOut)
        #expect(Saying("OPERATION_TOO_FREQUENT or TIME OUT") == .timeOut)
        #expect(Saying("LOCK_NOT_ONLINE, token=abc") == .refused(.lockOffline))
    }
}

@Suite("An answer's class")
struct AnswerClassTests {
    @Test(
        "follows from its words, in desc, in errorMsg, bare",
        arguments: [
            ("TIME OUT", OutcomeClass.unknown, Attempt.Cause.timeOut),
            ("1034 TIME OUT", .unknown, .timeOut),
            ("OPERATION_TOO_FREQUENT", .failed, .throttled(retryAfter: nil)),
            ("CONFIG_SERVER_DOWN", .failed, .busy(retryAfter: nil)),
            ("HOST_NOT_LOGIN", .refused, .refusal(.gatewayOffline)),
            ("LOCK_NOT_EXIST", .refused, .refusal(.noLock)),
            ("AUTH_FAIL", .refused, .refusal(.credentials)),
        ]
    )
    func classes(words: String, outcome: OutcomeClass, cause: Attempt.Cause) {
        let bodies = [
            #"{"success":false,"desc":"\#(words)"}"#,
            #"{"success":false,"desc":"","errorMsg":"\#(words)"}"#, words,
        ]
        for body in bodies {
            let event = TransportEvent.answered(
                status: 200,
                retryAfter: nil,
                body: Array(body.utf8)
            )
            let attempt = Attempt(event, of: .generatePassword)
            #expect(attempt.outcome == outcome, "\(body)")
            #expect(attempt.cause == cause, "\(body)")
            #expect(attempt.desc == words)
            let mayRepeat = outcome != .refused
            #expect(RetryRule.mayRepeat(attempt, of: Catalogue.operation(.auth)) == mayRepeat)
            #expect(!RetryRule.mayRepeat(attempt, of: Catalogue.operation(.remoteAction)))
        }
    }

    @Test("does not follow from a name that the service repeats")
    func echoedName() throws {
        let request = try Request(
            .auth,
            Arguments([
                .init("buildingId", .text("B001")), .init("code", .text("1001")),
                .init("doorType", .integer(1)), .init("startTime", .integer(1_800_000_000)),
                .init("endTime", .integer(1_800_086_400)), .init("author", .text("office")),
                .init("authoredName", .text("AUTH_FAIL")),
                .init("authoredMobile", .text("13800138000")),
            ])
        )
        let body = #"{"success":false,"desc":"AUTH_FAIL 已授权"}"#
        let attempt = Attempt(
            .answered(status: 200, retryAfter: nil, body: Array(body.utf8)),
            of: .auth,
            hiding: EchoMask(request)
        )
        #expect(attempt.cause == .refusal(.other))
        #expect(attempt.desc == "•••••• 已授权")
    }
}
