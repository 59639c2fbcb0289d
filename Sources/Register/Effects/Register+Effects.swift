public import ALMS
import GRDB

extension Register {
    /// Carries steps of the log out in one transaction.
    ///
    /// Those that have a number and that the register holds already, before its mark or beyond it, are
    /// left out, so that applying a log again changes nothing.
    ///
    /// - Parameters:
    ///   - steps: made of log entries, oldest first.
    ///   - position: up to where the register holds the log then; the mark never goes back.
    /// - Throws: when the database cannot be written; then nothing has changed.
    public func apply(
        _ steps: [LogStep],
        upTo position: LogPosition? = nil
    ) throws(RegisterError) {
        try using {
            try store.write { db in
                var writer = try LogStepWriter(db, keys: keys, upTo: position)
                for step in steps { try writer.take(step) }
                try writer.flush()
                if let position { try ProgressTable.advance(to: position, db) }
            }
        }
    }

    /// Carries effects out as steps of the log; see ``apply(_:upTo:)``.
    public func apply(
        _ effects: [Effect],
        upTo position: LogPosition? = nil
    ) throws(RegisterError) {
        try apply(effects.map { .effect($0) }, upTo: position)
    }

    /// The number of the last log entry up to which the register holds everything; −1 at first.
    public func appliedSeq() throws(RegisterError) -> Int {
        try using { try store.read(ProgressTable.appliedSeq) }
    }

    /// Up to where of which log the register holds everything; nil until that was noted.
    public func position() throws(RegisterError) -> LogPosition? {
        try using { try store.read(ProgressTable.position) }
    }

    /// The entries beyond the mark that the register holds already.
    public func ahead() throws(RegisterError) -> Set<Int> {
        try using { try store.read(ProgressTable.ahead) }
    }

    /// Looks whether the register's file is still the one that was opened.
    ///
    /// - Throws: ``RegisterError/replaced(_:)``.
    public func checkFile() throws(RegisterError) {
        if store.isReplaced { throw .replaced(path) }
    }

    /// The door's last intent in the log, −1 if none; also for doors that the register lacks.
    public func lastSeq(of door: DoorKey) throws(RegisterError) -> Int {
        try using {
            try store.read { db in
                try DoorTable.record(door, db)?.lastSeq ?? Strangers.lastSeq(of: door, db)
            }
        }
    }
}
