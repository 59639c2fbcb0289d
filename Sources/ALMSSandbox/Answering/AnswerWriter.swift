import ALMS

/// Writes answers as the interface document prints them.
enum AnswerWriter {
    /// The body of an answer to `operation`.
    static func bytes(_ answer: Answer, to operation: OperationName) -> [UInt8] {
        guard answer.success else { return refusal(answer.desc) }
        switch operation {
        case .getDeviceLogs: return openings(answer.data ?? [])
        case .getDeviceLogsPageCount:
            return Array(#"{"success":true,"count":"\#(answer.count ?? 0)"}"#.utf8)
        default: return done
        }
    }

    /// A no.
    static func refusal(_ desc: String) -> [UInt8] {
        var bytes = Array(#"{"success":false,"desc":"#.utf8)
        JSONWriter.write(desc, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// A no whose `desc` is empty.
    static func refusal(errorMsg: String) -> [UInt8] {
        var bytes = Array(#"{"success":false,"desc":"","errorMsg":"#.utf8)
        JSONWriter.write(errorMsg, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    private static let done = Array(#"{"success":true,"desc":""}"#.utf8)

    private static func openings(_ openings: [Answer.Opening]) -> [UInt8] {
        let data = openings.map { opening in
            JSON.object([
                .init("type", .integer(Int64(opening.type))),
                .init("opentime", .string(opening.opentime)),
                .init("opener", .string(opening.opener)),
            ])
        }
        var bytes: [UInt8] = []
        JSONWriter.write(
            .object([.init("success", .boolean(true)), .init("data", .array(data))]),
            to: &bytes
        )
        return bytes
    }
}
