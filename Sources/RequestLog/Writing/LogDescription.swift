/// `log.json`: what the log is, written once.
struct LogDescription: Sendable, Equatable {
    let origin: String
    /// The first key that signed.
    let key: VerifierKey
    let created: String

    static let format = "yeeuu-log/v1"

    init(origin: String, key: VerifierKey, created: String) {
        self.origin = origin
        self.key = key
        self.created = created
    }

    init(parsing bytes: [UInt8]) throws(NoteError) {
        guard let value = try? LogValue.parse(bytes),
            value["format"]?.text == LogDescription.format,
            let origin = value["origin"]?.text, let vkey = value["vkey"]?.text,
            let created = value["created"]?.text
        else { throw .malformed("log.json: not the description of a log in format yeeuu-log/v1") }
        self.init(origin: origin, key: try VerifierKey(vkey), created: created)
        guard encoded() == bytes else { throw .malformed("log.json: changed since it was written") }
    }

    /// The members of the first entry, too, so that the tree vouches for this file.
    var fields: [LogField] {
        [
            .clear("created", .text(created)), .clear("format", .text(LogDescription.format)),
            .clear("origin", .text(origin)), .clear("vkey", .text(key.description)),
        ]
    }

    func encoded() -> [UInt8] {
        ((try? LogValue.object(fields).json()) ?? []) + [10]
    }
}
