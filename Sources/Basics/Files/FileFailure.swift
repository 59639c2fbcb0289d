/// A call of the system that failed: for which file, and why.
public struct FileFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder.
    public let path: String
    /// The call: `fsync`.
    public let call: String
    /// The system's `errno`.
    public let code: Int32
    /// What else is to be said of it, behind the reason.
    let remark: String

    init(_ call: String, _ path: String, code: Int32, remark: String = "") {
        self.path = path
        self.call = call
        self.code = code
        self.remark = remark
    }

    /// Whether something stands under a name that had to be free.
    public var isExisting: Bool { code == System.existing }

    /// The system's own words for the code.
    public var reason: String { System.words(code) + remark }

    /// Path, call and reason.
    public var description: String { "\(path): \(call): \(reason)" }
}
