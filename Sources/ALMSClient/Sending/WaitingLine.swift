/// First come, first served, without moving everybody up each time.
struct WaitingLine<Element> {
    private var items: [Element?] = []
    private var head = 0

    /// Joins the end.
    mutating func append(_ element: Element) { items.append(element) }

    /// Takes the one who waits longest.
    mutating func removeFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head]
        items[head] = nil
        head += 1
        if head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
        } else if head > 64, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Takes everybody, in order.
    mutating func removeAll() -> [Element] {
        defer {
            items = []
            head = 0
        }
        return items[head...].compactMap(\.self)
    }
}
