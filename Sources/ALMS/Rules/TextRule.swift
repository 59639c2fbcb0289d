/// What a text parameter may be.
public enum TextRule {
    /// Bytes of UTF-8 that it may have: the log's entry of a request has to hold all of them, sealed.
    public static let longest = 1000

    /// What is wrong with its length; nil when nothing is.
    public static func problem(_ text: String) -> String? {
        let count = text.utf8.count
        return count <= longest ? nil : "\(count) bytes given; give at most \(longest)"
    }
}
