/// Digests chunks on every processor and hands them out in order, a few ahead at most.
struct ChunkPipeline {
    typealias Answer = Result<ChunkDigest, SystemFailure>

    private struct State {
        var next = 0
        var consumed = 0
        var ready: [Int: Answer] = [:]
        var isStopped = false
    }

    let chunks: [LineChunk]
    let paths: LogPaths
    /// Below it a signed head vouches for the entries.
    var signedSize = 0

    private enum Job: Sendable {
        case chunk(Int)
        case stop
    }

    /// Calls `body` with every chunk in order until it says false.
    func run(
        _ body: (LineChunk, ChunkDigest) -> Bool
    ) throws(SystemFailure) {
        let workers = min(Thread.processors, chunks.count)
        guard workers > 1 else { return try alone(body) }
        let state = Monitor(State())
        for _ in 0..<workers { try start(state, window: workers * 2).detach() }
        // The workers end by themselves once nothing is left to take.
        defer {
            state.change {
                $0.isStopped = true
                return true
            }
        }
        for (index, chunk) in chunks.enumerated() {
            let answer: Answer = state.wait { state in
                guard let answer = state.ready.removeValue(forKey: index) else { return .wait(nil) }
                return .done(answer)
            }
            state.change {
                $0.consumed = index + 1
                return true
            }
            if try !body(chunk, answer.get()) { return }
        }
    }

    private func alone(_ body: (LineChunk, ChunkDigest) -> Bool) throws(SystemFailure) {
        var buffer: [UInt8] = []
        for chunk in chunks {
            let digest = try chunk.digest(paths, signedSize: signedSize, &buffer)
            if !body(chunk, digest) { return }
        }
    }

    private func start(_ state: Monitor<State>, window: Int) throws(SystemFailure) -> Thread {
        let chunks = chunks
        let paths = paths
        let signedSize = signedSize
        return try Thread("yeeuu-verify") {
            var buffer: [UInt8] = []
            while true {
                let job: Job = state.wait { state in
                    if state.isStopped || state.next == chunks.count { return .done(.stop) }
                    guard state.next < state.consumed + window else { return .wait(nil) }
                    state.next += 1
                    return .done(.chunk(state.next - 1))
                }
                guard case .chunk(let index) = job else { return }
                let answer: Answer
                do throws(SystemFailure) {
                    answer = .success(
                        try chunks[index].digest(paths, signedSize: signedSize, &buffer)
                    )
                } catch {
                    answer = .failure(error)
                }
                state.change {
                    $0.ready[index] = answer
                    return true
                }
            }
        }
    }
}
