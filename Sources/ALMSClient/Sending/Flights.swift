import AsyncHTTPClient

/// The attempts on the wire, so that they can be given up.
struct Flights {
    private(set) var tasks: [Int: HTTPClient.Task<Void>] = [:]
    private var count = 0
    /// Whether new ones are given up at once.
    var areAbandoned = false

    /// Takes a flight in under a number; nil when flights are given up.
    mutating func add(_ task: HTTPClient.Task<Void>) -> Int? {
        guard !areAbandoned else { return nil }
        count += 1
        tasks[count] = task
        return count
    }

    /// Takes a flight out.
    mutating func remove(_ number: Int) { tasks[number] = nil }
}
