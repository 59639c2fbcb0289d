import ALMS
public import Register
import RequestLog
public import Vault

/// Makes a lost register anew from the log and the vault keys alone.
///
/// What no entry of the log tells is not in it: the reports of runs, and the items that
/// `--only-unfinished` goes by.
public struct RegisterRebuild {
    /// What came of it.
    public struct Summary: Sendable {
        /// How many entries were read.
        public var entries = 0
        /// How many of them hold something that no vault key here opens.
        public var unreadable = 0
    }

    private let log: String
    private let keys: SealingKeys
    private let estate: (Register, _ doors: Int, _ time: Int64) throws -> Void

    /// Reads the log in the folder `log`, whose sealed values `keys` open.
    ///
    /// - Parameters:
    ///   - log: the log's folder.
    ///   - keys: the vault keys.
    ///   - estate: fills the register with the demo estate that a sandbox began with.
    public init(
        log: String,
        keys: SealingKeys,
        estate: @escaping (Register, _ doors: Int, _ time: Int64) throws -> Void
    ) {
        self.log = log
        self.keys = keys
        self.estate = estate
    }

    /// Fills an empty register.
    ///
    /// - Throws: `LogError`, `RegisterError`.
    public func fill(_ register: Register) throws -> Summary {
        var summary = Summary()
        var replay = LogReplay(register, keys)
        try LogReader(log).read { line in
            summary.entries += 1
            try take(line, register)
            try replay.take(line)
            return true
        }
        try replay.finish(upTo: summary.entries - 1)
        try register.abandonRuns()
        summary.unreadable = replay.unreadable
        return summary
    }

    private func take(_ line: LogLine, _ register: Register) throws {
        switch line.header?.kind {
        case .runStart:
            try RunRecord(line).map { try $0.begin(in: register) }
            if let words = RunWords(line) {
                try register.note(words, of: line.run, isReplacing: false)
            }
        case .runEnd: try RunRecord.end(line, in: register)
        case .note:
            guard let doors = line["estate"]?.integer, let time = line["at"]?.integer else {
                return
            }
            try estate(register, doors, Int64(time))
        default: break
        }
    }
}

/// A row of the register's runs, as the log tells of it.
private struct RunRecord {
    let row: RunRow
    let isResumed: Bool
    let hasPlan: Bool

    init?(_ line: LogLine) {
        guard let mode = line["mode"]?.text, let script = line["script"]?.text,
            let started = line["started"]?.integer
        else { return nil }
        row = RunRow(
            id: line.run,
            mode: mode,
            state: "running",
            script: script,
            started: Int64(started)
        )
        isResumed = line["resumed"] == true
        hasPlan = line["plan"] != nil
    }

    func begin(in register: Register) throws {
        if !isResumed { return try register.beginRun(row) }
        if hasPlan { try register.updateRun(row) }
    }

    static func end(_ line: LogLine, in register: Register) throws {
        guard line["part"]?.integer == 1, let state = line["state"]?.text,
            let ended = line["ended"]?.integer, var row = try? register.run(line.run)
        else { return }
        row.state = state
        row.ended = Int64(ended)
        row.counts = [:]
        for field in line["counts"]?.fields ?? [] {
            if let outcome = OutcomeClass(rawValue: field.name) {
                row.counts[outcome] = field.value.integer
            }
        }
        try register.updateRun(row)
    }
}
