/// Turns an entry into its bytes: sorted members, commitments, the sealed blob.
struct EntryEncoder: Sendable {
    let commitments: Commitments
    let seal: (@Sendable ([UInt8], [UInt8]) throws -> String)?

    /// Members that the log writes itself, in the order of their names.
    private enum Own: Int, CaseIterable {
        case call, kind, mono, nonce, run, sealed, seq, time, version

        private static let names = [
            "call", "kind", "mono", "n", "run", "sealed", "seq", "ts", "v",
        ]

        var name: String { Own.names[rawValue] }
    }

    func encode(_ entry: LogEntry) throws(LogError) -> EncodedEntry {
        var pass = Pass(entry: entry, encoder: self)
        do {
            try pass.run()
        } catch let error as LogError {
            throw error
        } catch {
            throw .failed("\(entry.kind.rawValue) entry: \(error)")
        }
        let most = pass.out.bytes.count + EncodedEntry.reserve
        guard most <= EncodedEntry.limit else { throw .tooLong(bytes: most) }
        return pass.out
    }

    /// The state of one encoding.
    private struct Pass {
        let entry: LogEntry
        let encoder: EntryEncoder
        let nonce: [UInt8]?
        var out: EncodedEntry
        /// The canonical JSON of the committed parameters, to be sealed.
        var plain: [UInt8] = []

        init(entry: LogEntry, encoder: EntryEncoder) {
            self.entry = entry
            self.encoder = encoder
            nonce =
                entry.kind == .intent || Pass.commits(entry.fields)
                ? Commitments.newNonce() : nil
            out = EncodedEntry(kind: entry.kind)
            out.bytes.reserveCapacity(1024)
        }

        private static func commits(_ fields: [LogField]) -> Bool {
            fields.contains {
                if $0.exposure == .committed { return true }
                if case .object(let inner) = $0.value { return commits(inner) }
                return false
            }
        }

        mutating func run() throws {
            let fields = try JSONWriter.sorted(entry.fields)
            var own = 0
            out.bytes.append(UInt8(ascii: "{"))
            for field in fields {
                own = try write(from: own, before: field.name)
                begin(field.name)
                try write(field, prefix: "", sealing: false)
            }
            _ = try write(from: own, before: nil)
            out.bytes.append(UInt8(ascii: "}"))
        }

        /// Writes the log's own members whose names come before `name`.
        private mutating func write(from: Int, before name: String?) throws -> Int {
            var index = from
            while let own = Own(rawValue: index) {
                if let name, !JSONWriter.precedes(own.name, name) {
                    if own.name == name, isWritten(own) {
                        throw LogError.failed("\(name) is the log's own member")
                    }
                    if own.name != name { return index }
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
            case .sealed: !plain.isEmpty && encoder.seal != nil
            default: true
            }
        }

        private mutating func begin(_ name: String) {
            if out.bytes.count > 1 { out.bytes.append(UInt8(ascii: ",")) }
            JSONWriter.write(name, to: &out.bytes)
            out.bytes.append(UInt8(ascii: ":"))
        }

        private mutating func write(_ own: Own) throws {
            begin(own.name)
            switch own {
            case .call: out.callPlace = out.bytes.count
            case .kind: JSONWriter.write(entry.kind.rawValue, to: &out.bytes)
            case .mono: out.monoPlace = out.bytes.count
            case .nonce: writeNonce()
            case .run: JSONWriter.write(entry.run, to: &out.bytes)
            case .sealed: try writeSealed()
            case .seq: out.seqPlace = out.bytes.count
            case .time: out.timePlace = out.bytes.count
            case .version: out.bytes.append(UInt8(ascii: "1"))
            }
        }

        private mutating func writeNonce() {
            out.bytes.append(UInt8(ascii: "\""))
            out.bytes.append(hex: nonce ?? [])
            out.bytes.append(UInt8(ascii: "\""))
        }

        private mutating func writeSealed() throws {
            plain.append(UInt8(ascii: "}"))
            guard let seal = encoder.seal else { return }
            do {
                JSONWriter.write(
                    try seal(plain, Array(entry.run.utf8) + (nonce ?? [])),
                    to: &out.bytes
                )
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
                try commit(field, prefix: prefix, sealing: sealing)
            } else if case .object(let inner) = field.value {
                try write(
                    inner,
                    prefix: Commitments.pointer(prefix, field.name),
                    sealing: prefix.isEmpty && entry.kind == .intent && field.name == "params"
                )
            } else {
                try field.value.write(to: &out.bytes)
            }
        }

        private mutating func write(
            _ fields: [LogField],
            prefix: String,
            sealing: Bool
        ) throws(JSONError) {
            out.bytes.append(UInt8(ascii: "{"))
            var first = true
            for field in try JSONWriter.sorted(fields) {
                if !first { out.bytes.append(UInt8(ascii: ",")) }
                first = false
                JSONWriter.write(field.name, to: &out.bytes)
                out.bytes.append(UInt8(ascii: ":"))
                try write(field, prefix: prefix, sealing: sealing)
            }
            out.bytes.append(UInt8(ascii: "}"))
        }

        private mutating func commit(
            _ field: LogField,
            prefix: String,
            sealing: Bool
        ) throws(JSONError) {
            let commitment = encoder.commitments.commit(
                nonce: nonce ?? [],
                pointer: Commitments.pointer(prefix, field.name),
                value: try field.value.committedBytes
            )
            out.bytes.append("{\"$c\":\"")
            commitment.append(hexTo: &out.bytes)
            out.bytes.append("\"}")
            guard sealing else { return }
            plain.append(UInt8(ascii: plain.isEmpty ? "{" : ","))
            JSONWriter.write(field.name, to: &plain)
            plain.append(UInt8(ascii: ":"))
            try field.value.write(to: &plain)
        }
    }
}
