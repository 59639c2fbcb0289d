/// The words of faults' text form, in the order they are written.
enum FaultWords {
    static let kinds =
        [
            "latency", "slow", "cut-before", "cut-after", "http-500", "http-502", "http-503",
            "http-429",
        ]
        + SaidFault.allCases.map(\.rawValue) + [
            "refuse", "error-msg", "echo", "html", "garbage", "twice", "long", "oversized",
            "redirect",
        ]

    /// The items that every kind takes.
    static let shared = [
        "operation", "building", "code", "door", "after", "first", "every", "rate", "probability",
    ]

    /// The items that `kind` alone takes, the one first whose value may stand bare.
    static func own(_ kind: String) -> [String] {
        switch kind {
        case "latency": ["ms", "jitter"]
        case "slow": ["ms"]
        case "refuse", "error-msg": ["text"]
        case "oversized", "long": ["bytes"]
        case _ where SaidFault(rawValue: kind) != nil: ["probability", "done"]
        case _ where kind.hasPrefix("http-"): ["probability", "retry-after", "done"]
        default: ["probability"]
        }
    }
}
