/// Reads answers strictly where it matters and tolerantly where types vary (`alms/API.md`, «Answers»).
///
/// No answer is taken for a success because it could not be read.
public enum AnswerReader {
    /// Why an answer could not be read; quotes at most 200 bytes of it.
    public struct Unreadable: Error, Sendable, Equatable {
        /// What was wrong, in words.
        public let words: ServiceWords
    }

    /// How many pages of openings a door may have: no lock has seen as many.
    static let mostPages: Int64 = 1_000_000

    /// The answer in `body` to a request of `operation`; its `desc` is the service's, unmasked.
    ///
    /// - Parameters:
    ///   - body: what came.
    ///   - operation: what it answers.
    ///   - mask: hides in an error what was sent along.
    /// - Returns: the answer.
    /// - Throws: ``Unreadable``.
    static func read(
        _ body: some Collection<UInt8>,
        of operation: OperationName,
        hiding mask: () -> EchoMask = { .none }
    ) throws(Unreadable) -> Answer {
        func unreadable(_ reason: String) -> Unreadable { Self.unreadable(reason, body, mask) }
        if let code = bareCode(body) { return Answer(success: false, desc: code) }
        let json: JSON
        do { json = try JSONParser.parse(body) } catch { throw unreadable("no JSON (\(error))") }
        guard case .object(let members) = json else { throw unreadable("no JSON object") }
        if let name = doubled(members) { throw unreadable("'\(name)' twice") }
        guard let success = json["success"].flatMap(boolean) else {
            throw unreadable("no readable 'success'")
        }
        let desc = words(json)
        guard success else { return Answer(success: false, desc: desc) }
        switch operation {
        case .getDeviceLogs:
            guard let openings = openings(json) else {
                throw unreadable("no list 'data' of entries with 'type' and 'opentime'")
            }
            return Answer(success: true, desc: desc, data: openings)
        case .getDeviceLogsPageCount:
            guard let count = json["count"].flatMap(whole), (0...mostPages).contains(count) else {
                throw unreadable("no readable 'count'")
            }
            return Answer(success: true, desc: desc, count: Int(count))
        default: return Answer(success: true, desc: desc)
        }
    }

    /// A member that is read and stands there twice: nobody knows which one is meant.
    private static func doubled(_ members: [JSON.Member]) -> String? {
        ["success", "desc", "errorMsg", "data", "count"].first { name in
            members.count { $0.name == name } > 1
        }
    }

    /// At most 200 bytes of `body` as text on one line, for an error; masked before it is cut.
    static func quote(_ body: some Collection<UInt8>, hiding mask: EchoMask = .none) -> String {
        let whole = mask.masked(String(decoding: body.prefix(EchoMask.reach), as: UTF8.self))
        var text = ""
        for scalar in whole.unicodeScalars {
            guard text.utf8.count + scalar.utf8.count <= 200 else { return text + "…" }
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return text
    }

    private static func unreadable(
        _ reason: String,
        _ body: some Collection<UInt8>,
        _ mask: () -> EchoMask
    ) -> Unreadable {
        let text =
            body.isEmpty
            ? "the answer is empty" : "\(reason) in the answer: \(quote(body, hiding: mask()))"
        return Unreadable(words: ServiceWords(text, hiding: .none))
    }

    private static func bareCode(_ body: some Collection<UInt8>) -> String? {
        // Nearly every answer is an object.
        guard body.first != UInt8(ascii: "{"), body.count <= 64,
            let text = String(validating: Array(body), as: UTF8.self)
        else {
            return nil
        }
        let code = String(text.drop(while: \.isWhitespace).prefix { !$0.isNewline })
        // Only codes come bare; a page that happens to name the token is no answer.
        let isCode = SpokenWords(code).has(codes: ["authfail"])
        switch Saying(code) {
        case .timeOut, .throttled, .serverDown: return code
        case .refused(let refusal): return refusal.concernsDoor || isCode ? code : nil
        }
    }

    /// Both texts where both say something: either may hold the code.
    private static func words(_ json: JSON) -> String {
        var words: [String] = []
        for name in ["desc", "errorMsg"] {
            switch json[name] {
            case .string(let text) where !text.isEmpty && !words.contains(text): words.append(text)
            case .integer(let number): words.append(String(number))
            default: continue
            }
        }
        return words.joined(separator: " · ")
    }

    private static func boolean(_ json: JSON) -> Bool? {
        switch json {
        case .boolean(let flag): flag
        case .string("true"), .string("1"), .integer(1): true
        case .string("false"), .string("0"), .integer(0): false
        default: nil
        }
    }

    private static func whole(_ json: JSON) -> Int64? {
        json.whole ?? json.text.flatMap { Int64($0) }
    }

    private static func openings(_ json: JSON) -> [Answer.Opening]? {
        guard let items = json["data"]?.items else { return nil }
        var openings: [Answer.Opening] = []
        for item in items {
            guard let type = item["type"].flatMap(whole), let opentime = item["opentime"]?.text
            else { return nil }
            let opener = item["opener"]?.text ?? item["opener"]?.whole.map { String($0) } ?? ""
            openings.append(
                .init(type: Int(type), opentime: clamped(opentime), opener: clamped(opener))
            )
        }
        return openings
    }

    private static func clamped(_ text: String) -> String {
        ServiceWords(text, hiding: .none).text
    }
}
