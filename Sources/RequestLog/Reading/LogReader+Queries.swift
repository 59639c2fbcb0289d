extension LogReader {
    /// The entries that a filter lets through, in order; throws `damaged` as `read(isWhole:)` does.
    ///
    /// `classes` and a committed value pick outcomes and intents by themselves here; `joined` and
    /// `attempts` join them.
    public func lines(_ filter: LogFilter) throws -> [LogLine] {
        var found: [LogLine] = []
        try lines(filter) { found.append($0) }
        return found
    }

    /// Hands these entries out one by one.
    public func lines(_ filter: LogFilter, _ body: (LogLine) throws -> Void) throws {
        try read(isWhole: true) { line in
            guard let header = line.header, filter.matches(line, header) else { return true }
            if !filter.classes.isEmpty, !(header.class.map(filter.classes.contains) ?? false) {
                return true
            }
            if filter.matchesCommitted(line) { try body(line) }
            return true
        }
    }

    /// Hands out the intents that a filter lets through, their outcomes and the notes that name them, in the
    /// order of the log.
    ///
    /// Run, door, time and committed values are those of the intent. An attempt is resolved, too, when
    /// another one of the same call was ok. The log is read twice, and remembered are numbers alone: of
    /// the attempts that are open, or that are wanted.
    public func joined(_ filter: LogFilter, _ body: (LogLine) throws -> Void) throws {
        var wanted = WantedAttempts(filter)
        var end = 0
        try read(isWhole: true) { line in
            end = line.index + 1
            if let header = line.header { wanted.take(line, header) }
            return true
        }
        let chosen = wanted.chosen()
        guard !chosen.isEmpty else { return }
        try read { line in
            // What was written meanwhile is another answer's.
            guard line.index < end else { return false }
            guard let header = line.header else { return true }
            let intent = header.kind == .intent ? line.index : header.ref
            let isPart = [.intent, .outcome, .note].contains(header.kind)
            if isPart, let intent, chosen.contains(intent) { try body(line) }
            return true
        }
    }

    /// The same as attempts, each with its outcome and notes, in the order of their intents.
    public func attempts(_ filter: LogFilter) throws -> [LogAttempt] {
        var attempts: [LogAttempt] = []
        var places: [Int: Int] = [:]
        try joined(filter) { line in
            guard let header = line.header else { return }
            if header.kind == .intent {
                places[line.index] = attempts.count
                attempts.append(LogAttempt(intent: line))
            } else if let place = header.ref.flatMap({ places[$0] }) {
                if header.kind == .outcome { attempts[place].outcome = line }
                if header.kind == .note { attempts[place].notes.append(line) }
            }
        }
        return attempts
    }
}
