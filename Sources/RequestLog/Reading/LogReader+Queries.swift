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
    /// Run, door, time and committed values are those of the intent.
    public func attempts(_ filter: LogFilter) throws -> [LogAttempt] {
        var attempts: [LogAttempt] = []
        var places: [Int: Int] = [:]
        try read(isWhole: true) { line in
            guard let header = line.header else { return true }
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
                && !(filter.unresolved && attempt.isResolved)
        }
    }
}
