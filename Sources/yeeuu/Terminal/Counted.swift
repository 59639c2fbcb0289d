/// Numbers with their nouns.
enum Counted {
    /// `1 door`, `3 doors`, `2 people`.
    static func text(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? one + "s")"
    }
}
