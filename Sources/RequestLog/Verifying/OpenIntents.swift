/// Counts the intents of which nobody knows yet what became of them.
///
/// Chunk by chunk in ascending order, since a set of millions costs more than their hashes.
struct OpenIntents {
    private var groups: [[Int]] = []
    /// The first that each group had when it came.
    private var starts: [Int] = []
    private(set) var count = 0

    /// Chunks come in the order of the log.
    mutating func take(_ chunk: ChunkIntents) {
        for seq in chunk.closed { close(seq) }
        guard let start = chunk.opened.first else { return }
        groups.append(chunk.opened)
        starts.append(start)
        count += chunk.opened.count
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
