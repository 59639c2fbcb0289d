/// Finds the attempts that a filter asks for, from one pass over the log.
struct WantedAttempts {
    private let filter: LogFilter
    /// The wanted intents so far: with what is known of each where that is asked for.
    private var known: [Int: LogClass] = [:]
    private var open = OpenAttempts()

    init(_ filter: LogFilter) { self.filter = filter }

    mutating func take(_ line: LogLine, _ header: LogHeader) {
        if filter.unresolved { open.take(line.index, header) }
        if header.kind == .intent {
            if filter.matches(line, header), filter.matchesCommitted(line) {
                known[line.index] = .unknown
            }
        } else if let ref = header.ref, let `class` = header.class {
            if filter.unresolved, !open.contains(ref) {
                known[ref] = nil
            } else if known[ref] != nil {
                known[ref] = `class`
            }
        }
        if filter.unresolved { for seq in open.takeSettled() { known[seq] = nil } }
    }

    /// The intents that are wanted.
    func chosen() -> Set<Int> {
        if filter.classes.isEmpty { return Set(known.keys) }
        return Set(known.lazy.filter { filter.classes.contains($0.value) }.map(\.key))
    }
}

/// The attempts of which nobody knows yet what became of them.
private struct OpenAttempts {
    /// By intent: its call.
    private var calls: [Int: Int] = [:]
    /// By call: its open attempts but the first.
    private var attempts: [Int: Set<Int>] = [:]
    /// The calls of attempts that were answered late.
    private var settled: [Int] = []

    func contains(_ seq: Int) -> Bool { calls[seq] != nil }

    mutating func take(_ index: Int, _ header: LogHeader) {
        if header.kind == .intent {
            let call = header.call ?? index
            calls[index] = call
            if call != index { attempts[call, default: []].insert(index) }
        } else if let ref = header.ref, let known = header.class, known != .unknown,
            let call = calls[ref]
        {
            forget(ref, of: call)
            // Of a later attempt alone: what was sent before it is no question then.
            if known == .ok, ref != call {
                forget(call, of: call)
                for seq in attempts[call] ?? [] { forget(seq, of: call) }
            }
        }
    }

    private mutating func forget(_ seq: Int, of call: Int) {
        if calls.removeValue(forKey: seq) != nil { settled.append(seq) }
        attempts[call]?.remove(seq)
        if attempts[call]?.isEmpty == true { attempts[call] = nil }
    }

    /// What was settled since this was asked last.
    mutating func takeSettled() -> [Int] {
        if settled.isEmpty { return [] }
        defer { settled.removeAll(keepingCapacity: true) }
        return settled
    }
}
