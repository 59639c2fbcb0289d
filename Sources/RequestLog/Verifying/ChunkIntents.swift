/// The intents of a chunk that nothing in it settles, and what in it settles earlier ones.
struct ChunkIntents: Sendable {
    private(set) var opened: [Int] = []
    /// Settled intents of earlier chunks, and whether by an `ok`.
    private(set) var closed: [(seq: Int, isOK: Bool)] = []
    /// The calls of attempts that are not their first.
    private(set) var calls: [Int: Int] = [:]
    /// The calls of which such an attempt was ok.
    private(set) var done: [Int] = []

    /// - `call`: the first intent of the intent's call.
    mutating func open(_ seq: Int, of call: Int?) {
        opened.append(seq)
        if let call, call != seq { calls[seq] = call }
    }

    /// Takes what became of an intent: `unknown` settles nothing, and what is settled stays so.
    ///
    /// Outcomes mostly follow soon after their intents.
    mutating func close(_ seq: Int, _ known: LogClass) {
        if known == .unknown { return }
        var place = opened.count - 1
        while place >= 0, opened[place] > seq { place -= 1 }
        if place >= 0, opened[place] == seq {
            opened.remove(at: place)
            if known == .ok, let call = calls[seq] { done.append(call) }
        } else {
            closed.append((seq, known == .ok))
        }
    }
}
