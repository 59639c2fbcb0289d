import ALMS

/// Reads a fault's text form, item by item.
struct FaultReader {
    private let kind: String
    private var items: [(key: String, value: String)] = []

    init(_ text: String) throws(FaultProblem) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        kind = parts.first.map { String($0) } ?? ""
        guard FaultWords.kinds.contains(kind) || Self.status(kind) != nil else {
            let hint = NearestName.hint(kind, among: FaultWords.kinds)
            throw FaultProblem("no such fault '\(kind)'\(hint)")
        }
        if parts.count == 2 {
            for item in parts[1].split(separator: ",") { try take(String(item)) }
        }
    }

    /// The fault of all items.
    mutating func fault() throws(FaultProblem) -> Fault {
        var fault = Fault(try faultKind())
        if let name = value("operation") {
            guard let operation = OperationName(rawValue: name) else {
                let names = OperationName.allCases.map(\.rawValue)
                throw FaultProblem(
                    "operation: no such operation '\(name)'\(NearestName.hint(name, among: names))"
                )
            }
            fault.selector.operation = operation
        }
        fault.selector.building = value("building")
        fault.selector.code = value("code")
        fault.selector.door = value("door")
        fault.frequency.after = try number("after", in: 0...Self.most)
        fault.frequency.first = try number("first", in: 1...Self.most)
        fault.frequency.every = try number("every", in: 1...Self.most)
        fault.frequency.rate = try number("rate", in: 1...1_000_000)
        fault.frequency.probability = try probability()
        return fault
    }

    private mutating func take(_ item: String) throws(FaultProblem) {
        let own = FaultWords.own(kind)
        let known = own + FaultWords.shared
        guard let mark = item.firstIndex(of: "=") else {
            if value(own[0]) == nil { return items.append((own[0], item)) }
            throw FaultProblem("\(kind): '\(item)'; give key=value")
        }
        let key = String(item[..<mark])
        guard known.contains(key) else {
            throw FaultProblem(
                "\(kind): no such item '\(key)'\(NearestName.hint(key, among: known))"
            )
        }
        guard value(key) == nil else { throw FaultProblem("\(kind): \(key) given twice") }
        items.append((key, String(item[item.index(after: mark)...])))
    }

    private func faultKind() throws(FaultProblem) -> Fault.Kind {
        switch kind {
        case "latency":
            .latency(
                try needed("ms", in: 0...Self.day),
                jitter: try number("jitter", in: 0...Self.day) ?? 0
            )
        case "slow": .slow(try needed("ms", in: 0...Self.day))
        case "cut-before": .cutBefore
        case "cut-after": .cutAfter
        case "refuse": .refuse(value("text") ?? "拒绝")
        case "error-msg": .errorMsg(value("text") ?? "操作失败")
        case "html": .html
        case "garbage": .garbage
        case "oversized": .oversized(try needed("bytes", in: 0...Self.mostBytes))
        case "long": .long(try needed("bytes", in: 0...Self.mostBytes))
        case "twice": .twice
        case "echo": .echo
        case "redirect": .redirect
        default: try withEffect()
        }
    }

    private func withEffect() throws(FaultProblem) -> Fault.Kind {
        let isDone: Bool
        switch value("done") {
        case nil, "false": isDone = false
        case "true": isDone = true
        case .some(let text): throw FaultProblem("\(kind): done: '\(text)'; give true or false")
        }
        if let said = SaidFault(rawValue: kind) { return .said(said, isDone: isDone) }
        return .http(
            Self.status(kind) ?? 500,
            retryAfter: try number("retry-after", in: 0...Int.max),
            isDone: isDone
        )
    }

    /// How often anything is counted, at most; how long anything waits, in milliseconds; how large
    /// an answer is.
    private static let most = 1_000_000_000
    private static let day = 86_400_000
    private static let mostBytes = 64 << 20

    private static func status(_ kind: String) -> Int? {
        guard kind.hasPrefix("http-"), let status = Int(kind.dropFirst(5)) else { return nil }
        return (400...599).contains(status) ? status : nil
    }

    private func value(_ key: String) -> String? { items.first { $0.key == key }?.value }

    private func needed(
        _ key: String,
        in range: ClosedRange<Int>
    ) throws(FaultProblem) -> Int {
        guard let number = try number(key, in: range) else {
            throw FaultProblem("\(kind): \(key) missing; give \(kind):NUMBER")
        }
        return number
    }

    private func number(
        _ key: String,
        in range: ClosedRange<Int>
    ) throws(FaultProblem) -> Int? {
        guard let text = value(key) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let end = range.upperBound == .max ? "" : " to \(range.upperBound)"
            throw FaultProblem(
                "\(kind): \(key): '\(text)'; give a whole number from \(range.lowerBound)\(end)"
            )
        }
        return number
    }

    private func probability() throws(FaultProblem) -> Double? {
        guard let text = value("probability") else { return nil }
        guard let chance = Double(text), (0...1).contains(chance) else {
            throw FaultProblem("\(kind): probability: '\(text)'; give a number from 0 to 1")
        }
        return chance
    }
}
