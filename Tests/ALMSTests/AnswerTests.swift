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
            (429, OutcomeClass.failed, Attempt.Cause.busy(retryAfter: 7)),
            (503, .failed, .busy(retryAfter: 7)),
            (500, .unknown, .unreadable), (502, .unknown, .unreadable),
            (302, .unknown, .unreadable),
            (204, .unknown, .unreadable), (404, .refused, .refusal(.other)),
            (401, .refused, .refusal(.other)),
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
        "names the kind of refusal",
        arguments: [
            ("token错误", Refusal.credentials), ("Token error", .credentials),
            ("timestamp expired", .credentials), ("HOST_NOT_ONLINE", .gatewayOffline),
            ("LOCK_NOT_ONLINE", .lockOffline), ("1034 TIME OUT", .lockOffline),
            ("12TIME OUT", .lockOffline), ("TIME OUT", .other), ("x12 TIME OUT", .other),
            ("HOST_NOT_ONLINE today", .other), ("", .other),
        ]
    )
    func refusals(desc: String, expected: Refusal) { #expect(Refusal(desc) == expected) }

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
