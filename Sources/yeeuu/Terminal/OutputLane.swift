import Dispatch
import Synchronization

/// Writes what is for standard output or standard error on a thread of its own.
///
/// Who hands it text never waits: a terminal that was stopped with Ctrl-S, or a pipe that nobody
/// reads, holds up the lane's thread and nothing else. Text keeps its order. Who makes much of it
/// and may wait asks ``hasRoom(within:)`` in between; beyond ``limit`` nothing more is taken, and
/// ``losses`` says so.
final class OutputLane: Sendable {
    /// Where text goes.
    enum Stream: Int, Sendable, CaseIterable {
        case output
        case errors
    }

    /// What did not get out of one stream.
    struct Loss: Sendable, Equatable {
        /// The number of the error that ended it, if one did.
        var error: Int32?
        /// Bytes that found no room in the queue.
        var overflow = 0
        /// For how many seconds nobody had read when waiting was given up, if it was.
        var unread: Double?

        /// Whether anything is lost.
        var isAny: Bool { error != nil || overflow > 0 || unread != nil }
    }

    /// So many bytes may wait before who can wait has to.
    static let comfortable = 1 << 20
    /// So many bytes may wait at all.
    static let limit = 64 << 20

    private static let piece = 1 << 16
    /// How long text that nobody is in a hurry for is collected, so that lists are written in bulk.
    private static let collecting = DispatchTimeInterval.milliseconds(20)

    private struct Chunk {
        let stream: Stream
        var bytes: [UInt8]
    }

    private struct State {
        var chunks: [Chunk] = []
        /// Bytes that are queued or being written.
        var count = 0
        /// Bytes that were written, or given up.
        var done = 0
        var isWorking = false
        var isCollecting = false
        /// What the last line of the terminal is to show, and what it shows.
        var progress = ""
        var shown = ""
        var losses: [Stream: Loss] = [:]
        var waiters: [DispatchSemaphore] = []
        /// What the lane's thread is writing.
        var writing: [Chunk] = []
        /// How often somebody wanted all waiting to end.
        var impatience = 0
        var isImpatient = false

        /// Whether nothing is left to be written.
        var isIdle: Bool { !isWorking && chunks.isEmpty }
    }

    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let descriptors: [Stream: Int32]
    /// Told of the error that ended a stream, on the lane's thread.
    private let ended: @Sendable (Stream, Int32) -> Void

    /// A lane for these descriptors, which are one file if they are two.
    init(
        _ descriptors: [Stream: Int32],
        ended: @escaping @Sendable (Stream, Int32) -> Void = { _, _ in }
    ) {
        self.descriptors = descriptors
        self.ended = ended
        queue = DispatchQueue(label: "yeeuu.output")
    }

    // MARK: Handing over

    /// Takes `text`; it is written at once when `isUrgent`, else soon.
    func put(_ text: String, to stream: Stream, isUrgent: Bool) {
        let size = text.utf8.count
        guard size > 0 else { return }
        let isUrgent = state.withLock { state in
            guard state.losses[stream]?.error == nil else { return isUrgent }
            guard state.count + size <= Self.limit else {
                state.losses[stream, default: Loss()].overflow += size
                return isUrgent
            }
            state.count += size
            if let last = state.chunks.indices.last, state.chunks[last].stream == stream,
                state.chunks[last].bytes.count < Self.piece
            {
                state.chunks[last].bytes.append(contentsOf: text.utf8)
            } else {
                state.chunks.append(Chunk(stream: stream, bytes: Array(text.utf8)))
            }
            return isUrgent || state.count >= Self.piece / 2
        }
        schedule(isUrgent)
    }

    /// Shows `text` below everything else until the next one: only the newest is ever written.
    func show(progress text: String) {
        state.withLock { $0.progress = text }
        schedule(true)
    }

    /// Writes what is collected without waiting for more.
    func flush() { schedule(true) }

    private func schedule(_ isUrgent: Bool) {
        enum Way { case none, now, later }
        let way: Way = state.withLock { state in
            if state.isWorking || (!isUrgent && state.isCollecting) { return .none }
            if isUrgent { state.isWorking = true } else { state.isCollecting = true }
            return isUrgent ? .now : .later
        }
        switch way {
        case .none: break
        case .now: queue.async { self.work() }
        case .later:
            queue.asyncAfter(deadline: .now() + Self.collecting) {
                self.state.withLock { state in
                    state.isCollecting = false
                    state.isWorking = true
                }
                self.work()
            }
        }
    }

    // MARK: Waiting

    /// Waits at most so many seconds until little enough is queued.
    ///
    /// - Returns: whether it is; true also when waiting is of no use any more.
    func hasRoom(within seconds: Double) -> Bool {
        wait(seconds) { $0.isImpatient || $0.count <= Self.comfortable }
    }

    /// Waits until everything is written.
    ///
    /// - Parameter patience: seconds without a single byte read after which it is given up, which
    ///   is a loss; nil: never.
    /// - Returns: false when it was given up, also by ``giveUp()``.
    @discardableResult
    func drain(patience: Double? = nil) -> Bool {
        flush()
        let impatience = state.withLock { $0.impatience }
        while true {
            let done = state.withLock { $0.done }
            let isOver = wait(patience ?? 60) { state in
                state.isIdle || state.impatience != impatience || state.done != done
            }
            let result: Bool? = state.withLock { state in
                if state.isIdle { return true }
                if state.impatience == impatience, isOver || patience == nil { return nil }
                for chunk in state.chunks + state.writing {
                    state.losses[chunk.stream, default: Loss()].unread = patience ?? 0
                }
                return false
            }
            if let result { return result }
        }
    }

    /// Ends all waiting: from now on nobody waits for room.
    func giveUp() {
        wake { state in
            state.impatience += 1
            state.isImpatient = true
        }
    }

    /// Lets those wait again who can.
    func becomePatient() { state.withLock { $0.isImpatient = false } }

    private func wait(_ seconds: Double, until condition: (borrowing State) -> Bool) -> Bool {
        let deadline = DispatchTime.now() + seconds
        while true {
            let waiter: DispatchSemaphore? = state.withLock { state in
                if condition(state) { return nil }
                let waiter = DispatchSemaphore(value: 0)
                state.waiters.append(waiter)
                return waiter
            }
            guard let waiter else { return true }
            guard waiter.wait(timeout: deadline) == .timedOut else { continue }
            return state.withLock { state in
                state.waiters.removeAll { $0 === waiter }
                return condition(state)
            }
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state in
            change(&state)
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.signal() }
    }

    /// What did not get out.
    var losses: [Stream: Loss] { state.withLock { $0.losses.filter(\.value.isAny) } }

    // MARK: Writing

    private func work() {
        while let batch = next() {
            if !batch.before.isEmpty { write(batch.before, to: .errors, counts: false) }
            for chunk in batch.chunks { write(chunk.bytes, to: chunk.stream, counts: true) }
            if !batch.after.isEmpty { write(batch.after, to: .errors, counts: false) }
        }
    }

    /// What is written next, between taking the progress away and showing it again.
    private func next() -> (before: [UInt8], chunks: [Chunk], after: [UInt8])? {
        var batch: (before: [UInt8], chunks: [Chunk], after: [UInt8])?
        wake { state in
            state.writing = []
            guard !state.chunks.isEmpty || state.progress != state.shown else {
                state.isWorking = false
                return
            }
            let before = state.shown.isEmpty ? [] : Array("\r\u{1b}[K".utf8)
            batch = (before, state.chunks, Array(state.progress.utf8))
            (state.shown, state.writing, state.chunks) = (state.progress, state.chunks, [])
        }
        return batch
    }

    private func write(_ bytes: [UInt8], to stream: Stream, counts: Bool) {
        var start = 0
        while start < bytes.count {
            let end = min(start + Self.piece, bytes.count)
            let isOpen = state.withLock { $0.losses[stream]?.error == nil }
            let error =
                isOpen ? POSIX.write(bytes[start..<end], to: descriptors[stream] ?? -1) : nil
            let size = counts ? end - start : 0
            wake { state in
                state.count -= size
                state.done += size
                if let error { state.losses[stream, default: Loss()].error = error }
            }
            if let error { ended(stream, error) }
            start = end
        }
    }
}
