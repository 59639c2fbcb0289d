extension LogReader {
    /// The entries that a filter lets through, in order; throws `damaged` as `read(isWhole:)` does.
    ///
    /// `classes` and a committed value pick outcomes and intents by themselves here; `attempts`
    /// joins them.
    public func lines(_ filter: LogFilter) throws -> [LogLine] {
        var found: [LogLine] = []
        try read(isWhole: true) { line in
            guard let header = line.header, filter.matches(line, header) else { return true }
            if !filter.classes.isEmpty, !(header.class.map(filter.classes.contains) ?? false) {
                return true
            }
            if filter.matchesCommitted(line) { found.append(line) }
            return true
        }
        return found
    }

    /// The attempts that a filter lets through, each with its outcome and notes, in order.
    ///
    /// Run, door, time and committed values are those of the intent. An attempt is resolved, too,
    /// when a later one of the same call was ok.
    public func attempts(_ filter: LogFilter) throws -> [LogAttempt] {
        var attempts: [LogAttempt] = []
        var places: [Int: Int] = [:]
        var done = DoneCalls()
        try read(isWhole: true) { line in
            guard let header = line.header else { return true }
            if filter.unresolved { done.take(line.index, header) }
            if header.kind == .intent {
                guard filter.matches(line, header), filter.matchesCommitted(line) else {
                    return true
                }
                places[line.index] = attempts.count
                attempts.append(LogAttempt(intent: line))
            } else if let ref = header.ref, let place = places[ref] {
                if header.kind == .outcome { attempts[place].outcome = line }
                if header.kind == .note { attempts[place].notes.append(line) }
            }
            return true
        }
        return attempts.filter { attempt in
            (filter.classes.isEmpty || filter.classes.contains(attempt.class))
                && !(filter.unresolved && (attempt.isResolved || done.contains(attempt)))
        }
    }
}

/// The calls of which a later attempt was ok: what became of the ones before is no question then.
private struct DoneCalls {
    /// The calls of attempts that are not their first.
    private var later: [Int: Int] = [:]
    private var done: Set<Int> = []

    mutating func take(_ index: Int, _ header: LogHeader) {
        if header.kind == .intent {
            if let call = header.call, call != index { later[index] = call }
        } else if header.class == .ok, let call = header.ref.flatMap({ later[$0] }) {
            done.insert(call)
        }
    }

    func contains(_ attempt: LogAttempt) -> Bool {
        done.contains(attempt.intent.header?.call ?? attempt.intent.index)
    }
}
