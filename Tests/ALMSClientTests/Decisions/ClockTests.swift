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

    @Test(
        "tell nothing where nobody can mean it",
        arguments: [
            "86401", "9223372036854775807", "9223372036854775808", "99999999999999999999999",
            "-9223372036854775808", "+5", "5.5", " ", "", "0x10", "٣",
            "Fri, 31 Dec 9999 23:59:59 GMT",
        ]
    )
    func absurd(_ text: String) {
        #expect(HTTPDate.retryAfter(text, now: 784_111_700) == nil)
        #expect(HTTPDate.retryAfter("86400", now: 0) == 86_400)
    }
}

@Suite("The watch on the clock")
struct ClockWatchTests {
    private static let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let seconds: Int64 = 784_111_777

    private func sample(
        _ skew: Int64,
        took: Duration = .zero,
        slept: Duration = .zero
    ) -> ClockWatch.Sample {
        .init(date: Self.date, sentAt: Self.seconds - skew, took: took, slept: slept)
    }

    @Test(
        "warns from a minute on and gives up at two and a half, once three answers agree",
        arguments: [
            (Int64(0), nil), (59, nil), (-59, nil), (60, .warning(seconds: 60)),
            (-149, .warning(seconds: -149)), (150, .tooFar(seconds: 150)),
            (-600, .tooFar(seconds: -600)), (200_000_000_000, .tooFar(seconds: 200_000_000_000)),
        ] as [(Int64, ClockWatch.Finding?)]
    )
    func findings(_ skew: Int64, _ finding: ClockWatch.Finding?) {
        var watch = ClockWatch(ClientSettings())
        #expect(watch.observe(sample(skew)) == nil)
        #expect(watch.observe(sample(skew)) == nil)
        #expect(watch.observe(sample(skew)) == finding)
        #expect(watch.skew == skew)
    }

    @Test("warns once")
    func once() {
        var watch = ClockWatch(ClientSettings())
        let findings = (70...75).map { watch.observe(sample($0)) }
        #expect(findings == [nil, nil, .warning(seconds: 72), nil, nil, nil])
        #expect(watch.skew == 75)
    }

    @Test("holds a date against the sending and the coming of its answer")
    func interval() {
        var watch = ClockWatch(ClientSettings())
        // Asked, stopped for 170 s, answered at once: the date is old when it is read.
        for _ in 0..<5 { #expect(watch.observe(sample(0, took: .seconds(170))) == nil) }
        // Answered only in the end: the date is far from the sending.
        for _ in 0..<5 { #expect(watch.observe(sample(170, took: .seconds(170))) == nil) }
        #expect(watch.skew == 0)
        let findings = (0..<3).map { _ in watch.observe(sample(-200, took: .seconds(170))) }
        #expect(findings.last == .tooFar(seconds: -200))
    }

    @Test("takes no answer for evidence that slept on its way")
    func sleep() {
        var watch = ClockWatch(ClientSettings())
        for _ in 0..<5 {
            let sample = sample(-500, took: .seconds(200), slept: .seconds(199))
            #expect(watch.observe(sample) == nil)
        }
        #expect(watch.skew == nil)
    }

    @Test("believes no answers that do not agree")
    func disagreement() {
        var watch = ClockWatch(ClientSettings())
        for skew: Int64 in [200, -200, 200, 500, 200, 0, 200, 200, 0, 200, 200] {
            #expect(watch.observe(sample(skew)) == nil)
        }
        #expect(watch.observe(sample(205)) == .tooFar(seconds: 205))
    }

    @Test("passes over a date that is none")
    func noDate() {
        var watch = ClockWatch(ClientSettings())
        let sample = ClockWatch.Sample(date: "now", sentAt: 0, took: .zero, slept: .zero)
        #expect(watch.observe(sample) == nil)
        #expect(watch.skew == nil)
    }
}
