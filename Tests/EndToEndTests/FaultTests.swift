import Testing

@Suite("What goes wrong on the way")
struct FaultTests {
    /// A fault of the service, and what has to follow from it for one rotation.
    struct Case: CustomTestStringConvertible, Sendable {
        let fault: String
        let status: Int32
        let confidence: String
        let words: String
        /// Whether the service holds the new password; nil: not asked.
        let isDone: Bool?

        var testDescription: String { fault }
    }

    static let cases: [Case] = [
        Case(
            fault: "refuse:门锁正忙",
            status: 1,
            confidence: "confirmed",
            words: "门锁正忙",
            isDone: false
        ),
        Case(
            fault: "error-msg:余额不足",
            status: 1,
            confidence: "confirmed",
            words: "余额不足",
            isDone: false
        ),
        Case(
            fault: "offline:building=B001",
            status: 1,
            confidence: "confirmed",
            words: "HOST_NOT_ONLINE",
            isDone: false
        ),
        Case(
            fault: "lock-offline",
            status: 1,
            confidence: "confirmed",
            words: "LOCK_NOT_ONLINE",
            isDone: false
        ),
        Case(fault: "http-404", status: 1, confidence: "confirmed", words: "404", isDone: false),
        Case(fault: "http-500", status: 6, confidence: "unknown", words: "HTTP 500", isDone: false),
        Case(fault: "html", status: 6, confidence: "unknown", words: "no JSON", isDone: true),
        Case(fault: "garbage", status: 6, confidence: "unknown", words: "no JSON", isDone: true),
        Case(
            fault: "cut-before",
            status: 6,
            confidence: "unknown",
            words: "unknown",
            isDone: false
        ),
        Case(fault: "cut-after", status: 6, confidence: "unknown", words: "unknown", isDone: true),
        Case(
            fault: "http-500:first=1",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "http-429:retry-after=1,first=1",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "cut-after:first=1",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "latency:300",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
    ]

    private static let rotateOne = """
        yeeuu.grants { kind = "password" }[1]:rotate_password {}
        """

    @Test("gives its class, its words, its exit code, and an honest register", arguments: cases)
    func fault(_ fault: Case) throws {
        let place = try Place(doors: 3)
        let before = try place.grants("kind=password")[0]
        let server = try Server(place, "--fault", fault.fault)
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", place.script(Self.rotateOne)],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(run.status == fault.status, "\(run.all)")
        #expect(run.errors.contains(fault.words), "\(run.errors)")
        let after = try #require(try place.grants("kind=password").first { $0.id == before.id })
        #expect(after.confidence == fault.confidence)
        let isChanged = after.password != before.password
        #expect(isChanged == (fault.status == 0))
        #expect((after.pending != nil) == (fault.confidence == "unknown"))
        let held = try place.held().first { $0.id == before.id }
        if fault.isDone == true {
            #expect(held?.password == (after.pending ?? after.password))
        } else {
            #expect(held?.password == before.password)
        }
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("a wrong secret ends the run with 4, and nothing is changed")
    func wrongSecret() throws {
        let place = try Place(doors: 3)
        let server = try Server(place)
        let before = try place.state()
        try Place.replaceSecret(place)
        let run = try place.yeeuu(
            ["run", "--yes", place.script(Self.rotateOne)],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(run.status == 4 && run.errors.contains("token错误"), "\(run.all)")
        #expect(try server.get("state") == before)
    }

    @Test("a clock ten minutes off ends the run with 4", arguments: ["600", "-600"])
    func clock(_ offset: String) throws {
        let place = try Place(doors: 3)
        let server = try Server(place, "--clock-offset=\(offset)")
        let run = try place.yeeuu(
            ["run", "--yes", place.script(Self.rotateOne)],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(run.status == 4, "\(run.all)")
        #expect(try place.grants("kind=password")[0].confidence == "confirmed")
    }

    @Test("nobody at the other end: failed, and surely not done")
    func nobody() throws {
        let place = try Place(doors: 3)
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", place.script(Self.rotateOne)],
            environment: ["YEEUU_TARGET": "http://127.0.0.1:9"]
        )
        #expect(run.status == 1 && run.errors.contains("failed: generate_password"), "\(run.all)")
        #expect(try place.grants("kind=password")[0].confidence == "confirmed")
    }
}
