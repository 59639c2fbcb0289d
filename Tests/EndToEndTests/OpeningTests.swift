import Testing

@Suite("An opening that nobody answered for")
struct OpeningTests {
    private static let open = """
        local door = yeeuu.doors { all = true }[1]
        yeeuu.door { buildingId = door.buildingId, code = door.code, doorType = door.doorType,
          door = door.door }:remote_action { operator = "13900000009" }
        """

    /// A workspace whose last run opened a door and never heard of it.
    private func lost() throws -> (place: Place, server: Server, run: String) {
        let place = try Place(doors: 3)
        let server = try Server(place, "--fault", "cut-after:operation=remote_action")
        let run = try place.yeeuu(
            "run",
            "--yes",
            "--allow",
            "remote_action",
            place.script(Self.open),
            environment: ["YEEUU_TARGET": server.target]
        )
        guard run.status == 6 else { throw Unexpected(run.all) }
        return (place, server, try place.lastRun())
    }

    @Test("stays unknown without a person's word, and is never sent again")
    func noWord() throws {
        let (place, lossy, run) = try lost()
        let server = try Server(place, insteadOf: lossy)
        let resumed = try place.yeeuu(
            ["resume", run],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(resumed.status == 6 && resumed.errors.contains("--openings"), "\(resumed.all)")
        #expect(try server.requests() == 0)
        let bad = try place.yeeuu("resume", run, "--openings", "perhaps")
        #expect(bad.status == 2 && bad.errors.contains("not-opened"), "\(bad.all)")
    }

    @Test(
        "is settled by a word on the command line; one that did not happen failed",
        arguments: [("opened", Int32(0)), ("not-opened", 1)]
    )
    func wordGiven(_ word: String, _ code: Int32) throws {
        let (place, lossy, run) = try lost()
        let server = try Server(place, insteadOf: lossy)
        let target = ["YEEUU_TARGET": server.target]
        let open = try place.yeeuu("log", "show", "--unresolved", "--json")
        #expect(
            open.status == 0 && open.lines.count == 2
                && open.lines[0].contains("\"op\":\"remote_action\"")
                && open.lines[1].contains("\"class\":\"unknown\""),
            "\(open.all)"
        )
        let settled = try place.yeeuu(["resume", run, "--openings", word], environment: target)
        #expect(settled.status == code, "\(settled.all)")
        let again = try place.yeeuu(["resume", run], environment: target)
        #expect(again.status == 0 && again.errors.contains("nothing of run"), "\(again.all)")
        #expect(try server.requests() == 0)
        let closed = try place.yeeuu("log", "show", "--unresolved", "--json")
        #expect(closed.status == 0 && closed.lines.isEmpty, "\(closed.all)")
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test(
        "is asked about at a terminal",
        arguments: [("y\r", Int32(0)), ("n\r", 1), ("\r", 6), ("\u{3}", 130)]
    )
    func asked(_ keys: String, _ code: Int32) throws {
        let (place, lossy, run) = try lost()
        let server = try Server(place, insteadOf: lossy)
        let terminal = try Terminal(
            ["resume", run],
            in: place.scratch.path,
            environment: ["YEEUU_WORKSPACE": place.folder, "YEEUU_TARGET": server.target]
        )
        try terminal.wait(for: "was it opened? [y/n")
        terminal.type(keys)
        #expect(try terminal.end() == code, "\(terminal.tail())")
        #expect(try server.requests() == 0)
    }
}
