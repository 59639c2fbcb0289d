/// The arguments of a script as a list of runs may show them.
public enum ArgumentMask {
    private static let secretNames = [
        "password", "passwd", "pwd", "passcode", "secret", "token", "密码", "口令",
    ]
    private static let dots = "••••••"

    /// `building=B001 password=••••••`: a value is dots when its name says that it is a secret, or
    /// when a part of it has the form of a door's password, 6 to 10 digits.
    public static func text(_ arguments: [(name: String, value: String)]) -> String {
        arguments.map { "\($0.name)=\(shown($0.name, $0.value))" }.joined(separator: " ")
    }

    private static func shown(_ name: String, _ value: String) -> String {
        let name = name.lowercased()
        if secretNames.contains(where: { name.contains($0) }) { return dots }
        let parts = value.unicodeScalars.split { separators.contains($0) }
        return parts.contains { isPassword($0) } ? dots : value
    }

    private static let separators: Set<Unicode.Scalar> = [
        " ", ",", ";", ":", "/", "|", "\t", "\n", "\"", "'", "，", "；", "、", "：",
    ]

    private static func isPassword(_ text: Substring.UnicodeScalarView) -> Bool {
        (6...10).contains(text.count) && text.allSatisfy { ("0"..."9").contains($0) }
    }
}
