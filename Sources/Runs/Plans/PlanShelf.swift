import Basics

/// `plans/`: a copy of every plan that was applied, and which run applied it.
///
/// A plan's marker names the run that takes it, and is made first, where none stands; its copy follows,
/// and only then is anything sent. So a marker without a copy is of a run that sent nothing.
public struct PlanShelf: Sendable {
    private let folder: String

    /// The shelf of the workspace in `folder`.
    public init(workspace folder: String) { self.folder = folder + "/plans" }

    /// Keeps a plan and the run that is about to apply it; `hasSent` says whether the log tells of a
    /// request of a run whose copy is gone.
    ///
    /// - Throws: ``PlanError/applied(run:)`` when it was applied before; what `hasSent` throws.
    func keep(
        _ bytes: [UInt8],
        plan: String,
        run: String,
        hasSent: (String) throws -> Bool
    ) throws {
        do throws(FileFailure) {
            try Durable.makeFolder(folder)
            try Durable.write(Array(run.utf8), to: marker(plan))
        } catch  where error.isExisting {
            try takeOver(plan, run, hasSent)
        } catch { throw PlanError(error) }
        do throws(FileFailure) {
            try Durable.write(bytes, to: copy(plan), .replacing)
        } catch { throw PlanError(error) }
    }

    private func takeOver(
        _ plan: String,
        _ run: String,
        _ hasSent: (String) throws -> Bool
    ) throws {
        if let before = runThatApplied(plan) { throw PlanError.applied(run: before) }
        if let before = taker(of: plan), try hasSent(before) {
            throw PlanError.applied(run: before)
        }
        do throws(FileFailure) {
            try Durable.write(Array(run.utf8), to: marker(plan), .replacing)
        } catch { throw PlanError(error) }
    }

    /// The run that applied `plan`; nil when none did.
    public func runThatApplied(_ plan: String) -> String? {
        POSIX.exists(copy(plan)) ? taker(of: plan) : nil
    }

    /// The plan that `run` applied; nil when it applied none.
    ///
    /// - Throws: ``PlanError`` when the copy cannot be read.
    public func plan(appliedBy run: String) throws(PlanError) -> Plan? {
        for name in POSIX.names(in: folder) where name.hasSuffix(".run") {
            let plan = String(name.dropLast(4))
            guard runThatApplied(plan) == run else { continue }
            guard let bytes = POSIX.readAll(copy(plan)) else {
                throw .file(copy(plan), POSIX.lastError)
            }
            return try Plan(parsing: bytes)
        }
        return nil
    }

    private func marker(_ plan: String) -> String { "\(folder)/\(plan).run" }

    private func copy(_ plan: String) -> String { "\(folder)/\(plan).plan" }

    private func taker(of plan: String) -> String? {
        POSIX.readAll(marker(plan)).map { String(decoding: $0, as: UTF8.self) }
    }
}

extension PlanError {
    fileprivate init(_ failure: FileFailure) { self = .file(failure.path, failure.reason) }
}
