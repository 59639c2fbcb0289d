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
    /// Whether its door counts as empty afterwards, once nobody else is there.
    public let vacates: Bool
    /// Why it may leave an occupied door without a way in; nil: it may not.
    public let lockedOut: String?
    /// The door's version when it was planned; 0 for a door that the register lacked.
    public let version: Int64
    /// The operation.
    public let operation: OperationName
    /// The request without its secrets, for people: it cannot be sent.
    public let request: Request
    /// What the one that it is about held at its door when it was planned; nil in a plan that does
    /// not tell.
    public let old: [HeldGrant]?
    /// The secret parameters, sealed.
    public let sealed: String?

    /// Reads a line; the reason when it is none.
    init(_ json: JSON, at index: Int) throws(PlanError) {
        func malformed(_ words: String) -> PlanError { .malformed(line: index + 2, words) }
        guard json["step"]?.whole == Int64(index) else {
            throw malformed("its step is not \(index)")
        }
        guard let operation = json["op"]?.text.flatMap({ OperationName(rawValue: $0) }) else {
            throw malformed("no such operation")
        }
        guard operation.operation.isWrite else { throw malformed("an operation of no plan") }
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
        vacates = json["vacate"] == .boolean(true)
        lockedOut = json["locked_out"]?.text
        version = json["version"]?.whole ?? 0
        self.operation = operation
        var texts: [String: String] = [:]
        for member in members { texts[member.name] = member.value.text }
        do throws(InvalidArguments) {
            request = try Request(checking: operation, texts: texts, isOutline: true)
        } catch {
            throw .invalid(step: index, "\(error)")
        }
        old = json["old"]?.items?.compactMap { HeldGrant($0) }
        sealed = json["sealed"]?.text
    }

    /// How it is told to the run that applies it: its line is its item.
    var scope: CallScope {
        CallScope(item: step, isExchange: isExchange, vacates: vacates, lockedOut: lockedOut)
    }

    /// The call that it stands for, without its secrets.
    var outline: Call { Call(request, scope: scope) }

    /// The whole request, its secrets opened.
    func opened(plan: String, _ vault: Vault) throws(PlanError) -> Request {
        var texts = Dictionary(request.fields.map { ($0.name.rawValue, $0.text) }) { $1 }
        if let sealed {
            let context = Array(Self.context(plan: plan, step: step).utf8)
            guard let plain = try? vault.open(sealed, authenticating: context),
                case .object(let members)? = try? JSONParser.parse(plain)
            else { throw .sealed(step: step) }
            for member in members
            where ParameterName(rawValue: member.name)?.parameter.isSecret == true {
                texts[member.name] = member.value.text
            }
        }
        do throws(InvalidArguments) {
            return try Request(checking: operation, texts: texts)
        } catch {
            throw .invalid(step: step, "\(error)")
        }
    }

    /// What a step's sealed parameters are bound to.
    static func context(plan: String, step: Int) -> String {
        "yeeuu/planned/v1\n\(plan)\n\(step)"
    }
}
