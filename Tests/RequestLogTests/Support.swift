import Crypto
import Foundation
import Testing

@testable import RequestLog

/// A folder of its own for one test, removed with it.
final class Scratch: Sendable {
    let path: String
    var log: String { path + "/log" }

    init() {
        path = FileManager.default.temporaryDirectory.path + "/yeeuu-log-" + UUID().uuidString
        try? FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: log + "/" + name)))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        // In place, so that the inode stays and the content alone changes.
        let handle = try #require(FileHandle(forWritingAtPath: log + "/" + name))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(bytes))
        try handle.close()
    }

    func copy(to other: Scratch) throws {
        try? FileManager.default.removeItem(atPath: other.log)
        try FileManager.default.copyItem(atPath: log, toPath: other.log)
    }

    static let firstSegment = "entries/00000000000000000000.jsonl"
}

/// A signing key from one repeated byte, so that tests are the same each time.
func testSigner(_ byte: UInt8 = 7, name: String = "yeeuu.local/test") throws -> NoteSigner {
    let key = try Curve25519.Signing.PrivateKey(
        rawRepresentation: [UInt8](repeating: byte, count: 32)
    )
    return try NoteSigner(name: name, publicKey: [UInt8](key.publicKey.rawRepresentation)) {
        [UInt8](try key.signature(for: $0))
    }
}

/// HMAC-SHA256 by the library's own hand, to hold ours against.
func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
}

let testCommitmentKey = [UInt8](repeating: 9, count: 32)

func testOptions(_ signer: UInt8 = 7, next: UInt8? = nil) throws -> LogOptions {
    var options = LogOptions(
        signer: try testSigner(signer),
        nextSigner: try next.map { try testSigner($0) },
        commitmentKey: testCommitmentKey,
        seal: { plain, context in
            let box = try ChaChaPoly.seal(
                plain,
                using: SymmetricKey(data: [UInt8](repeating: 3, count: 32)),
                authenticating: context
            )
            return "v1.test." + box.combined.base64EncodedString()
        }
    )
    // No signature of its own accord on a slow machine.
    options.checkpointEvery = .seconds(86_400)
    return options
}

let testDoor = LogDoor(buildingID: "b1", code: "2501", doorType: "1", door: "")

func testIntent(
    _ run: String = "r1",
    attempt: Int = 1,
    call: Int? = nil,
    previous: Int = -1,
    mobile: String = "13800000000"
) -> LogEntry {
    .intent(
        run: run,
        operation: "generate_password",
        door: testDoor,
        previous: previous,
        attempt: attempt,
        call: call,
        parameters: [
            .committed("authoredMobile", .text(mobile)), .clear("buildingId", "b1"),
            .committed("password", "4711042"),
        ]
    )
}

func testOutcome(_ intent: Int, _ class: LogClass = .ok, run: String = "r1") -> LogEntry {
    .outcome(
        run: run,
        operation: "generate_password",
        door: testDoor,
        intent: intent,
        class: `class`,
        status: 200,
        text: "成功",
        microseconds: 1200,
        fields: [.clear("at", 1_764_500_001)]
    )
}
