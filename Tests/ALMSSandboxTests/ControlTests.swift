import ALMS
import ALMSSandbox
import AsyncHTTPClient
import Foundation
import NIOHTTP1
import Testing

@Suite("The sandbox's own paths")
struct ControlTests {
    @Test("set, list and clear faults while it runs")
    func faults() async throws {
        try await withSandbox { (sandbox, wire) async throws in
            let texts = "html:operation=auth,first=1\nslow:1\n"
            let set = try await wire.send(.PUT, "/sandbox/faults", body: texts)
            #expect(set.status == 200)
            #expect(set.body == texts)
            #expect(sandbox.faults.map { "\($0)" }.joined(separator: "\n") + "\n" == texts)
            let struck = try await wire.send(.auth, stamp: stamp(), Estate.grant(Estate.room))
            #expect(struck.body.contains("<html>"))
            #expect(try await wire.send(.GET, "/sandbox/faults").body == texts)
            let bad = try await wire.send(.PUT, "/sandbox/faults", body: "slow:1\ncut-befor")
            #expect(bad.status == 400)
            #expect(bad.body == "fault: no such fault 'cut-befor'; did you mean 'cut-before'?\n")
            #expect(try await wire.send(.GET, "/sandbox/faults").body == texts)
            _ = try await wire.send(.DELETE, "/sandbox/faults")
            #expect(sandbox.faults.isEmpty)
        }
    }

    @Test("count what came in, openings by door")
    func requests() async throws {
        try await withSandbox { (sandbox, wire) async throws in
            sandbox.setFaults([try Fault("http-500:operation=auth")])
            for operation in [OperationName.auth, .auth, .remoteAction, .getDeviceLogs] {
                _ = try await wire.send(operation, stamp: stamp(), Estate.grant(Estate.room))
            }
            let lines = try await wire.send(.GET, "/sandbox/requests").body.split(separator: "\n")
            #expect(lines.count == 9)
            #expect(lines.contains(#"{"operation":"auth","requests":2}"#))
            #expect(lines.contains(#"{"operation":"delete_auth","requests":0}"#))
            #expect(
                lines.last
                    == #"{"operation":"remote_action","buildingId":"B001","code":"1001","doorType":"2","door":"甲","requests":1}"#
            )
            #expect(sandbox.requestCounts().split(separator: "\n") == lines)
        }
    }

    @Test("list the state in an order that does not depend on history")
    func state() async throws {
        func state(_ order: [DoorKey]) async throws -> String {
            var listed = ""
            try await withSandbox { (sandbox, wire) async throws in
                for key in order {
                    for mobile in (key == order[0] ? ["2", "1"] : ["1", "2"]) {
                        for operation in [OperationName.generatePassword, .auth] {
                            let grant = Estate.grant(key, mobile: mobile)
                            let (code, now) = (key.code, stamp())
                            _ = try await wire.send(operation, code: code, stamp: now, grant)
                        }
                    }
                }
                listed = try await wire.send(.GET, "/sandbox/state").body
                #expect(try sandbox.state() == listed)
            }
            return listed
        }
        let one = try await state(Estate.all)
        #expect(one == (try await state(Estate.all.reversed())))
        let kinds = one.split(separator: "\n").compactMap {
            (try? JSONParser.parse(String($0)))?["kind"]?.text
        }
        #expect(
            kinds == Array(repeating: "door", count: 3) + Array(repeating: "auth", count: 6)
                + Array(repeating: "password", count: 6)
        )
        #expect(
            one.contains(
                #"{"kind":"password","buildingId":"B001","code":"1001","doorType":"2","door":"甲","authoredMobile":"1","authoredName":"王芳","author":"管家陈静","startTime":1800000000,"endTime":1800086400,"password":"482913"}"#
            )
        )
    }

    @Test("list more doors than one piece holds, each once and in order")
    func pieces() throws {
        let sandbox = try Sandbox(SandboxSettings(partnerId: "p", secret: "s"))
        try sandbox.fill(DemoEstate(doors: 1700, now: 1_800_000_000))
        let lines = try sandbox.state().split(separator: "\n").map {
            try JSONParser.parse(String($0))
        }
        let keys = lines.filter { $0["kind"]?.text == "door" }.map { json in
            DoorKey(
                buildingId: json["buildingId"]?.text ?? "",
                code: json["code"]?.text ?? "",
                doorType: json["doorType"]?.text == "1" ? .main : .inner,
                door: json["door"]?.text ?? ""
            )
        }
        #expect(keys.count == 1700)
        #expect(keys == keys.sorted())
        #expect(Set(keys).count == 1700)
    }

    @Test("cut a connection without a word of an answer", arguments: ["cut-before", "cut-after"])
    func cut(_ fault: String) async throws {
        try await withSandbox { (sandbox, wire) async throws in
            sandbox.setFaults([try Fault(fault)])
            await #expect(throws: HTTPClientError.remoteConnectionClosed) {
                try await wire.send(.auth, stamp: stamp(), Estate.grant(Estate.room))
            }
            let isHeld = try sandbox.state().contains(#""kind":"auth""#)
            #expect(isHeld == (fault == "cut-after"))
        }
    }
}

@Suite("A sandbox")
struct SandboxTests {
    @Test("keeps its state in its file")
    func file() async throws {
        let folder = try TemporaryFolder()
        var settings = SandboxSettings(partnerId: "p", secret: "s")
        settings.database = folder.path + "/sandbox.sqlite"
        var state = ""
        do {
            let sandbox = try Sandbox(settings)
            #expect(try sandbox.isEmpty())
            try sandbox.fill(DemoEstate(doors: 30, now: 1_800_000_000))
            state = try sandbox.state()
        }
        let again = try Sandbox(settings)
        #expect(try !again.isEmpty())
        #expect(try again.state() == state)
        let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/sandbox.sqlite")
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test("starts, stops and starts again, with connections open")
    func restart() async throws {
        let sandbox = try Sandbox(SandboxSettings(partnerId: "p", secret: "s"))
        for _ in 0..<3 {
            let port = try await sandbox.start()
            #expect(try await sandbox.start() == port)
            #expect(sandbox.target == "http://127.0.0.1:\(port)")
            let wire = Wire(target: "http://127.0.0.1:\(port)")
            #expect(try await wire.send(.GET, "/sandbox/state").body.isEmpty)
            await sandbox.stop()
            #expect(sandbox.target == nil)
            await sandbox.stop()
        }
    }

    @Test("names a port that is in use")
    func portInUse() async throws {
        let first = try Sandbox(SandboxSettings(partnerId: "p", secret: "s"))
        let port = try await first.start()
        var settings = SandboxSettings(partnerId: "p", secret: "s")
        settings.port = port
        let second = try Sandbox(settings)
        await #expect(throws: SandboxError.portInUse(port)) { try await second.start() }
        #expect(
            SandboxError.portInUse(8080).description
                == "port 8080: in use; give another, or 0 for any"
        )
        await first.stop()
    }

    @Test("says why its file cannot be used")
    func badFile() {
        var settings = SandboxSettings(partnerId: "p", secret: "s")
        settings.database = "/nonexistent/sandbox.sqlite"
        #expect(throws: SandboxError.self) { try Sandbox(settings) }
    }

    @Test("stops though a fault keeps an answer back")
    func stopWhileSlow() async throws {
        try await withSandbox { (sandbox, wire) async throws in
            sandbox.setFaults([try Fault("slow:600000")])
            let call = Task {
                try await wire.send(.auth, stamp: stamp(), Estate.grant(Estate.room)).status
            }
            while !sandbox.requestCounts().contains(#"{"operation":"auth","requests":1}"#) {
                try await Task.sleep(for: .milliseconds(5))
            }
            await sandbox.stop()
            await #expect(throws: (any Error).self) { try await call.value }
        }
    }
}
