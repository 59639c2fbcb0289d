import ALMS

/// Everything that is wrong with what a function was given.
struct Complaints: Error {
    let problems: [ArgumentProblem]

    init(_ problems: [ArgumentProblem]) { self.problems = problems }

    init(_ path: String, _ reason: String) { problems = [ArgumentProblem(path, reason)] }
}
