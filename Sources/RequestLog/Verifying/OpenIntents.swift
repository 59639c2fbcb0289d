/// Counts the intents of which nobody knows yet what became of them.
struct OpenIntents {
    /// Call by seq of those without an outcome.
    private var open: [Int: Int] = [:]

    var count: Int { open.count }

    mutating func take(_ header: LogHeader) {
        switch header.kind {
        case .intent: open[header.seq] = header.call ?? header.seq
        case .outcome: if let ref = header.ref { open[ref] = nil }
        case .note where header.class != nil && header.class != .unknown:
            if let ref = header.ref { open[ref] = nil }
        default: break
        }
    }
}
