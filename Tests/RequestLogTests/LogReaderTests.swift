import Testing

@testable import RequestLog

@Suite("Reading a log")
struct LogReaderTests {
    private let key = Commitments(key: testCommitmentKey)
    private let other = LogDoor(buildingID: "b1", code: "2502", doorType: "2", door: "甲")

    /// Two doors, two people; one attempt refused, one without an answer, one settled by a note.
    private func made(_ scratch: Scratch) async throws -> LogReader {
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent("r1", mobile: "13800000001"))
        _ = try await log.append(testOutcome(1, .ok, run: "r1"))
        _ = try await log.append(testIntent("r1", previous: 1, mobile: "13800000002"))
        _ = try await log.append(testOutcome(3, .refused, run: "r1"))
        _ = try await log.append(testIntent("r2", previous: 3, mobile: "13800000001"))
        _ = try await log.append(
            LogEntry.intent(
                run: "r2",
                operation: "auth",
                door: other,
                attempt: 1,
                parameters: [.committed("authoredMobile", "13800000002")]
            )
        )
        _ = try await log.append(LogEntry.note(run: "r2", text: "asked", about: 6, class: .ok))
        _ = try await log.append(
            LogEntry.runEnd(run: "r2", counts: [(.unknown, 2)], doors: [(testDoor, 5), (other, 6)])
        )
        try await log.close()
        return try LogReader(scratch.log)
    }

    @Test("takes no part for the whole: what is broken or missing below a signed size is named")
    func damaged() async throws {
        let scratch = Scratch()
        let reader = try await made(scratch)
        let path = scratch.log + "/entries/00000000000000000000.jsonl"
        let whole = try #require(try File.contents(path))
        let lines = whole.split(separator: 10).map { Array($0) + [10] }
        let changed: [(index: Int, bytes: [UInt8])] = [
            (4, Array(lines[..<4].joined())), (4, Array((lines[..<4] + lines[5...]).joined())),
            (6, Array((lines[..<6] + [[10]] + lines[7...]).joined())), (0, []),
        ]
        for (index, bytes) in changed {
            try File.replace(path, with: bytes, in: scratch.path, durable: false)
            var count = 0
            try reader.read { _ in
                count += 1
                return true
            }
            #expect(count == index)
            let offset = lines[..<index].joined().count
            let thrown = #expect(throws: LogError.self) { try reader.lines(LogFilter()) }
            guard case .damaged(let damage) = thrown else {
                Issue.record("\(thrown as Any)")
                continue
            }
            #expect(damage.index == index && damage.offset == offset)
            #expect(throws: LogError.self) { try reader.history(of: testDoor) }
        }
        // Beyond the signed size it is what a crash leaves.
        try File.replace(path, with: whole + Array("{}\n".utf8), in: scratch.path, durable: false)
        #expect(try reader.lines(LogFilter()).count == lines.count)
    }

    @Test("joins attempts with outcomes and notes, by run, door, class, person and openness")
    func attempts() async throws {
        let scratch = Scratch()
        let reader = try await made(scratch)
        func seqs(_ change: (inout LogFilter) -> Void) throws -> [Int] {
            var filter = LogFilter()
            filter.key = key
            change(&filter)
            return try reader.attempts(filter).map(\.intent.index)
        }
        #expect(try seqs { _ in } == [1, 3, 5, 6])
        #expect(try seqs { $0.run = "r2" } == [5, 6])
        #expect(try seqs { $0.door = other } == [6])
        #expect(try seqs { $0.classes = [.refused] } == [3])
        #expect(try seqs { $0.classes = [.ok] } == [1, 6])
        #expect(try seqs { $0.unresolved = true } == [5])
        let mobile = "/params/authoredMobile"
        #expect(try seqs { $0.committed = [(mobile, "13800000001")] } == [1, 5])
        #expect(try seqs { $0.committed = [(mobile, "13800000003")] } == [])
        #expect(
            try seqs {
                $0.committed = [(mobile, "13800000001")]
                $0.key = nil
            } == []
        )
        let third = try #require(try reader.line(3)?.header?.microseconds)
        #expect(try seqs { $0.since = third } == [3, 5, 6])
        #expect(try seqs { $0.until = third } == [1])
    }

    @Test(
        "asks no more of an attempt when a later one of its call was ok, in the same run or resumed"
    )
    func settled() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent(mobile: "1"))
        _ = try await log.append(testOutcome(1, .unknown))
        _ = try await log.append(testIntent(attempt: 2, call: 1, previous: 1, mobile: "1"))
        _ = try await log.append(testOutcome(3, .ok))
        _ = try await log.append(testIntent(previous: 3, mobile: "2"))
        _ = try await log.append(testIntent(call: 5, previous: 5, mobile: "2"))
        _ = try await log.append(testOutcome(6, .refused))
        try await log.close()
        var filter = LogFilter()
        filter.unresolved = true
        let reader = try LogReader(scratch.log)
        #expect(try reader.attempts(filter).map(\.intent.index) == [5])
        filter.unresolved = false
        filter.classes = [.unknown]
        #expect(try reader.attempts(filter).map(\.intent.index) == [1, 5])
    }

    @Test("shows a door's whole history only when its chain is unbroken")
    func history() async throws {
        let scratch = Scratch()
        let reader = try await made(scratch)
        let history = try reader.history(of: testDoor)
        #expect(history.lines.map(\.index) == [1, 2, 3, 4, 5])
        #expect(history.isComplete)
        #expect(try reader.history(of: other).isComplete)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent("r3", previous: 5))
        #expect(
            try reader.history(of: testDoor).reason == "entry 9 is not in the chain from entry 5"
        )
        _ = try await log.append(testIntent("r3", previous: 5))
        _ = try await log.append(LogEntry.runEnd(run: "r3", counts: [], doors: [(testDoor, 10)]))
        #expect(!(try reader.history(of: testDoor).isComplete), "one intent was left out")
        try await log.close()
    }

    @Test("follows a door through requests about many doors")
    func manyDoors() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        _ = try await log.append(testIntent())
        let both = LogEntry.intent(
            run: "r1",
            operation: "synchronize_apartments",
            doors: [other, testDoor],
            previous: [-1, 1],
            attempt: 1,
            parameters: [.committed("apartmentList", "[]")]
        )
        _ = try await log.append(both)
        _ = try await log.append(
            LogEntry.runEnd(run: "r1", counts: [], doors: [(testDoor, 2), (other, 2)])
        )
        try await log.close()
        let reader = try LogReader(scratch.log)
        #expect(try reader.history(of: testDoor).isComplete)
        #expect(try reader.history(of: testDoor).lines.map(\.index) == [1, 2])
        #expect(try reader.history(of: other).isComplete)
    }
}

@Suite("The header of a signed line")
struct SignedHeaderTests {
    @Test("says the same as a scan of the whole line, or nothing")
    func same() async throws {
        let scratch = Scratch()
        try await smallLog(scratch)
        let log = try LogWriter.open(at: scratch.log, options: try testOptions())
        let tricky = ",\"seq\":9,\"ref\":8,\"kind\":\"intent\",\"head\":\"x\""
        let seq = try await log.append(testIntent(mobile: tricky))
        let doors = [LogDoor](repeating: testDoor, count: 30)
        let many = try await log.append(
            LogEntry.intent(
                run: tricky,
                operation: "synchronize_apartments",
                doors: doors,
                previous: [Int](repeating: 5, count: 30),
                attempt: 2,
                call: 3,
                parameters: [.clear("kind", .text(tricky)), .clear("seq", 4)]
            )
        )
        _ = try await log.append(
            LogEntry.outcome(
                run: tricky,
                operation: "auth",
                door: nil,
                intent: many,
                class: .refused,
                text: tricky
            )
        )
        _ = try await log.append(LogEntry.note(text: tricky, about: seq, class: .ok))
        try await log.close()
        var quick = 0
        try LogReader(scratch.log).read { line in
            if let header = LogHeader(signed: line.bytes.span) {
                quick += 1
                var full = line.header
                full?.microseconds = 0
                #expect(header == full, "entry \(line.index)")
            }
            return true
        }
        #expect(quick == 6)
    }
}
