public import ALMS

/// How a file is imported.
public struct ImportOptions: Sendable {
    /// Headings that mean something: `手机` → `authoredMobile`.
    public var columns: [String: String]
    /// Whether confirmed rows may be overwritten.
    public var overwrite: Bool
    /// What a mobile must look like.
    public var mobile: MobileRule
    /// The zone of the dates.
    public var zone: CivilTime

    /// Makes options.
    public init(
        columns: [String: String] = [:],
        overwrite: Bool = false,
        mobile: MobileRule = .any,
        zone: CivilTime
    ) {
        self.columns = columns
        self.overwrite = overwrite
        self.mobile = mobile
        self.zone = zone
    }
}

/// Everything that is wrong with a file, at once; nothing of it was used.
public struct ImportProblems: Error, Sendable, Equatable, CustomStringConvertible {
    /// `doors.csv:7: doorType: …`, in the order of the lines.
    public let problems: [String]

    /// One line for each complaint.
    public var description: String { problems.joined(separator: "\n") }
}

/// One field that an import changes; a password is shown as dots.
public struct ImportDifference: Sendable, Hashable {
    /// The field's wire name.
    public let field: String
    /// What the register holds; empty when nothing.
    public let old: String
    /// What the file says.
    public let new: String

    /// Makes a difference.
    public init(field: String, old: String, new: String) {
        self.field = field
        self.old = old
        self.new = new
    }
}
