import ALMS
import Testing

@testable import ALMSClient

@Suite("An answer that is none")
struct HostileAnswerTests {
    private func result(
        of raw: String,
        _ operation: OperationName = .generatePassword
    ) async throws -> (CallResult, next: CallResult) {
        let server = try await RawServer.start { number in
            number == 1 ? .raw(raw) : .answer(#"{"success":true,"desc":""}"#)
        }
        var settings = ClientSettings.sandbox
        settings.attempts = 1
        settings.totalTimeout = .seconds(3)
        let client = try ALMSClient(
            target: server.target,
            credentials: Credentials(partnerId: "p", secret: "s"),
            settings: settings,
            surroundings: World().surroundings
        )
        let first = await client.call(try Requests.make(operation), journal: Recorder())
        let next = await client.call(try Requests.make(operation), journal: Recorder())
        await client.shutdown()
        await server.stop()
        return (first, next)
    }

    @Test(
        "by its status is unknown, and the next request goes its way",
        arguments: [
            "000", "001", "010", "042", "099", "100", "101", "102", "199", "204", "205", "299",
            "304", "600", "999",
        ]
    )
    func status(_ status: String) async throws {
        let body = #"{"success":true,"desc":""}"#
        let raw = "HTTP/1.1 \(status) X\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        let (first, next) = try await result(of: raw)
        #expect(first.outcome == .unknown, "\(first.attempt.desc)")
        #expect(next.outcome == .ok, "\(next.attempt.desc)")
    }

    @Test(
        "by a number in its head is none of our worry",
        arguments: [
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0", "-1",
        ]
    )
    func retryAfter(_ number: String) async throws {
        for status in [429, 503] {
            let raw =
                "HTTP/1.1 \(status) X\r\nretry-after: \(number)\r\ncontent-length: 0\r\n\r\n"
            let (first, next) = try await result(of: raw)
            #expect(first.outcome == .failed || first.outcome == .ok)
            #expect(next.outcome == .ok)
        }
    }

    @Test(
        "by its date is none of our worry",
        arguments: [
            "Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "9223372036854775807",
            "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT",
        ]
    )
    func date(_ date: String) async throws {
        let raw = "HTTP/1.1 200 OK\r\ndate: \(date)\r\ncontent-length: 16\r\n\r\n{\"success\":true}"
        let (first, next) = try await result(of: raw)
        #expect(first.outcome == .ok && next.outcome == .ok)
    }

    @Test(
        "by its length is unknown or refused, whatever it says",
        arguments: ["9223372036854775807", "99999999999999999999", "-1", "1 1"]
    )
    func length(_ length: String) async throws {
        let raw = "HTTP/1.1 200 OK\r\ncontent-length: \(length)\r\n\r\n{\"success\":true}"
        let (first, next) = try await result(of: raw)
        #expect(first.outcome == .unknown)
        #expect(next.outcome == .ok)
    }
}
