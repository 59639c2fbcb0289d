/// Turns an entry into its bytes: sorted members, commitments, the sealed blob.
struct EntryEncoder: Sendable {
    let commitments: Commitments
    let seal: (@Sendable ([UInt8], [UInt8]) throws -> String)?

    /// Members that the log writes itself, in the order of their names.
    private enum Own: Int, CaseIterable {
        case call, head, kind, mac, mono, nonce, run, sealed, seq, time, version

        private static let names = [
            "call", "head", "kind", "mac", "mono", "n", "run", "sealed", "seq", "ts", "v",
        ]
        private static let starts = names.map { EightBytes.start($0) }

        var name: String { Own.names[rawValue] }
        /// The whole name as `JSONWriter` orders names by their beginnings.
        var start: UInt64 { Own.starts[rawValue] }

        /// Name and colon as they are written.
        var text: StaticString {
            switch self {
            case .call: "\"call\":"
            case .head: "\"head\":"
            case .kind: "\"kind\":"
            case .mac: "\"mac\":"
            case .mono: "\"mono\":"
            case .nonce: "\"n\":"
            case .run: "\"run\":"
            case .sealed: "\"sealed\":"
            case .seq: "\"seq\":"
            case .time: "\"ts\":"
            case .version: "\"v\":"
            }
        }
    }

    func encode(_ entries: [LogEntry]) throws(LogError) -> EncodedBatch {
        var pass = Pass(self, count: entries.count)
        for entry in entries { try pass.add(entry) }
        return pass.finish()
    }

    /// The state of one encoding.
    private struct Pass: ~Copyable {
        let encoder: EntryEncoder
        let count: Int
        var out: LineWriter
        var encoded: [EncodedEntry] = []
        var nonces: [Nonce] = []

        /// The entry that is being written, where it stands, and its nonce if it has one.
        var entry = LogEntry(kind: .note, run: "", fields: [])
        var places = EncodedEntry(kind: .note, start: 0)
        var nonce: Nonce?
        var nonceBytes: [UInt8] = []
        /// The canonical JSON of the committed parameters, to be sealed.
        var plain = LineWriter(capacity: 0)

        init(_ encoder: EntryEncoder, count: Int) {
            self.encoder = encoder
            self.count = count
            out = LineWriter(capacity: 1024 * count)
            encoded.reserveCapacity(count)
        }

        consuming func finish() -> EncodedBatch {
            EncodedBatch(bytes: out.finish(), entries: encoded)
        }

        private static func commits(_ fields: [LogField]) -> Bool {
            for field in fields {
                if field.exposure == .committed { return true }
                if case .object(let inner) = field.value, commits(inner) { return true }
            }
            return false
        }

        mutating func add(_ entry: LogEntry) throws(LogError) {
            self.entry = entry
            places = EncodedEntry(kind: entry.kind, start: out.count)
            plain.remove(from: 0)
            nonceBytes = []
            nonce = entry.kind == .intent || Pass.commits(entry.fields) ? newNonce() : nil
            do {
                try run()
            } catch let error as LogError {
                throw error
            } catch {
                throw .failed("\(entry.kind.rawValue) entry: \(error)")
            }
            places.end = out.count
            guard places.mostBytes <= EncodedEntry.limit else {
                throw .tooLong(bytes: places.mostBytes)
            }
            encoded.append(places)
        }

        /// One of as many as the batch may need.
        private mutating func newNonce() -> Nonce {
            if nonces.isEmpty { nonces = Nonce.take(count - encoded.count) }
            return nonces.removeLast()
        }

        private mutating func run() throws {
            let fields = try JSONWriter.sorted(entry.fields)
            var own = 0
            out.append(UInt8(ascii: "{"))
            for field in fields {
                own = try write(from: own, before: field.name)
                begin(field.name)
                try write(field, prefix: "", sealing: false)
            }
            _ = try write(from: own, before: nil)
            out.append(UInt8(ascii: "}"))
        }

        /// Writes the log's own members whose names come before `name`.
        private mutating func write(from: Int, before name: String?) throws -> Int {
            var index = from
            let start = name.map { EightBytes.start($0) } ?? .max
            while let own = Own(rawValue: index) {
                if own.start > start { return index }
                if own.start == start, own.name == name, isWritten(own) {
                    throw LogError.failed("\(own.name) is the log's own member")
                }
                if isWritten(own) { try write(own) }
                index += 1
            }
            return index
        }

        private func isWritten(_ own: Own) -> Bool {
            switch own {
            case .call: entry.callsItself
            case .nonce: nonce != nil
            case .sealed: plain.count > 0 && encoder.seal != nil
            default: true
            }
        }

        private mutating func separate() {
            if out.count > places.start + 1 { out.append(UInt8(ascii: ",")) }
        }

        private mutating func begin(_ name: String) {
            separate()
            out.append(json: name)
            out.append(UInt8(ascii: ":"))
        }

        private mutating func write(_ own: Own) throws {
            if own == .head {
                places.headPlace = out.count
                return
            }
            if own == .mac {
                places.macPlace = out.count
                return
            }
            separate()
            out.append(own.text)
            switch own {
            case .call: places.callPlace = out.count
            case .head, .mac: break
            case .kind: out.append(json: entry.kind.rawValue)
            case .mono: places.monoPlace = out.count
            case .nonce: nonce.map { writeNonce($0) }
            case .run: out.append(json: entry.run)
            case .sealed: try writeSealed()
            case .seq: places.seqPlace = out.count
            case .time: places.timePlace = out.count
            case .version: out.append(UInt8(ascii: "1"))
            }
        }

        private mutating func writeNonce(_ nonce: Nonce) {
            out.append(UInt8(ascii: "\""))
            out.append(hex: nonce)
            out.append(UInt8(ascii: "\""))
        }

        private mutating func writeSealed() throws {
            plain.append(UInt8(ascii: "}"))
            guard let seal = encoder.seal else { return }
            do {
                out.append(json: try seal(plain.bytes, Array(entry.run.utf8) + nonceBytes))
            } catch {
                throw LogError.seal("\(error)")
            }
        }

        private mutating func write(
            _ field: LogField,
            prefix: String,
            sealing: Bool
        ) throws(JSONError) {
            if field.exposure == .committed {
                return try commit(field, prefix: prefix, sealing: sealing)
            }
            switch field.value {
            case .text(let text): out.append(json: text)
            case .object(let inner):
                try write(
                    inner,
                    prefix: Commitments.pointer(prefix, field.name),
                    sealing: prefix.isEmpty && field.name == "params"
                )
            case let value: try JSONWriter.write(value, to: &out)
            }
        }

        private mutating func write(
            _ fields: [LogField],
            prefix: String,
            sealing: Bool
        ) throws(JSONError) {
            out.append(UInt8(ascii: "{"))
            var isFirst = true
            for field in try JSONWriter.sorted(fields) {
                if !isFirst { out.append(UInt8(ascii: ",")) }
                isFirst = false
                out.append(json: field.name)
                out.append(UInt8(ascii: ":"))
                try write(field, prefix: prefix, sealing: sealing)
            }
            out.append(UInt8(ascii: "}"))
        }

        private mutating func commit(
            _ field: LogField,
            prefix: String,
            sealing: Bool
        ) throws(JSONError) {
            if nonceBytes.isEmpty, let nonce { nonceBytes = nonce.bytes }
            let opening = encoder.commitments.openingHash(
                nonce: nonceBytes,
                pointer: Commitments.pointer(prefix, field.name)
            )
            out.append("{\"$c\":\"")
            if case .text(let text) = field.value {
                out.append(hex: Hashing.code(key: opening, text.utf8.span))
            } else {
                let value = try field.value.committedBytes
                out.append(hex: Hashing.code(key: opening, value.span))
            }
            out.append("\"}")
            guard sealing else { return }
            plain.append(UInt8(ascii: plain.count == 0 ? "{" : ","))
            plain.append(json: field.name)
            plain.append(UInt8(ascii: ":"))
            try JSONWriter.write(field.value, to: &plain)
        }
    }
}
