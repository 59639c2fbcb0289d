extension Parameter.Form {
    /// What to give, for «missing; give …».
    public var words: String {
        switch self {
        case .text: "text"
        case .mobile: "a mobile number as text"
        case .password: "6 to 10 digits as text"
        case .doorType: "1 (main) or 2 (inner)"
        case .time: "Unix seconds"
        case .positive: "a whole number from 1"
        case .apartments: "a list of apartments"
        }
    }
}
