/// Counts the intents of which nobody knows yet what became of them.
///
/// Chunk by chunk in ascending order, since a set of millions costs more than their hashes.
struct OpenIntents {
    private var groups: [[Int]] = []
    /// The first that each group had when it came.
    private var starts: [Int] = []
    private(set) var count = 0
    /// The calls of open attempts that are not their first, and these attempts by call.
    private var calls: [Int: Int] = [:]
    private var attempts: [Int: Set<Int>] = [:]

    /// Chunks come in the order of the log.
    mutating func take(_ chunk: ChunkIntents) {
        var done = chunk.done
        for (seq, isOK) in chunk.closed {
            if let call = forget(seq), isOK { done.append(call) }
            close(seq)
        }
        if let start = chunk.opened.first {
            groups.append(chunk.opened)
            starts.append(start)
            count += chunk.opened.count
        }
        if !chunk.calls.isEmpty {
            for seq in chunk.opened {
                guard let call = chunk.calls[seq] else { continue }
                calls[seq] = call
                attempts[call, default: []].insert(seq)
            }
        }
        for call in done { settle(call) }
    }

    /// What became of a call's other attempts is no question once one was ok.
    private mutating func settle(_ call: Int) {
        close(call)
        for seq in attempts[call] ?? [] {
            forget(seq)
            close(seq)
        }
    }

    @discardableResult
    private mutating func forget(_ seq: Int) -> Int? {
        guard let call = calls.removeValue(forKey: seq) else { return nil }
        attempts[call]?.remove(seq)
        if attempts[call]?.isEmpty == true { attempts[call] = nil }
        return call
    }

    private mutating func close(_ seq: Int) {
        let group = OpenIntents.places(in: starts, upTo: seq) - 1
        guard group >= 0 else { return }
        let place = OpenIntents.places(in: groups[group], upTo: seq) - 1
        guard place >= 0, groups[group][place] == seq else { return }
        groups[group].remove(at: place)
        count -= 1
    }

    /// How many of the ascending numbers are at most `limit`.
    private static func places(in numbers: [Int], upTo limit: Int) -> Int {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] <= limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
