import Foundation
import Synchronization
import Testing

@testable import yeeuu

@Suite("A lane of output")
struct OutputLaneTests {
    private let pipe = Pipe()

    init() { signal(SIGPIPE, SIG_IGN) }

    private func lane(_ stream: OutputLane.Stream = .output) -> OutputLane {
        OutputLane([stream: pipe.fileHandleForWriting.fileDescriptor])
    }

    /// Reads the pipe to its end on a thread of its own; closing the other end ends it.
    private func read() -> Reading { Reading(pipe.fileHandleForReading) }

    private final class Reading: Sendable {
        private let data = Mutex(Data())
        private let end = DispatchSemaphore(value: 0)

        init(_ handle: FileHandle) {
            let descriptor = handle.fileDescriptor
            Thread.detachNewThread { [self] in
                let file = FileHandle(fileDescriptor: descriptor)
                let all = file.readDataToEndOfFile()
                data.withLock { $0 = all }
                end.signal()
            }
        }

        var value: Data {
            end.wait()
            return data.withLock { $0 }
        }
    }

    private let block = String(repeating: "x", count: 1 << 20)

    @Test("takes far more than a reader reads, at once, and gives it in its order when it reads")
    func neverWaits() throws {
        let lane = lane()
        let began = ContinuousClock.now
        for number in 0..<4 { lane.put("\(number)" + block, to: .output, isUrgent: true) }
        #expect(began.duration(to: .now) < .seconds(10))
        #expect(!lane.hasRoom(within: 0.05))
        let text = read()
        #expect(lane.drain())
        #expect(lane.hasRoom(within: 0) && lane.losses.isEmpty)
        try pipe.fileHandleForWriting.close()
        let wanted = (0..<4).map { "\($0)" + block }.joined()
        #expect(text.value == Data(wanted.utf8))
    }

    @Test("whoever waits for room is let go as soon as enough is read")
    func room() {
        let lane = lane()
        lane.put(block + block, to: .output, isUrgent: true)
        #expect(!lane.hasRoom(within: 0.01))
        let text = read()
        #expect(lane.hasRoom(within: 60))
        #expect(lane.drain())
        try? pipe.fileHandleForWriting.close()
        #expect(text.value.count == 2 << 20)
    }

    @Test("nobody waits any more once somebody is impatient")
    func impatience() {
        let lane = lane()
        lane.put(block + block, to: .output, isUrgent: true)
        Thread.detachNewThread {
            usleep(100_000)
            lane.giveUp()
        }
        #expect(!lane.drain())
        #expect(lane.hasRoom(within: 0))
        lane.becomePatient()
        #expect(!lane.hasRoom(within: 0))
    }

    @Test("the end waits for a reader that reads, and gives up one that does not")
    func end() {
        let lane = lane()
        lane.put(block, to: .output, isUrgent: true)
        #expect(!lane.drain(patience: 0.1))
        #expect(lane.losses == [.output: OutputLane.Loss(unread: 0.1)])
    }

    @Test("what finds no room in the queue is counted as lost, and nothing is cut")
    func overflow() {
        let lane = lane()
        for _ in 0..<65 { lane.put(block, to: .output, isUrgent: true) }
        #expect(lane.losses[.output]?.overflow ?? 0 >= 1 << 20)
    }

    @Test("a reader that left is an error, and what comes after is taken and dropped")
    func left() throws {
        let lane = lane()
        try pipe.fileHandleForReading.close()
        for _ in 0..<100 { lane.put(block, to: .output, isUrgent: true) }
        #expect(lane.drain())
        #expect(lane.losses[.output]?.error == EPIPE)
    }

    @Test("of the progress only the newest is written, and it makes room for lines")
    func progress() throws {
        let lane = lane(.errors)
        lane.show(progress: "1/3")
        lane.drain()
        lane.put("a line\n", to: .errors, isUrgent: true)
        lane.drain()
        for number in 0..<1000 { lane.show(progress: "\(number)") }
        lane.show(progress: "")
        lane.drain()
        let text = read()
        try pipe.fileHandleForWriting.close()
        let shown = String(decoding: text.value, as: UTF8.self)
        #expect(shown.hasPrefix("1/3\r\u{1b}[Ka line\n1/3\r\u{1b}[K"))
        #expect(shown.hasSuffix("\r\u{1b}[K"))
    }
}
