public import ALMS
import Vault

/// One line of a plan that was read back.
public struct PlanStep: Sendable {
    /// The serial number of the `each` item; nil outside of any.
    public let item: Int?
    /// The line's place, from 0.
    public let step: Int
    /// Steps that must be ok before it.
    public let needs: [Int]
    /// Steps that must be over before it.
    public let after: [StepRange]
    /// Whether it removes a password that another one follows at once.
    public let isExchange: Bool
    /// The door's version when it was planned; 0 for a door that the register lacked.
    public let version: Int64
    /// The operation.
    public let operation: OperationName
    /// The parameters in clear under their wire names.
    public let texts: [String: String]
    /// The secret parameters, sealed.
    public let sealed: String?

    /// The door; nil for `synchronize_apartments`.
    public var door: DoorKey? { request?.door }

    /// The request without its secrets, for people; nil when it makes no sense.
    public var request: Request? {
        var texts = texts
        for use in operation.operation.uses where use.name.parameter.isSecret {
            texts[use.name.rawValue] = ""
        }
        return Request(restoring: operation, texts: texts)
    }

    /// Reads a line; the reason when it is none.
    init(_ json: JSON, at index: Int) throws(PlanError) {
        func malformed(_ words: String) -> PlanError { .malformed(line: index + 2, words) }
        guard json["step"]?.whole == Int64(index) else {
            throw malformed("its step is not \(index)")
        }
        guard let operation = json["op"]?.text.flatMap({ OperationName(rawValue: $0) }) else {
            throw malformed("no such operation")
        }
        guard case .object(let members) = json["params"] else { throw malformed("no 'params'") }
        let needs = json["needs"]?.items?.compactMap { $0.whole.map { Int($0) } } ?? []
        let after = json["after"]?.items?.compactMap { StepRange($0) } ?? []
        guard needs.allSatisfy({ (0..<index).contains($0) }),
            after.allSatisfy({ $0.last < index })
        else { throw malformed("it waits for a step that comes later") }
        item = json["item"]?.whole.map { Int($0) }
        step = index
        self.needs = needs
        self.after = after
        isExchange = json["exchange"] == .boolean(true)
        version = json["version"]?.whole ?? 0
        self.operation = operation
        var texts: [String: String] = [:]
        for member in members { texts[member.name] = member.value.text }
        self.texts = texts
        sealed = json["sealed"]?.text
        guard request != nil else { throw malformed("a parameter is missing") }
    }

    /// The whole request, its secrets opened.
    func opened(plan: String, _ vault: Vault) throws(PlanError) -> Request {
        var texts = texts
        if let sealed {
            let context = Array(Self.context(plan: plan, step: step).utf8)
            guard let plain = try? vault.open(sealed, authenticating: context),
                case .object(let members)? = try? JSONParser.parse(plain)
            else { throw .sealed(step: step) }
            for member in members { texts[member.name] = member.value.text }
        }
        guard let request = Request(restoring: operation, texts: texts) else {
            throw .sealed(step: step)
        }
        return request
    }

    /// What a step's sealed parameters are bound to.
    static func context(plan: String, step: Int) -> String {
        "yeeuu/planned/v1\n\(plan)\n\(step)"
    }
}
