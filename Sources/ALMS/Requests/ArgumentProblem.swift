/// One complaint about one value: where it stands and what is wrong with it.
public struct ArgumentProblem: Sendable, Equatable, CustomStringConvertible {
    /// The value's place: `doorType`, `[3].doorType`, after the file and line if there is one.
    public let path: String
    /// What is wrong and what to do; never a password.
    public let reason: String
    /// Whether the name at `path` is none that is known: a mistake of the script, whatever its data.
    public let isMisspelt: Bool

    /// Makes a complaint.
    public init(_ path: String, _ reason: String, isMisspelt: Bool = false) {
        self.path = path
        self.reason = reason
        self.isMisspelt = isMisspelt
    }

    /// `doorType: 3 given; give 1 or 2`.
    public var description: String { path.isEmpty ? reason : "\(path): \(reason)" }
}

/// Everything that is wrong with the arguments of one call, at once.
public struct InvalidArguments: Error, Sendable, Equatable, CustomStringConvertible {
    /// The operation that was called.
    public let operation: OperationName
    /// The complaints in the order of the parameters.
    public let problems: [ArgumentProblem]

    /// Makes the error; `problems` is not empty.
    public init(operation: OperationName, problems: [ArgumentProblem]) {
        self.operation = operation
        self.problems = problems
    }

    /// `generate_password: password: 3 digits given; give 6 to 10`, complaints parted by ` · `.
    public var description: String {
        "\(operation.rawValue): " + problems.map(\.description).joined(separator: " · ")
    }
}
