import ALMS
import Testing

@Suite("An answer")
struct AnswerTests {
    private func attempt(
        _ body: String,
        status: Int = 200,
        retryAfter: Int? = nil,
        of operation: OperationName = .auth
    ) -> Attempt {
        let event = TransportEvent.answered(
            status: status,
            retryAfter: retryAfter,
            body: Array(body.utf8)
        )
        return Attempt(event, of: operation)
    }

    @Test(
        "gives its class and the service's own words",
        arguments: [
            (#"{"success":true,"desc":"done"}"#, OutcomeClass.ok, "done"),
            (#"{"success":"true"}"#, .ok, ""),
            (#"{"success":1,"desc":null}"#, .ok, ""),
            (#"{"success":false,"desc":"密码重复"}"#, .refused, "密码重复"),
            (#"{"success":"false","desc":"","errorMsg":"锁不存在"}"#, .refused, "锁不存在"),
            (#"{"success":0,"errorMsg":"no"}"#, .refused, "no"),
            (#"{"success":false}"#, .refused, "refused without a reason"),
            ("HOST_NOT_ONLINE", .refused, "HOST_NOT_ONLINE"),
            (
                #"{"success":null}"#, .unknown,
                #"no readable 'success' in the answer: {"success":null}"#
            ),
            ("", .unknown, "the answer is empty"),
            ("[]", .unknown, "no JSON object in the answer: []"),
            (
                "{“success”:true,“desc”:“”}", .unknown,
                "no JSON (byte 1: expected a name in quotes) in the answer: {“success”:true,“desc”:“”}"
            ),
            (
                "<html>ok</html>", .unknown,
                "no JSON (byte 0: expected a value) in the answer: <html>ok</html>"
            ),
            (
                #"{"success":true} trailing"#, .unknown,
                "no JSON (byte 17: something follows the value) in the answer: "
                    + #"{"success":true} trailing"#
            ),
            (
                #"{"success":"yes"}"#, .unknown,
                #"no readable 'success' in the answer: {"success":"yes"}"#
            ),
        ]
    )
    func classes(body: String, expected: OutcomeClass, words: String) {
        let attempt = attempt(body)
        #expect(attempt.outcome == expected)
        #expect(attempt.desc == words)
    }

    @Test(
        "is classified by its status",
        arguments: [
            (429, OutcomeClass.failed, Attempt.Cause.throttled(retryAfter: 7)),
            (503, .failed, .busy(retryAfter: 7)),
            (500, .unknown, .unreadable), (502, .unknown, .unreadable),
            (302, .unknown, .unreadable),
            (204, .unknown, .unreadable), (404, .refused, .refusal(.other)),
            (401, .refused, .refusal(.credentials)), (403, .refused, .refusal(.credentials)),
            (408, .refused, .refusal(.credentials)), (410, .refused, .refusal(.other)),
            (201, .unknown, .unreadable), (0, .unknown, .unreadable), (99, .unknown, .unreadable),
            (600, .unknown, .unreadable), (Int.max, .unknown, .unreadable),
            (Int.min, .unknown, .unreadable),
        ]
    )
    func statuses(status: Int, outcome: OutcomeClass, cause: Attempt.Cause) {
        let attempt = attempt(#"{"success":true}"#, status: status, retryAfter: 7)
        #expect(attempt.outcome == outcome)
        #expect(attempt.cause == cause)
        #expect(attempt.status == status)
    }

    @Test(
        "of what the transport saw is a class too",
        arguments: [
            (TransportEvent.noConnection("refused"), OutcomeClass.failed),
            (.notSent("stopped"), .failed), (.noAnswer("time-out"), .unknown),
            (.abandoned, .unknown),
            (.oversized(status: 200, limit: 10), .unknown),
        ]
    )
    func transport(event: TransportEvent, expected: OutcomeClass) {
        #expect(Attempt(event, of: .auth).outcome == expected)
    }

    @Test(
        "that says yes and no, or anything that is read twice, is neither",
        arguments: [
            #"{"success":true,"success":false}"#, #"{"success":false,"success":true}"#,
            #"{"success":true,"\u0073uccess":true}"#, #"{"success":true,"desc":"","desc":"no"}"#,
        ]
    )
    func twice(body: String) {
        let attempt = attempt(body)
        #expect(attempt.outcome == .unknown)
        #expect(attempt.desc.contains("twice"))
    }

    @Test("tells both of its texts, either of which may hold the code")
    func bothTexts() {
        let attempt = attempt(#"{"success":false,"desc":"操作失败","errorMsg":"53 TIME OUT"}"#)
        #expect(attempt.outcome == .unknown)
        #expect(attempt.desc == "操作失败 · 53 TIME OUT")
    }

    @Test("with more words than anybody reads is cut by what they are made of")
    func cut() {
        let long = attempt(#"{"success":true,"desc":"\#(String(repeating: "x", count: 66_000))"}"#)
        #expect(long.outcome == .ok)
        #expect(long.desc.unicodeScalars.count == 501)
        // One character, thousands of bytes.
        let marks = "e" + String(repeating: "\u{301}", count: 30_000)
        let one = attempt(#"{"success":false,"desc":"\#(marks)"}"#)
        #expect(one.desc.utf8.count < 2100)
    }

    @Test(
        "counts pages up to a number that a lock can have",
        arguments: [
            ("1000000", 1_000_000), ("1000001", nil), ("9223372036854775807", nil),
            ("9223372036854775808", nil), ("-9223372036854775808", nil), ("1e3", nil),
        ] as [(String, Int?)]
    )
    func pages(count: String, expected: Int?) {
        for text in [count, "\"\(count)\""] {
            let attempt = attempt(
                #"{"success":true,"count":\#(text)}"#,
                of: .getDeviceLogsPageCount
            )
            #expect(attempt.answer?.count == expected)
            #expect(attempt.outcome == (expected == nil ? .unknown : .ok))
        }
    }

    @Test("with openings is read whatever their types")
    func openings() {
        let attempt = attempt(
            #"{"success":true,"data":[{"type":1,"opentime":"2016-05-31 17:01:24","opener":"1"}"#
                + #",{"type":"3","opentime":"2016-05-31 17:01:25","opener":15111101441}]}"#,
            of: .getDeviceLogs
        )
        #expect(
            attempt.answer?.data == [
                .init(type: 1, opentime: "2016-05-31 17:01:24", opener: "1"),
                .init(type: 3, opentime: "2016-05-31 17:01:25", opener: "15111101441"),
            ]
        )
    }

    @Test(
        "with pages takes text and number, and nothing else",
        arguments: [
            (#"{"success":true,"count":"2"}"#, 2), (#"{"success":true,"count":3}"#, 3),
            (#"{"success":true,"count":"two"}"#, nil), (#"{"success":true}"#, nil),
            (#"{"success":true,"count":"-1"}"#, nil),
        ]
    )
    func counts(body: String, expected: Int?) {
        let attempt = attempt(body, of: .getDeviceLogsPageCount)
        #expect(attempt.answer?.count == expected)
        #expect(attempt.outcome == (expected == nil ? .unknown : .ok))
    }

    @Test("that cannot be read is quoted in at most 200 bytes, on one line")
    func quoting() {
        let desc = attempt("<html>\n\u{1B}[31m" + String(repeating: "x", count: 5000)).desc
        #expect(desc.utf8.count < 300)
        #expect(!desc.contains("\n") && !desc.contains("\u{1B}"))
    }

    @Test("after a lost one proves nothing but success")
    func combination() {
        let lost = Attempt(.noAnswer("cut"), of: .auth)
        let no = attempt(#"{"success":false,"desc":"no"}"#)
        let yes = attempt(#"{"success":true}"#)
        let busy = attempt("", status: 429)
        let table: [([Attempt], OutcomeClass)] = [
            ([yes], .ok), ([lost, yes], .ok), ([lost, no], .unknown), ([busy, no], .refused),
            ([no], .refused), ([busy, busy], .failed), ([lost, busy], .unknown),
        ]
        for (attempts, expected) in table {
            #expect(CallResult(attempts)?.outcome == expected)
            #expect(CallResult(attempts)?.attempts == attempts.count)
        }
        #expect(CallResult([]) == nil)
    }

    @Test("is followed by another attempt only where a repeat is harmless")
    func repeats() {
        let lost = Attempt(.noAnswer("cut"), of: .auth)
        let no = attempt(#"{"success":false,"desc":"no"}"#)
        for operation in Catalogue.operations {
            let isHarmless = operation.name != .remoteAction
            #expect(RetryRule.mayRepeat(lost, of: operation) == isHarmless)
            #expect(!RetryRule.mayRepeat(no, of: operation))
        }
    }
}
