import ALMS
import RequestLog
import Vault

/// The request that an intent in the log tells of, its sealed parameters opened.
struct LoggedRequest {
    /// The request; nil when it cannot be opened or makes no sense.
    let request: Request?

    init(_ line: LogLine, _ keys: SealingKeys) {
        guard let operation = line.operation.flatMap({ OperationName(rawValue: $0) }) else {
            request = nil
            return
        }
        var texts: [String: String] = [:]
        for field in line.parameters { texts[field.name] = field.value.text }
        if let (sealed, context) = line.sealedContext(),
            let plain = try? keys.open(sealed, authenticating: context),
            let secret = try? LogValue.parse(plain)
        {
            for field in secret.fields ?? [] { texts[field.name] = field.value.text }
        }
        request = Request(
            restoring: operation,
            texts: texts,
            door: line.doors.first.flatMap(LogFields.key)
        )
    }
}
