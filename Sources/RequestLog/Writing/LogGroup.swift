/// The entries of one write and those who wait for it.
struct LogGroup {
    private struct Item {
        let entries: [EncodedEntry]
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

    init(_ entry: EncodedEntry) { add([entry], nil) }

    mutating func add(_ entries: [EncodedEntry], _ done: LogQueue.Done?) {
        items.append(Item(entries: entries, done: done))
        count += entries.count
        for entry in entries { bytes += entry.bytes.count + EncodedEntry.reserve + 1 }
    }

    /// Every entry in order.
    func visit(_ body: (EncodedEntry) -> Void) {
        for item in items { for entry in item.entries { body(entry) } }
    }

    /// Fails whatever begins something new: what is in flight keeps the room for its outcomes.
    mutating func refuseRequests(_ error: LogError) {
        let all = items
        self = LogGroup()
        for item in all {
            if item.entries.contains(where: { LogGroup.begins.contains($0.kind) }) {
                item.done?(.failure(error))
            } else {
                add(item.entries, item.done)
            }
        }
    }

    private static let begins: Set<LogKind> = [.intent, .runStart, .planned]

    func finish(_ first: Int) {
        var seq = first
        for item in items {
            item.done?(.success(seq))
            seq += item.entries.count
        }
    }

    func fail(_ error: LogError) {
        for item in items { item.done?(.failure(error)) }
    }
}
