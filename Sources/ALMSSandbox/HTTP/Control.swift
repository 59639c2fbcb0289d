/// The sandbox's own paths beside the interface's: look at its state, set its faults.
struct Control: Sendable {
    private let counter: Counter

    init(_ counter: Counter) { self.counter = counter }

    /// The answer to a path under `/sandbox/`, all but the state's; nil when there is none.
    func reply(_ method: String, _ path: String, body: [UInt8]) -> Reply? {
        switch (path, method) {
        case ("/sandbox/requests", "GET"): return .text(counter.requestCounts)
        case ("/sandbox/faults", "GET"): return .text(listing)
        case ("/sandbox/faults", "PUT"): return put(String(decoding: body, as: UTF8.self))
        case ("/sandbox/faults", "DELETE"):
            counter.faults = []
            return .text("")
        default: return nil
        }
    }

    private var listing: String { counter.faults.map { "\($0)\n" }.joined() }

    private func put(_ text: String) -> Reply {
        do {
            counter.faults = try text.split(whereSeparator: \.isNewline).map { line in
                try Fault(String(line))
            }
            return .text(listing)
        } catch {
            return .text("\(error)\n", status: 400)
        }
    }
}
