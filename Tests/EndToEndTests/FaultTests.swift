import Foundation
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
        Case(
            fault: "not-logged-in",
            status: 1,
            confidence: "confirmed",
            words: "waiting: 1 door",
            isDone: false
        ),
        Case(
            fault: "lock-offline:first=1",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "time-out:done=true",
            status: 6,
            confidence: "unknown",
            words: "TIME OUT",
            isDone: true
        ),
        Case(
            fault: "time-out:first=1",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "too-frequent:first=1",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "server-down:first=1",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "auth-fail",
            status: 4,
            confidence: "confirmed",
            words: "partner_id",
            isDone: false
        ),
        Case(
            fault: "no-right",
            status: 4,
            confidence: "confirmed",
            words: "keys/secret",
            isDone: false
        ),
        Case(
            fault: "http-403",
            status: 4,
            confidence: "confirmed",
            words: "clock",
            isDone: false
        ),
        Case(
            fault: "no-lock",
            status: 1,
            confidence: "confirmed",
            words: "no lock is bound to this door yet",
            isDone: false
        ),
        Case(
            fault: "full",
            status: 1,
            confidence: "confirmed",
            words: "普通密码位数已满; the lock is full",
            isDone: false
        ),
        Case(
            fault: "twice",
            status: 6,
            confidence: "unknown",
            words: "'success' twice",
            isDone: true
        ),
        Case(
            fault: "long:66000",
            status: 0,
            confidence: "confirmed",
            words: "1 confirmed",
            isDone: true
        ),
        Case(
            fault: "echo",
            status: 1,
            confidence: "confirmed",
            words: "authoredMobile=••••••&password",
            isDone: false
        ),
        Case(
            fault: "http-429:retry-after=9223372036854775807,first=1",
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

    @Test("doors that are offline to the end are told by name, and stop nobody")
    func offline() throws {
        let place = try Place(doors: 12)
        let server = try Server(place, "--fault", "offline:first=20")
        let all = place.script(
            "yeeuu.each(yeeuu.grants { kind = 'password' }, function(g) g:rotate_password {} end)"
        )
        let environment = ["YEEUU_TARGET": server.target]
        let run = try place.yeeuu(
            ["run", "--yes", "--per-second", "0", "--concurrency", "2", all],
            environment: environment
        )
        let count = try place.grants("kind=password").count
        #expect(try server.requests() > count)
        let lines = run.errors.split(separator: "\n")
        if run.status == 1 {
            #expect(lines.contains { $0.contains("waiting: ") && $0.contains("yeeuu retry") })
        } else {
            #expect(run.status == 0 && count >= 20, "\(run.all)")
        }
        #expect(!run.errors.contains("max_failures"))
    }

    @Test("a process that may open hardly any files says so", arguments: [32, 64])
    func openFiles(_ limit: Int) throws {
        let place = try Place(doors: 12)
        let script = place.script(
            "yeeuu.each(yeeuu.grants { kind = 'password' }, function(g) g:rotate_password {} end)"
        )
        let process = Program.process([], in: place.scratch.path, ["YEEUU_WORKSPACE": place.folder])
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "ulimit -n \(limit); exec \"$0\" run --yes --concurrency 16 \"$1\"", Program.path,
            script,
        ]
        let errors = place.scratch.file("err")
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardOutput = FileHandle.nullDevice
        try Program.start(process)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == (limit == 32 ? 2 : 0))
        #expect(
            try String(contentsOf: errors, encoding: .utf8).contains("open files: only \(limit)")
        )
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
