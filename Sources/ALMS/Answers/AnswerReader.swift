/// Reads answers strictly where it matters and tolerantly where types vary (`alms/API.md`, «Answers»).
///
/// No answer is taken for a success because it could not be read.
public enum AnswerReader {
    /// Why an answer could not be read; quotes at most 200 bytes of it.
    public struct Unreadable: Error, Sendable, Equatable {
        /// What was wrong, in words.
        public let reason: String
    }

    /// The answer in `body` to a request of `operation`.
    public static func read(
        _ body: some Collection<UInt8>,
        of operation: OperationName
    ) throws(Unreadable) -> Answer {
        if let code = bareCode(body) { return Answer(success: false, desc: code) }
        let json: JSON
        do { json = try JSONParser.parse(body) } catch {
            throw unreadable("no JSON (\(error))", body)
        }
        guard case .object = json else { throw unreadable("no JSON object", body) }
        guard let success = json["success"].flatMap(boolean) else {
            throw unreadable("no readable 'success'", body)
        }
        let desc = words(json)
        guard success else { return Answer(success: false, desc: desc) }
        switch operation {
        case .getDeviceLogs:
            return Answer(success: true, desc: desc, data: try openings(json, body))
        case .getDeviceLogsPageCount:
            guard let count = json["count"].flatMap(whole), count >= 0 else {
                throw unreadable("no readable 'count'", body)
            }
            return Answer(success: true, desc: desc, count: Int(count))
        default: return Answer(success: true, desc: desc)
        }
    }

    /// At most 200 bytes of `body` as text on one line, for an error.
    public static func quote(_ body: some Collection<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: body.prefix(200), as: UTF8.self).unicodeScalars {
            text.unicodeScalars.append(scalar.properties.generalCategory == .control ? " " : scalar)
        }
        return body.count > 200 ? text + "…" : text
    }

    private static func unreadable(
        _ reason: String,
        _ body: some Collection<UInt8>
    ) -> Unreadable {
        Unreadable(
            reason: body.isEmpty ? "the answer is empty" : "\(reason) in the answer: \(quote(body))"
        )
    }

    private static func bareCode(_ body: some Collection<UInt8>) -> String? {
        // Nearly every answer is an object.
        guard body.first != UInt8(ascii: "{"), body.count <= 64,
            let text = String(validating: Array(body), as: UTF8.self)
        else {
            return nil
        }
        let code = String(text.drop(while: \.isWhitespace).prefix { !$0.isNewline })
        // Only the offline codes come bare; a page that happens to name the token is no answer.
        let refusal = Refusal(code)
        return refusal == .gatewayOffline || refusal == .lockOffline ? code : nil
    }

    private static func words(_ json: JSON) -> String {
        for name in ["desc", "errorMsg"] {
            switch json[name] {
            case .string(let text) where !text.isEmpty: return text
            case .integer(let number): return String(number)
            default: continue
            }
        }
        return ""
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

    private static func openings(
        _ json: JSON,
        _ body: some Collection<UInt8>
    ) throws(Unreadable) -> [Answer.Opening] {
        guard let items = json["data"]?.items else { throw unreadable("no list 'data'", body) }
        var openings: [Answer.Opening] = []
        for item in items {
            guard let type = item["type"].flatMap(whole), let opentime = item["opentime"]?.text
            else {
                throw unreadable("an entry without 'type' and 'opentime'", body)
            }
            let opener = item["opener"]?.text ?? item["opener"]?.whole.map { String($0) } ?? ""
            openings.append(.init(type: Int(type), opentime: opentime, opener: opener))
        }
        return openings
    }
}
