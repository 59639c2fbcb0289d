import RequestLog
import Runs

/// Why the plan in a file is not applied.
struct PlanProblem: Error {
    let file: String
    let error: PlanError

    /// The sentence for people; errors of reading name the file themselves.
    var words: String {
        if case .file = error { return "\(error)" }
        return "\(file): \(error)"
    }
}

extension Plan {
    /// The plan in the file at `path`, whose signatures nobody has judged: to be shown.
    ///
    /// - Throws: ``PlanError/file(_:_:)`` that names the file and what was done to it.
    init(file path: String) throws {
        try self.init(path) { bytes throws(PlanError) in try Plan(parsing: bytes) }
    }

    /// The plan in the file at `path`, which `gate` has found to be signed.
    ///
    /// - Throws: as ``init(file:)``, and ``PlanError/signature(_:)``.
    init(file path: String, through gate: PlanGate) throws {
        try self.init(path) { bytes throws(PlanError) in try gate.read(bytes) }
    }

    private init(
        _ path: String,
        _ read: ([UInt8]) throws(PlanError) -> Plan
    ) throws {
        let bytes = try Files.read(path)
        do { self = try read(bytes) } catch {
            let damage: String?
            if case .invalid = error { damage = nil } else { damage = PlanDamage.words(bytes) }
            if let damage {
                throw PlanError.file(
                    path,
                    "the file was changed: \(damage); have it sent again as an attachment, and "
                        + "open it in no editor"
                )
            }
            guard case .malformed(let line, let words) = error else { throw error }
            let remedy = "the file was changed, or is no plan; make it again"
            throw PlanError.file("\(path):\(line)", "\(words): \(remedy)")
        }
    }
}
