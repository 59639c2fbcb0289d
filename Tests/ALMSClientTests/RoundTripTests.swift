import ALMS
import ALMSClient
import ALMSSandbox
import Testing

@Suite("All eight operations over HTTP")
struct RoundTripTests {
    static let texts = [
        "王芳", "a&b=c", "1+1", "100%", "two words ", "🔑🚪", "up/down", "é?#;:@,\"\\'",
    ]

    @Test("carry every text field unharmed", arguments: texts)
    func textFields(_ text: String) async throws {
        try await withSandbox { client, sandbox in
            let (b, c) = ("B" + text, "c" + text)
            let entrance = DoorKey(buildingId: b, code: c, doorType: .main, door: "")
            let room = DoorKey(buildingId: b, code: c, doorType: .inner, door: text)
            let apartments = [entrance, room].map { key in
                Apartment(
                    key: key,
                    wireDoor: text,
                    buildingName: text,
                    buildingNo: text,
                    unit: text,
                    name: text,
                    provinceId: text,
                    cityId: text,
                    disId: text
                )
            }
            let result = await client.call(
                Request(synchronizing: apartments),
                journal: Recorder()
            )
            #expect(result.outcome == .ok)
            for key in [entrance, room] { try await holdAndRelease(text, key, client, sandbox) }
            let doors = try sandbox.lines("door").filter { $0["code"]?.text == "c" + text }
            #expect(doors.count == 2)
            for door in doors {
                for name in ["buildingName", "buildingNo", "unit", "name", "door", "cityId"] {
                    #expect(door[name]?.text == text)
                }
            }
        }
    }

    private func holdAndRelease(
        _ text: String,
        _ key: DoorKey,
        _ client: ALMSClient,
        _ sandbox: Sandbox
    ) async throws {
        let fields = ["author": text, "authoredName": text, "authoredMobile": "m" + text]
        func call(
            _ operation: OperationName,
            _ more: [String: String] = [:]
        ) async throws -> Attempt {
            let request = try Requests.make(
                operation,
                at: key,
                fields.merging(more) { $1 }.merging(["operator": "o" + text]) { $1 }
            )
            return await client.call(request, journal: Recorder()).attempt
        }
        for (operation, kind) in [(OperationName.auth, "auth"), (.generatePassword, "password")] {
            #expect(try await call(operation).outcome == .ok)
            let held = try sandbox.lines(kind).filter {
                $0["doorType"]?.text == key.doorType.wireText
            }
            #expect(held.count == 1)
            #expect(held.first?["buildingId"]?.text == key.buildingId)
            #expect(held.first?["code"]?.text == key.code)
            #expect(held.first?["door"]?.text == key.door)
            #expect(held.first?["author"]?.text == text)
            #expect(held.first?["authoredName"]?.text == text)
            #expect(held.first?["authoredMobile"]?.text == "m" + text)
        }
        #expect(try sandbox.lines("password").last?["password"]?.text == "482913")
        #expect(try await call(.remoteAction).outcome == .ok)
        let logs = try await call(.getDeviceLogs)
        #expect(logs.answer?.data?.map(\.opener) == ["o" + text])
        #expect(logs.answer?.data?.map(\.type) == [4])
        #expect(try await call(.getDeviceLogsPageCount).answer?.count == 1)
        #expect(try await call(.deleteAuth).outcome == .ok)
        #expect(try await call(.removePassword).outcome == .ok)
        #expect(try sandbox.lines("auth").isEmpty)
        #expect(try sandbox.lines("password").isEmpty)
    }

    @Test("keep pages apart and count them")
    func pages() async throws {
        try await withSandbox { client, sandbox in
            for index in 0..<7 {
                let time = 1_464_685_284 + Int64(index)
                try sandbox.open(Estate.room, opener: "o\(index)", type: index % 5, at: time)
            }
            func read(_ operation: OperationName, _ page: Int64) async throws -> Answer? {
                let arguments = Arguments([
                    .init("doorType", .integer(2)), .init("code", .text("1001")),
                    .init("door", .text("甲")), .init("page", .integer(page)),
                    .init("pageSize", .integer(3)),
                ])
                let request = try Request(operation, arguments)
                return await client.call(request, journal: Recorder()).attempt.answer
            }
            #expect(try await read(.getDeviceLogsPageCount, 1)?.count == 3)
            let newest = try await read(.getDeviceLogs, 1)?.data
            #expect(newest?.map(\.opener) == ["o6", "o5", "o4"])
            #expect(newest?.first?.opentime == "2016-05-31 17:01:30")
            #expect(try await read(.getDeviceLogs, 3)?.data?.map(\.opener) == ["o0"])
            #expect(try await read(.getDeviceLogs, 4)?.data?.isEmpty == true)
        }
    }
}
