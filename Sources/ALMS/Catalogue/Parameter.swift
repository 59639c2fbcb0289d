/// What the catalogue says of one parameter: its form, who may read it, and its words.
public struct Parameter: Sendable {
    /// What a value of the parameter is made of; on the wire all is text.
    public enum Form: Sendable, Equatable {
        /// Any text.
        case text
        /// Text that names somebody to the service; never empty or blank.
        case mobile
        /// 6 to 10 digits, as text.
        case password
        /// `1` (main door) or `2` (inner door); also as text.
        case doorType
        /// Unix seconds, ten digits.
        case time
        /// A whole number from 1.
        case positive
        /// A list of apartments.
        case apartments
    }

    /// Who may read a value afterwards (`alms/API.md`, last paragraph).
    public enum Exposure: Sendable, Equatable {
        /// Logged in clear.
        case open
        /// Logged as a commitment and sealed with the vault key.
        case sealed
        /// Written nowhere.
        case nowhere
    }

    /// The wire name.
    public let name: ParameterName
    /// What a value is made of.
    public let form: Form
    /// Who may read a value afterwards.
    public let exposure: Exposure
    /// Whether a value is shown as dots even to its owner, unless revealed.
    public let isSecret: Bool
    /// One sentence for help, stubs and documentation.
    public let summary: String
    /// Chinese headings that CSV files give the parameter.
    public let headings: [String]

    init(
        _ name: ParameterName,
        _ form: Form,
        _ exposure: Exposure,
        _ summary: String,
        headings: [String] = [],
        isSecret: Bool = false
    ) {
        self.name = name
        self.form = form
        self.exposure = exposure
        self.isSecret = isSecret
        self.summary = summary
        self.headings = headings
    }
}
