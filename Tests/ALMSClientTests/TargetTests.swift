import ALMS
import Testing

@testable import ALMSClient

@Suite("A target")
struct TargetTests {
    @Test(
        "is https anywhere, or http to loopback",
        arguments: [
            ("https://alms.yeeuu.com", "https://alms.yeeuu.com"),
            ("HTTPS://alms.yeeuu.com/", "https://alms.yeeuu.com"),
            ("https://proxy.example:8443/alms//", "https://proxy.example:8443/alms"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://[::1]:65535", "http://[::1]:65535"),
        ]
    )
    func fine(_ text: String, _ base: String) throws {
        #expect(try Target(text).base == base)
    }

    @Test(
        "is refused with the remedy",
        arguments: [
            (
                "http://alms.yeeuu.com",
                "target: plain HTTP is for loopback alone; give an https URL"
            ),
            (
                "http://127.0.0.1.evil.example",
                "target: plain HTTP is for loopback alone; give an https URL"
            ),
            (
                "http://localhost.example:80",
                "target: plain HTTP is for loopback alone; give an https URL"
            ),
            ("alms.yeeuu.com", "target: no URL; give one that begins with https://"),
            ("", "target: no URL; give one that begins with https://"),
            ("ftp://alms.yeeuu.com", "target: scheme 'ftp'; give an https URL"),
            ("https://", "target: no host; give https://HOST"),
            ("https://:443", "target: no host; give https://HOST"),
            ("https://a:0", "target: port '0'; give 1 to 65535"),
            ("https://a:99999", "target: port '99999'; give 1 to 65535"),
            ("https://a:b", "target: port 'b'; give 1 to 65535"),
            (
                "https://me:secret@a",
                "target: a query, a fragment, user info or space; give scheme and host"
            ),
            (
                "http://127.0.0.1@evil.example",
                "target: a query, a fragment, user info or space; give scheme and host"
            ),
            (
                "https://a/?x",
                "target: a query, a fragment, user info or space; give scheme and host"
            ),
            (
                "https://a b",
                "target: a query, a fragment, user info or space; give scheme and host"
            ),
        ]
    )
    func refused(_ text: String, _ words: String) {
        let problem = #expect(throws: TargetProblem.self) { try Target(text) }
        #expect(problem?.description == words)
    }
}

@Suite("Credentials")
struct CredentialsTests {
    @Test("print as dots in every way")
    func dots() {
        let credentials = Credentials(partnerId: "partner", secret: "s3cr3t")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped, "\([credentials])"]
        {
            #expect(text.contains("partner"))
            #expect(!text.contains("s3cr3t"))
        }
    }
}

@Suite("A notice")
struct ClientNoticeTests {
    @Test("is a line that names its subject first")
    func words() {
        let door = DoorKey(buildingId: "B001", code: "1001", doorType: .inner, door: "甲")
        let notices: [(ClientNotice, String)] = [
            (
                .clockSkew(seconds: 90),
                "this machine's clock is 90 s behind the service's; set it: 'timedatectl set-ntp "
                    + "true'; under WSL 'wsl --shutdown' or 'sudo hwclock -s'"
            ),
            (
                .retrying(.auth, door: door, attempt: 2, after: .milliseconds(1480)),
                "auth B001/1001/甲: attempt 2 in 1.5 s"
            ),
            (
                .retryQuotaUsedUp(.synchronizeApartments, door: nil),
                "synchronize_apartments: not repeated; the quota of retries is used up"
            ),
            (.paused(.seconds(60), why: "HTTP 429"), "sending pauses for 60 s: HTTP 429"),
            (
                .buildingOffline("B002", .seconds(60)),
                "B002: the gateway is offline; left alone for 60 s, its doors come last"
            ),
            (
                .slowedDown(perSecond: 0.25, why: "OPERATION_TOO_FREQUENT"),
                "too many requests for the service (OPERATION_TOO_FREQUENT); the pace is halved to "
                    + "0.25 a second"
            ),
            (.paused(.seconds(Int64.max), why: "x"), "sending pauses for 9223372036854774 s: x"),
            (.ended(.stopped), "sending ends: stopped"),
        ]
        for (notice, words) in notices { #expect(notice.description == words) }
    }
}
