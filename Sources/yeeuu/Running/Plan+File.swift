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
    /// The plan in the file at `path`.
    ///
    /// - Throws: ``PlanError/file(_:_:)`` that names the file and the line that is wrong in it.
    init(file path: String) throws {
        do {
            try self.init(parsing: try Files.read(path))
        } catch PlanError.malformed(let line, let words) {
            let remedy = "the file was changed, or is no plan; make it again"
            throw PlanError.file("\(path):\(line)", "\(words): \(remedy)")
        }
    }
}
