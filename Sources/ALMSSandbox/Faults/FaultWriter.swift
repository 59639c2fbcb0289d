import ALMS

/// Writes a fault's text form.
enum FaultWriter {
    static func text(_ fault: Fault) -> String {
        let (kind, own) = words(fault.kind)
        let items = own + shared(fault)
        return items.isEmpty ? kind : "\(kind):\(items.joined(separator: ","))"
    }

    private static func words(_ kind: Fault.Kind) -> (String, [String]) {
        switch kind {
        case .latency(let ms, 0): ("latency", ["\(ms)"])
        case .latency(let ms, let jitter): ("latency", ["\(ms)", "jitter=\(jitter)"])
        case .slow(let ms): ("slow", ["\(ms)"])
        case .cutBefore: ("cut-before", [])
        case .cutAfter: ("cut-after", [])
        case .http(let status, let seconds, let isDone):
            (
                "http-\(status)",
                (seconds.map { ["retry-after=\($0)"] } ?? []) + (isDone ? ["done=true"] : [])
            )
        case .said(let said, let isDone): (said.rawValue, isDone ? ["done=true"] : [])
        case .refuse(let text): ("refuse", [text])
        case .errorMsg(let text): ("error-msg", [text])
        case .html: ("html", [])
        case .garbage: ("garbage", [])
        case .oversized(let bytes): ("oversized", ["\(bytes)"])
        case .long(let bytes): ("long", ["\(bytes)"])
        case .twice: ("twice", [])
        case .echo: ("echo", [])
        case .redirect: ("redirect", [])
        }
    }

    private static func shared(_ fault: Fault) -> [String] {
        let texts: [(String, String?)] = [
            ("operation", fault.selector.operation?.rawValue),
            ("building", fault.selector.building),
            ("code", fault.selector.code), ("door", fault.selector.door),
            ("after", fault.frequency.after.map { "\($0)" }),
            ("first", fault.frequency.first.map { "\($0)" }),
            ("every", fault.frequency.every.map { "\($0)" }),
            ("rate", fault.frequency.rate.map { "\($0)" }),
            ("probability", fault.frequency.probability.map { "\($0)" }),
        ]
        return texts.compactMap { key, value in value.map { "\(key)=\($0)" } }
    }
}
