/// Counts the intents of which nobody knows yet what became of them.
struct OpenIntents {
    private var open: Set<Int> = []

    var count: Int { open.count }

    mutating func take(_ chunk: ChunkIntents) {
        open.subtract(chunk.closed)
        open.formUnion(chunk.opened)
    }
}
