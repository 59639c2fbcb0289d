import ALMS

/// What `--only KEY=VALUE` and `--sample N` leave of every selection of a script.
public struct Narrowing: Sendable {
    /// Leaves everything.
    public static let none = Narrowing()

    /// How many items of each selection stay; nil: all.
    public let sample: Int?

    let filter: DoorFilter
    let mobile: String?

    /// Reads the options.
    ///
    /// - Parameters:
    ///   - only: `KEY=VALUE` pairs with the keys of ``DoorSelector``.
    ///   - sample: how many items of each selection stay, spread evenly over it; from 1.
    /// - Throws: ``InvalidSelector`` with every complaint at once.
    public init(only: [String], sample: Int?) throws(InvalidSelector) {
        if let sample, sample < 1 {
            throw InvalidSelector(
                function: "--sample",
                problems: [.init("", "\(sample) given; give a whole number from 1")]
            )
        }
        self.sample = sample
        guard !only.isEmpty else {
            filter = DoorFilter()
            mobile = nil
            return
        }
        let selector = try DoorSelector(Self.arguments(only), function: "--only")
        filter = selector.filter
        mobile = selector.mobile
    }

    private init() {
        sample = nil
        filter = DoorFilter()
        mobile = nil
    }

    /// The items that stay: evenly spread, the same ones in a rehearsal and in earnest.
    func sampled<Item>(_ items: [Item]) -> [Item] {
        guard let sample, sample < items.count else { return items }
        return (0..<sample).map { items[$0 * items.count / sample] }
    }

    private static func arguments(_ only: [String]) throws(InvalidSelector) -> Arguments {
        var items: [Arguments.Item] = []
        for pair in only {
            guard let equals = pair.firstIndex(of: "=") else {
                throw InvalidSelector(
                    function: "--only",
                    problems: [.init(pair, "no '=' in it; give KEY=VALUE, like building=B001")]
                )
            }
            let value = String(pair[pair.index(after: equals)...])
            let flag: ArgumentValue? =
                value == "true" ? .boolean(true) : value == "false" ? .boolean(false) : nil
            let key = String(pair[..<equals])
            let takesFlag = ["protected", "occupied", "all", "required"].contains(key)
            items.append(.init(key, takesFlag ? flag ?? .text(value) : .text(value)))
        }
        return Arguments(items)
    }
}
