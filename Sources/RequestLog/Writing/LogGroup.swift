/// The entries of one write and those who wait for it.
struct LogGroup {
    private struct Item {
        let batch: EncodedBatch
        let done: LogQueue.Done?
    }

    private var items: [Item] = []
    /// How many entries it has.
    private(set) var count = 0
    /// How many bytes its lines have at most.
    private(set) var bytes = 0

    /// A group takes no more than this, so that the first in line does not wait for the last.
    static let mostBytes = 8 << 20

    init() {}

    init(_ batch: EncodedBatch) { add(batch, nil) }

    mutating func add(_ batch: EncodedBatch, _ done: LogQueue.Done?) {
        items.append(Item(batch: batch, done: done))
        count += batch.entries.count
        bytes += batch.mostBytes
    }

    /// Every entry in order, with the batch that it is of.
    func visit(_ body: (EncodedBatch, EncodedEntry) -> Void) {
        for item in items { for entry in item.batch.entries { body(item.batch, entry) } }
    }

    /// Fails whatever begins something new: what is in flight keeps the room for its outcomes.
    mutating func refuseRequests(_ error: LogError) {
        let all = items
        self = LogGroup()
        for item in all {
            if item.batch.entries.contains(where: { LogGroup.begins.contains($0.kind) }) {
                item.done?(.failure(error))
            } else {
                add(item.batch, item.done)
            }
        }
    }

    private static let begins: Set<LogKind> = [.intent, .runStart, .planned]

    func finish(_ first: Int) {
        var seq = first
        for item in items {
            item.done?(.success(seq))
            seq += item.batch.entries.count
        }
    }

    func fail(_ error: LogError) {
        for item in items { item.done?(.failure(error)) }
    }
}
