import Testing

@testable import ALMSClient

@Suite("Dates in headers")
struct HTTPDateTests {
    @Test(
        "are read as Unix seconds",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Int64(784_111_777)),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
            ("Fri, 31 Dec 1999 23:59:60 GMT", 946_684_800),
        ]
    )
    func dates(_ text: String, _ seconds: Int64) {
        #expect(HTTPDate.unixSeconds(text) == seconds)
    }

    @Test(
        "are nothing in any other form",
        arguments: [
            "", "yesterday", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
            "Sun, 06 Nov 1994 08:49:37 +0800", "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, -6 Nov 1994 08:49:37 GMT",
        ]
    )
    func others(_ text: String) {
        #expect(HTTPDate.unixSeconds(text) == nil)
    }

    @Test("tell how long to wait, as a number or as an instant")
    func retryAfter() {
        #expect(HTTPDate.retryAfter("120", now: 0) == 120)
        #expect(HTTPDate.retryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_700) == 77)
        #expect(HTTPDate.retryAfter("Sun, 06 Nov 1994 08:49:37 GMT", now: 784_111_800) == 0)
        #expect(HTTPDate.retryAfter("-1", now: 0) == nil)
        #expect(HTTPDate.retryAfter("soon", now: 0) == nil)
    }
}

@Suite("The watch on the clock")
struct ClockWatchTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let seconds: Int64 = 784_111_777

    @Test(
        "warns from a minute on and gives up at two and a half",
        arguments: [
            (Int64(0), nil), (59, nil), (-59, nil), (60, .warning(seconds: 60)),
            (-149, .warning(seconds: -149)), (150, .tooFar(seconds: 150)),
            (-600, .tooFar(seconds: -600)),
        ] as [(Int64, ClockWatch.Finding?)]
    )
    func findings(_ skew: Int64, _ finding: ClockWatch.Finding?) {
        var watch = ClockWatch(ClientSettings())
        #expect(watch.observe(Self.date, at: Self.seconds - skew) == finding)
        #expect(watch.skew == skew)
    }

    @Test("warns once")
    func once() {
        var watch = ClockWatch(ClientSettings())
        #expect(watch.observe(Self.date, at: Self.seconds - 70) == .warning(seconds: 70))
        #expect(watch.observe(Self.date, at: Self.seconds - 71) == nil)
        #expect(watch.skew == 71)
    }

    @Test("passes over a date that is none")
    func noDate() {
        var watch = ClockWatch(ClientSettings())
        #expect(watch.observe("now", at: 0) == nil)
        #expect(watch.skew == nil)
    }
}
