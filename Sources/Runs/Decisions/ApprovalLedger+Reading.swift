import ALMS
public import Register
import RequestLog

extension ApprovalLedger {
    /// Reads what was sent without an approval in the 24 hours before `now` (Unix seconds).
    ///
    /// What a run's report does not tell, since it was killed, is counted in the log.
    ///
    /// - Parameters:
    ///   - register: knows the runs.
    ///   - log: the log's folder.
    ///   - now: Unix seconds.
    ///   - run: one that does not count: the present one.
    /// - Throws: `RegisterError` or `LogError`.
    public init(
        of register: Register,
        log: String,
        at now: Int64,
        without run: String? = nil
    ) throws {
        var entries: [Entry] = []
        for item in try register.unapproved(since: now - Self.span) where item.id != run {
            let count = try item.count ?? Self.logged(item.id, log)
            entries.append(Entry(time: item.started, count: count))
        }
        self.init(entries)
    }

    /// How many writes of a run began, as the log tells.
    private static func logged(_ run: String, _ log: String) throws -> Int {
        var count = 0
        var isUncounted = false
        try LogReader(log).read { line in
            guard let header = line.header, header.kind == .intent || header.kind == .runStart,
                line.run == run
            else { return true }
            if header.kind == .runStart {
                if line["uncounted"] == true { isUncounted = true }
            } else if header.call == nil || header.call == line.index,
                let name = line.operation.flatMap({ OperationName(rawValue: $0) }),
                name.operation.isWrite
            {
                count += 1
            }
            return true
        }
        return isUncounted ? 0 : count
    }
}
