/// `plans/`: a copy of every plan that was applied, and which run applied it.
public struct PlanShelf: Sendable {
    private let folder: String

    /// The shelf of the workspace in `folder`.
    public init(workspace folder: String) { self.folder = folder + "/plans" }

    /// Keeps a plan and the run that is about to apply it.
    ///
    /// - Throws: ``PlanError/applied(run:)`` when it was applied before.
    func keep(_ bytes: [UInt8], plan: String, run: String) throws(PlanError) {
        POSIX.makeFolder(folder)
        let marker = "\(folder)/\(plan).run"
        if let before = runThatApplied(plan) { throw .applied(run: before) }
        let copy = "\(folder)/\(plan).plan"
        for (path, content) in [(copy, bytes), (marker, Array(run.utf8))] {
            if let problem = POSIX.writeDurably(path, content) { throw .file(path, problem) }
        }
    }

    /// The run that applied `plan`; nil when none did.
    public func runThatApplied(_ plan: String) -> String? {
        POSIX.readAll("\(folder)/\(plan).run").map { String(decoding: $0, as: UTF8.self) }
    }

    /// The plan that `run` applied; nil when it applied none.
    ///
    /// - Throws: ``PlanError`` when the copy cannot be read.
    public func plan(appliedBy run: String) throws(PlanError) -> Plan? {
        for name in POSIX.names(in: folder) where name.hasSuffix(".run") {
            let plan = String(name.dropLast(4))
            guard runThatApplied(plan) == run else { continue }
            let path = "\(folder)/\(plan).plan"
            guard let bytes = POSIX.readAll(path) else { throw .file(path, POSIX.lastError) }
            return try Plan(parsing: bytes)
        }
        return nil
    }
}
