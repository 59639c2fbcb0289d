import ALMS
import ALMSSandbox
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Testing

/// Talks to a sandbox in bare HTTP, as no client of ours would.
struct Wire: Sendable {
    let target: String
    let secret = "s3cr3t"

    struct Response {
        let status: Int
        let headers: HTTPHeaders
        let body: String
    }

    /// A request with the four parameters of every request and `parameters`, in any way a test likes.
    func send(
        _ operation: OperationName,
        code: String = "1001",
        stamp: Stamp,
        partnerId: String = "partner",
        token: String? = nil,
        method: HTTPMethod? = nil,
        _ parameters: [String: String]
    ) async throws -> Response {
        let token = token ?? Token.make(stamp, secret: secret)
        let four = [
            ("partnerId", partnerId), ("timestamp", "\(stamp.timestamp)"),
            ("nonstr", stamp.nonstr), ("token", token),
        ]
        let text = (four + parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
            .map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let isDoor = operation.operation.isDoorOperation
        let path =
            "/apartments/\(isDoor ? "\(PercentEncoding.encode(code))/" : "")\(operation.rawValue)"
        let method = method ?? (operation.operation.method == .post ? .POST : .GET)
        return method == .GET
            ? try await send(.GET, "\(path)?\(text)")
            : try await send(method, path, body: text)
    }

    func send(_ method: HTTPMethod, _ path: String, body: String? = nil) async throws -> Response {
        var request = HTTPClientRequest(url: target + path)
        request.method = method
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 64 << 20)
        return Response(
            status: Int(response.status.code),
            headers: response.headers,
            body: String(buffer: bytes)
        )
    }
}

/// The doors that tests use.
enum Estate {
    static let entrance = DoorKey(buildingId: "B001", code: "1001", doorType: .main, door: "")
    static let room = DoorKey(buildingId: "B001", code: "1001", doorType: .inner, door: "甲")
    static let other = DoorKey(buildingId: "B002", code: "2001", doorType: .main, door: "")
    static let all = [entrance, room, other]

    /// A grant's parameters at a door.
    static func grant(
        _ key: DoorKey,
        mobile: String = "13800138000",
        _ more: [String: String] = [:]
    ) -> [String: String] {
        var parameters = [
            "buildingId": key.buildingId, "doorType": key.doorType.wireText, "code": key.code,
            "startTime": "1800000000", "endTime": "1800086400", "author": "管家陈静",
            "authoredName": "王芳", "authoredMobile": mobile, "password": "482913",
            "operator": mobile, "page": "1", "pageSize": "20",
        ]
        if !key.door.isEmpty { parameters["door"] = key.door }
        return parameters.merging(more) { $1 }
    }
}

/// Settings of a sandbox whose clock stands still.
func rules(_ adjust: (inout SandboxSettings) -> Void) -> SandboxSettings {
    var settings = SandboxSettings(partnerId: "partner", secret: "s3cr3t")
    settings.unixSeconds = { 1_464_685_284 }
    adjust(&settings)
    return settings
}

/// A running sandbox with the doors of ``Estate``; it ends with `body`.
func withSandbox(
    _ settings: SandboxSettings = rules { _ in },
    _ body: (Sandbox, Wire) async throws -> Void
) async throws {
    let sandbox = try Sandbox(settings)
    _ = try await sandbox.start()
    let wire = Wire(target: try #require(sandbox.target))
    do {
        let list = JSON.array(
            Estate.all.map { key in
                .object([
                    .init("buildingId", .string(key.buildingId)), .init("code", .string(key.code)),
                    .init("doorType", .string(key.doorType.wireText)),
                    .init("door", .string(key.door)), .init("name", .string("2501")),
                    .init("floor", .integer(25)),
                ])
            }
        )
        let stamp = Stamp(timestamp: settings.unixSeconds(), nonstr: "setup")
        let answer = try await wire.send(
            .synchronizeApartments,
            stamp: stamp,
            ["apartmentList": list.encoded]
        )
        #expect(answer.body == #"{"success":true,"desc":""}"#)
        try await body(sandbox, wire)
    } catch {
        await sandbox.stop()
        throw error
    }
    await sandbox.stop()
}

/// Stamps that all differ, at the sandbox's time.
func stamp(_ offset: Int64 = 0, nonstr: String = "n") -> Stamp {
    Stamp(timestamp: 1_464_685_284 + offset, nonstr: nonstr)
}
