import ALMS
import ALMSClient
import ALMSSandbox
import Testing

/// What one fault must lead to (`alms/API.md`, «From what happened to the outcome»).
struct FaultCase: Sendable, CustomTestStringConvertible {
    let fault: String
    let outcome: OutcomeClass
    let desc: String
    /// Whether the service did what was asked.
    let isDone: Bool

    init(_ fault: String, _ outcome: OutcomeClass, _ desc: String, isDone: Bool = false) {
        self.fault = fault
        self.outcome = outcome
        self.desc = desc
        self.isDone = isDone
    }

    var testDescription: String { fault }
}

@Suite("A single attempt")
struct OutcomeTests {
    static let faults: [FaultCase] = [
        .init("cut-before", .unknown, "the connection was cut before the answer was complete"),
        .init("cut-after", .unknown, "the connection was cut before", isDone: true),
        .init("http-503", .failed, "HTTP 503"),
        .init("http-500", .unknown, "HTTP 500"),
        .init("http-502:done=true", .unknown, "HTTP 502", isDone: true),
        .init("http-404", .refused, "HTTP 404"),
        .init("offline", .refused, "HOST_NOT_ONLINE"),
        .init("lock-offline", .refused, "LOCK_NOT_ONLINE"),
        .init("not-logged-in", .refused, "HOST_NOT_LOGIN"),
        .init("no-lock", .refused, "LOCK_NOT_EXIST"),
        .init("no-host", .refused, "HOST_NOT_EXIST"),
        .init("full", .refused, "普通密码位数已满"),
        .init("exists", .refused, "密码已存在"),
        .init("time-out", .unknown, "53 TIME OUT"),
        .init("time-out:done=true", .unknown, "53 TIME OUT", isDone: true),
        .init("server-down", .failed, "CONFIG_SERVER_DOWN"),
        .init("auth-fail", .refused, "AUTH_FAIL"),
        .init("no-right", .refused, "无权限"),
        .init("http-401", .refused, "HTTP 401"),
        .init("http-403", .refused, "HTTP 403"),
        .init("http-408", .refused, "HTTP 408"),
        .init("twice", .unknown, "'success' twice", isDone: true),
        .init("long:1500", .ok, "xxxx", isDone: true),
        .init("refuse:已满", .refused, "已满"),
        .init("error-msg:门锁忙", .refused, "门锁忙"),
        .init("html", .unknown, "no JSON", isDone: true),
        .init("garbage", .unknown, "no JSON", isDone: true),
        .init("oversized:3000", .unknown, "larger than 2000 bytes", isDone: true),
        .init("redirect", .unknown, "HTTP 302", isDone: true),
    ]

    @Test("ends in the class of the interface's table", arguments: faults)
    func fault(_ example: FaultCase) async throws {
        var settings = ClientSettings.sandbox
        settings.attempts = 1
        settings.largestAnswer = 2000
        try await withSandbox([example.fault], settings: settings) { client, sandbox in
            let journal = Recorder()
            let result = await client.call(try Requests.make(.auth), journal: journal)
            #expect(result.outcome == example.outcome)
            #expect(result.attempt.desc.contains(example.desc), "\(result.attempt.desc)")
            #expect(journal.order == "w1 d1")
            #expect(journal.attempts == [result.attempt])
            #expect(sandbox.count(.auth) == 1)
            #expect(try sandbox.lines("auth").count == (example.isDone ? 1 : 0))
        }
    }

    @Test("tells nothing of what it carried when the service repeats it")
    func echo() async throws {
        try await withSandbox(["echo"]) { client, _ in
            let request = try Requests.make(.generatePassword)
            let result = await client.call(request, journal: Recorder())
            #expect(result.outcome == .refused)
            let desc = result.attempt.desc
            #expect(desc.contains("参数错误") && desc.contains(EchoMask.dots))
            for text in ["482913", "13800138000", "王芳", "管家陈静", "s3cr3t"] {
                #expect(!desc.contains(text), "\(desc)")
            }
            #expect(
                !desc.contains { $0.isHexDigit && $0.isLowercase && desc.contains("token=\($0)") }
            )
        }
    }

    @Test(
        "that is refused for what all requests are made with ends the sending",
        arguments: ["auth-fail", "no-right", "http-401", "http-403", "http-408", "refuse:签名错误"]
    )
    func credentials(_ fault: String) async throws {
        try await withSandbox([fault]) { client, sandbox in
            _ = await client.call(try Requests.make(.auth), journal: Recorder())
            guard case .credentials = client.ended else {
                Issue.record("the client goes on")
                return
            }
            let later = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(later.attempts == 0)
            #expect(sandbox.count(.auth) == 1)
            let words = later.attempt.desc
            for text in ["keys/secret", "partner_id", "clock"] { #expect(words.contains(text)) }
        }
    }

    @Test("is unknown when the answer takes too long")
    func slow() async throws {
        var settings = ClientSettings.sandbox
        settings.attempts = 1
        settings.totalTimeout = .seconds(3)
        try await withSandbox(["slow:20000"], settings: settings) { client, sandbox in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.outcome == .unknown)
            #expect(result.attempt.cause == .noAnswer)
            #expect(result.attempt.desc == "no answer within 3 s")
            #expect(try sandbox.lines("auth").count == 1)
        }
    }

    @Test("fails when nobody listens, and says why")
    func nobodyListens() async throws {
        let sandbox = try Sandbox(SandboxSettings(partnerId: "p", secret: "s"))
        let port = try await sandbox.start()
        await sandbox.stop()
        var settings = ClientSettings()
        settings.attempts = 1
        let client = try ALMSClient(
            target: "http://127.0.0.1:\(port)",
            credentials: Credentials(partnerId: "p", secret: "s"),
            settings: settings
        )
        let result = await client.call(try Requests.make(.auth), journal: Recorder())
        #expect(result.outcome == .failed)
        #expect(result.attempt.cause == .noConnection)
        #expect(result.attempt.desc.contains("refused"), "\(result.attempt.desc)")
        #expect(!result.attempt.desc.contains("token"))
        await client.shutdown()
    }

    @Test("is refused for a wrong secret, and ends the sending")
    func wrongSecret() async throws {
        try await withSandbox(secret: "wrong") { client, sandbox in
            let result = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(result.outcome == .refused)
            #expect(result.attempt.cause == .refusal(.credentials))
            #expect(result.attempt.desc == "token错误")
            #expect(client.ended == .credentials("token错误"))
            let journal = Recorder()
            let later = await client.call(try Requests.make(.deleteAuth), journal: journal)
            #expect(later.outcome == .failed)
            #expect(later.attempts == 0)
            #expect(later.attempt.notSent == .credentials("token错误"))
            #expect(later.attempt.notSent?.endsRun == true)
            #expect(journal.entries.isEmpty)
            #expect(sandbox.count(.deleteAuth) == 0)
        }
    }

    @Test(
        "is refused by the service's own rules",
        arguments: [
            (DoorKey(buildingId: "B009", code: "9", doorType: .main, door: ""), "房源不存在"),
            (DoorKey(buildingId: "B001", code: "1001", doorType: .inner, door: "丁"), "房源不存在"),
        ]
    )
    func unknownDoor(_ door: DoorKey, _ words: String) async throws {
        try await withSandbox { client, _ in
            let result = await client.call(try Requests.make(.auth, at: door), journal: Recorder())
            #expect(result.outcome == .refused)
            #expect(result.attempt.desc == words)
            #expect(client.ended == nil)
        }
    }

    @Test("is not made when its intent cannot be written down")
    func journalFails() async throws {
        try await withSandbox { client, sandbox in
            let journal = Recorder(mayWrite: { _ in false })
            let result = await client.call(try Requests.make(.auth), journal: journal)
            #expect(result.outcome == .failed)
            #expect(result.attempt.notSent == .journal("the disk is full"))
            #expect(result.attempts == 0)
            #expect(sandbox.count(.auth) == 0)
            let next = await client.call(try Requests.make(.auth), journal: Recorder())
            #expect(next.outcome == .ok)
        }
    }

    @Test("opens a door on a connection of its own")
    func freshConnection() async throws {
        let server = try await RawServer.start { _ in .answer(#"{"success":true,"desc":""}"#) }
        var settings = ClientSettings.sandbox
        settings.idleConnection = .seconds(600)
        let client = try ALMSClient(
            target: server.target,
            credentials: Credentials(partnerId: "p", secret: "s"),
            settings: settings
        )
        for operation in [OperationName.auth, .auth, .remoteAction, .auth, .remoteAction] {
            let result = await client.call(try Requests.make(operation), journal: Recorder())
            #expect(result.outcome == .ok)
        }
        #expect(server.connections == 3)
        await client.shutdown()
        await server.stop()
    }
}
