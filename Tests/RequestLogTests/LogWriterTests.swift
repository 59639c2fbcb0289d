import Testing

@testable import RequestLog

@Suite("A log writer")
struct LogWriterTests {
    @Test("gives entries their places in order and keeps them after a new opening")
    func appends() async throws {
        let scratch = Scratch()
        let log = try LogWriter.create(at: scratch.log, options: try testOptions())
        #expect(try await log.append(testIntent()) == 1)
        #expect(try await log.append(testOutcome(1)) == 2)
        let head = try await log.checkpoint()
        #expect(head.checkpoint.size == 3)
        try await log.close()
        let again = try LogWriter.open(at: scratch.log, options: try testOptions())
        #expect(again.recovered == nil)
        #expect(try await again.append([testIntent(), testIntent()]) == [3, 4])
        try await again.close()
        let lines = try scratch.read(Scratch.firstSegment).split(separator: 10)
        #expect(lines.count == 5)
        for (index, line) in lines.enumerated() {
            #expect(LogHeader(Array(line).span)?.seq == index)
        }
    }
}
