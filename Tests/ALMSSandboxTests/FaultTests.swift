import ALMS
import Testing

@testable import ALMSSandbox

@Suite("A fault's text")
struct FaultTextTests {
    @Test(
        "is read and written back",
        arguments: [
            "cut-after:probability=0.1", "http-500:operation=auth,first=2", "offline:building=B002",
            "latency:200,jitter=50", "slow:5000", "http-429:retry-after=2", "http-502:done=true",
            "refuse:已满,every=3", "error-msg:门锁忙", "oversized:2000000", "redirect",
            "garbage:after=5",
            "lock-offline:code=1001,door=甲", "time-out", "time-out:done=true,first=2",
            "too-frequent:rate=1", "echo", "long:66000", "twice", "no-lock:building=B001",
            "http-429:retry-after=9223372036854775807", "html:operation=get_device_logs",
            "cut-before",
        ]
    )
    func roundTrip(_ text: String) throws {
        let fault = try Fault(text)
        #expect(fault.description == text)
        #expect(try Fault(fault.description) == fault)
    }

    @Test("takes the bare value of what stands first")
    func bare() throws {
        #expect(try Fault("cut-after:0.1").description == "cut-after:probability=0.1")
        #expect(try Fault("latency:ms=20").description == "latency:20")
        #expect(try Fault("http-418:0.5,first=1").description == "http-418:first=1,probability=0.5")
    }

    @Test(
        "is refused with the nearest word",
        arguments: [
            ("cut-befor", "fault: no such fault 'cut-befor'; did you mean 'cut-before'?"),
            ("", "fault: no such fault ''"),
            ("http-200", "fault: no such fault 'http-200'; did you mean 'http-500'?"),
            (
                "http-500:operatoin=auth",
                "fault: http-500: no such item 'operatoin'; did you mean 'operation'?"
            ),
            (
                "offline:operation=atuh",
                "fault: operation: no such operation 'atuh'; did you mean 'auth'?"
            ),
            ("latency", "fault: latency: ms missing; give latency:NUMBER"),
            ("slow:soon", "fault: slow: ms: 'soon'; give a whole number from 0 to 86400000"),
            (
                "oversized:9223372036854775807",
                "fault: oversized: bytes: '9223372036854775807'; give a whole number from 0 to 67108864"
            ),
            (
                "latency:9223372036854775807",
                "fault: latency: ms: '9223372036854775807'; give a whole number from 0 to 86400000"
            ),
            ("cut-after:2", "fault: cut-after: probability: '2'; give a number from 0 to 1"),
            (
                "cut-after:first=0",
                "fault: cut-after: first: '0'; give a whole number from 1 to 1000000000"
            ),
            ("cut-after:0.1,0.2", "fault: cut-after: '0.2'; give key=value"),
            ("html:every=2,every=3", "fault: html: every given twice"),
            ("http-500:done=maybe", "fault: http-500: done: 'maybe'; give true or false"),
            ("slow:5,retry-after=3", "fault: slow: no such item 'retry-after'"),
        ]
    )
    func refused(_ text: String, _ words: String) {
        let problem = #expect(throws: FaultProblem.self) { try Fault(text) }
        #expect(problem?.description == words)
    }

    @Test("has every kind in its help")
    func help() {
        for kind in FaultWords.kinds where !kind.hasPrefix("http-5") {
            #expect(Fault.help.contains(kind), "\(kind)")
        }
    }
}

@Suite("The faults in force")
struct FaultBookTests {
    private func strikes(
        _ texts: [String],
        _ count: Int = 10,
        seed: UInt64 = 1,
        _ subject: FaultBook.Subject = .init(
            operation: .auth,
            building: "B001",
            code: "1",
            door: nil
        )
    ) throws -> [Int] {
        var book = FaultBook(try texts.map { try Fault($0) }, seed: seed)
        return (1...count).filter { _ in book.verdict(subject, at: .zero) != FaultBook.Verdict() }
    }

    @Test(
        "strike as often as they say",
        arguments: [
            ("html", Array(1...10)), ("html:first=3", [1, 2, 3]), ("html:every=4", [4, 8]),
            ("html:after=8", [9, 10]), ("html:after=2,first=2", [3, 4]),
            ("html:after=1,every=3", [4, 7, 10]),
            ("html:probability=0", []), ("html:probability=1", Array(1...10)),
        ] as [(String, [Int])]
    )
    func frequency(_ text: String, _ expected: [Int]) throws {
        #expect(try strikes([text]) == expected)
    }

    @Test("strike by chance, the same for the same seed")
    func chance() throws {
        let one = try strikes(["html:0.3"], 1000, seed: 7)
        #expect((200...400).contains(one.count))
        #expect(try strikes(["html:0.3"], 1000, seed: 7) == one)
        #expect(try strikes(["html:0.3"], 1000, seed: 8) != one)
    }

    @Test(
        "strike whom they select",
        arguments: [
            ("html:operation=auth", true), ("html:operation=delete_auth", false),
            ("html:building=B001,code=1", true), ("html:building=B002", false),
            ("html:code=2", false),
            ("html:door=甲", false), ("offline:building=B001", true),
        ]
    )
    func selection(_ text: String, _ isStruck: Bool) throws {
        #expect(try strikes([text], 1) == (isStruck ? [1] : []))
    }

    @Test(
        "leave what needs no gateway alone",
        arguments: [
            OperationName.getDeviceLogs, .getDeviceLogsPageCount, .synchronizeApartments,
        ]
    )
    func gateways(_ operation: OperationName) throws {
        let subject = FaultBook.Subject(operation: operation)
        #expect(try strikes(["offline", "lock-offline", "time-out"], 3, subject).isEmpty)
    }

    @Test("add up their waits and strike with the first of the rest")
    func together() throws {
        let texts = ["latency:5", "html:first=1", "slow:7", "latency:6", "redirect"]
        var book = FaultBook(try texts.map { try Fault($0) }, seed: 1)
        let subject = FaultBook.Subject(operation: .auth)
        #expect(book.verdict(subject, at: .zero) == .init(latency: 11, slowness: 7, kind: .html))
        #expect(
            book.verdict(subject, at: .zero) == .init(latency: 11, slowness: 7, kind: .redirect)
        )
    }

    @Test("with a rate let so many through a second and strike the others")
    func rate() throws {
        var book = FaultBook([try Fault("too-frequent:rate=2")], seed: 1)
        let subject = FaultBook.Subject(operation: .auth)
        let times: [Int] = [0, 100, 200, 999, 1000, 1050, 1100, 1101]
        let struck = times.map {
            book.verdict(subject, at: .milliseconds($0)) != FaultBook.Verdict()
        }
        #expect(struck == [false, false, true, true, false, true, false, true])
    }

    @Test("jitter within their bounds")
    func jitter() throws {
        var book = FaultBook([try Fault("latency:10,jitter=5")], seed: 1)
        let waits = Set(
            (0..<200).map { _ in book.verdict(.init(operation: .auth), at: .zero).latency }
        )
        #expect(waits == Set(10...15))
    }
}
