import Register
import Testing

@Suite("Civil time")
struct CivilTimeTests {
    @Test(
        "is read as people and spreadsheets write it",
        arguments: [
            ("2026-12-01 12:00", CivilTime.Bound.start, 1_796_097_600),
            ("2026-12-01T12:00:30", .start, 1_796_097_630),
            ("2026/12/1 9:00", .start, 1_796_086_800), ("2026年12月1日 9:00", .end, 1_796_086_800),
            ("2026-12-01", .start, 1_796_054_400), ("2026/12/1", .end, 1_796_140_799),
            (" 2026年12月1日 ", .end, 1_796_140_799), ("2026-12-01 04:00Z", .start, 1_796_097_600),
            ("2026-12-01 13:00+09:00", .start, 1_796_097_600),
            ("2024-02-29", .start, 1_709_136_000),
        ]
    )
    func parses(text: String, bound: CivilTime.Bound, seconds: Int64) throws {
        #expect(try CivilTime(zone: "Asia/Shanghai").parse(text, bound: bound) == seconds)
    }

    @Test(
        "that is none is refused",
        arguments: [
            ("soon", "'soon' is no time; give 2026-12-01 or 2026-12-01 12:00"),
            ("", "'' is no time; give 2026-12-01 or 2026-12-01 12:00"),
            ("2026-12/01", "'2026-12/01' is no time; give 2026-12-01 or 2026-12-01 12:00"),
            ("2026-12-01 9", "'2026-12-01 9' is no time; give 2026-12-01 or 2026-12-01 12:00"),
            (
                "2026-12-01 9:00x",
                "'2026-12-01 9:00x' is no time; give 2026-12-01 or 2026-12-01 12:00"
            ),
            ("2026-02-29", "'2026-02-29': there is no such day"),
            ("2026-13-01", "'2026-13-01': there is no such day"),
            ("2026-12-01 24:00", "'2026-12-01 24:00': there is no such time of day"),
        ]
    )
    func refuses(text: String, words: String) throws {
        let time = try CivilTime(zone: "Asia/Shanghai")
        let error = #expect(throws: CivilTimeError.self) { try time.parse(text) }
        #expect(error?.description == words)
    }

    @Test(
        "beyond the calendar has no text",
        arguments: [.max, .min, 1_796_097_600_000, 253_402_300_800, -62_167_219_200]
    )
    func beyond(_ time: Int64) throws {
        let zone = try CivilTime(zone: "Asia/Shanghai")
        let error = #expect(throws: CivilTimeError.self) { try zone.format(time) }
        #expect(
            error?.description == "\(time) is beyond the years 0 to 9999; give Unix seconds"
        )
        #expect(try zone.format(253_402_185_600) == "9999-12-31 00:00:00")
    }

    @Test("comes back from its parts, in every zone and season")
    func roundTrip() throws {
        var random = Seeded(7)
        for zone in ["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Pacific/Auckland"] {
            let time = try CivilTime(zone: zone)
            for _ in 0..<300 {
                // An hour that clocks show twice a year comes back as the first.
                let moment = Int64.random(in: 1_000_000_000...4_000_000_000, using: &random)
                let civil = time.civil(moment)
                let again = time.time(
                    year: civil.year,
                    month: civil.month,
                    day: civil.day,
                    hour: civil.hour,
                    minute: civil.minute,
                    second: civil.second
                )
                #expect(again == moment || again == moment - 3600, "\(zone) \(moment)")
                let shown = time.civil(again)
                #expect(shown.hour == civil.hour && shown.minute == civil.minute)
            }
        }
    }

    @Test("skips and repeats hours as clocks do, and carries parts that overflow")
    func seasons() throws {
        let berlin = try CivilTime(zone: "Europe/Berlin")
        #expect(try berlin.parse("2026-03-29 02:30") == 1_774_747_800)
        #expect(try berlin.format(1_774_747_800) == "2026-03-29 03:30:00")
        #expect(try berlin.parse("2026-10-25 02:30") == 1_792_888_200)
        #expect(berlin.civil(1_792_888_200).isDST && !berlin.civil(1_792_891_800).isDST)
        let carried = berlin.time(year: 2025, month: 14, day: 29, hour: 24)
        #expect(try berlin.format(carried, "%F %T") == "2026-03-02 00:00:00")
        #expect(try berlin.format(berlin.time(year: 2026, month: 0, day: 1), "%F") == "2025-12-01")
    }

    /// The texts are those of `date -u -d @1796097600 +FORMAT` in the C locale.
    @Test(
        "is written with strftime's letters",
        arguments: [
            ("%Y-%m-%d %H:%M:%S", "2026-12-01 04:00:00"), ("%c", "Tue Dec  1 04:00:00 2026"),
            ("%x %X", "12/01/26 04:00:00"), ("%A %B %e", "Tuesday December  1"),
            ("%I:%M %p|%r", "04:00 AM|04:00:00 AM"), ("%j %U %W %V %G %g", "335 48 48 49 2026 26"),
            ("%u %w %C %y %h", "2 2 20 26 Dec"), ("%z %s", "+0000 1796097600"),
            ("%D %F %R %T", "12/01/26 2026-12-01 04:00 04:00:00"), ("%n%t%%", "\n\t%"),
            ("%Ey %Od 甲", "26 01 甲"),
        ]
    )
    func formats(format: String, text: String) throws {
        #expect(try CivilTime(zone: "UTC").format(1_796_097_600, format) == text)
    }

    @Test("counts ISO weeks over the turn of years")
    func weeks() throws {
        let time = try CivilTime(zone: "UTC")
        for (date, week) in [
            ("2027-01-01", "2026-53"), ("2026-12-31", "2026-53"), ("2025-12-29", "2026-01"),
            ("2021-01-03", "2020-53"), ("2023-01-01", "2022-52"), ("2024-12-30", "2025-01"),
        ] {
            #expect(try time.format(time.parse(date), "%G-%V") == week, "\(date)")
        }
    }

    @Test("refuses a letter that means nothing", arguments: ["%Q", "%", "%E"])
    func letters(format: String) throws {
        let time = try CivilTime(zone: "UTC")
        #expect(throws: CivilTimeError.self) { try time.format(0, format) }
    }

    @Test("has no zone that does not exist")
    func zones() {
        let error = #expect(throws: CivilTimeError.self) { try CivilTime(zone: "Asia/Shangai") }
        #expect(
            error?.description
                == "time_zone: 'Asia/Shangai' is no zone; did you mean 'Asia/Shanghai'?"
        )
    }
}
