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
        let reader = try LogReader(log)
        var replay = LogReplay(register, keys, origin: reader.origin, after: MerkleTree())
        try reader.read { line in
            summary.entries += 1
            if line.header?.kind == .note, let doors = line["estate"]?.integer,
                let time = line["at"]?.integer
            {
                try estate(register, doors, Int64(time))
            }
            if line.header?.kind == .runStart, let words = RunWords(line) {
                try register.note(words, of: line.run, isReplacing: false)
            }
            try replay.take(line)
            return true
        }
        try replay.finish()
        try register.abandonRuns()
        summary.unreadable = replay.unreadable
        return summary
    }
}
