public import ALMS

/// One request that a dry run would have sent, as a line of `runs/<id>.planned.jsonl`.
///
/// Public parameters and people stand in clear, passwords sealed with the vault key.
public struct PlannedLine: Sendable {
    /// The serial number of the `each` item; nil outside of any.
    public let item: Int?
    /// The line's place in the run, from 0.
    public let step: Int
    /// Steps that must be ok before it: else it is skipped.
    public let needs: [Int]
    /// Steps that must be over before it.
    public let after: [StepRange]
    /// Whether it removes a password that another one follows at once.
    public var isExchange = false
    /// Whether its door counts as empty afterwards, once nobody else is there.
    public var vacates = false
    /// Why it may leave an occupied door without a way in; nil: it may not.
    public var lockedOut: String?
    /// What the one that it is about held at its door before this run.
    public var old: [HeldGrant] = []
    /// The door's version in the register when it was planned; 0 for a door it lacks.
    public let version: Int64
    /// The request.
    public let request: Request
    /// The secret parameters, sealed; nil when there is none.
    public let sealed: String?

    /// The line as JSON without a line feed: `item step needs after door version op params old
    /// sealed`.
    public func write(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "{\"item\":".utf8)
        if let item {
            JSONWriter.write(item, to: &bytes)
        } else {
            bytes.append(contentsOf: "null".utf8)
        }
        bytes.append(contentsOf: ",\"step\":".utf8)
        JSONWriter.write(step, to: &bytes)
        bytes.append(contentsOf: ",\"needs\":".utf8)
        write(.array(needs.map { .integer(Int64($0)) }), isEmpty: needs.isEmpty, to: &bytes)
        bytes.append(contentsOf: ",\"after\":".utf8)
        write(.array(after.map(\.json)), isEmpty: after.isEmpty, to: &bytes)
        bytes.append(contentsOf: ",\"door\":".utf8)
        writeDoor(to: &bytes)
        if isExchange { bytes.append(contentsOf: ",\"exchange\":true".utf8) }
        if vacates { bytes.append(contentsOf: ",\"vacate\":true".utf8) }
        if let lockedOut {
            bytes.append(contentsOf: ",\"locked_out\":".utf8)
            JSONWriter.write(lockedOut, to: &bytes)
        }
        bytes.append(contentsOf: ",\"version\":".utf8)
        JSONWriter.write(version, to: &bytes)
        bytes.append(contentsOf: ",\"op\":".utf8)
        JSONWriter.write(request.operation.rawValue, to: &bytes)
        bytes.append(contentsOf: ",\"params\":{".utf8)
        var isFirst = true
        for field in request.fields where !field.name.parameter.isSecret {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            JSONWriter.write(field.name.rawValue, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            JSONWriter.write(field.text, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        if request.door != nil {
            bytes.append(contentsOf: ",\"old\":".utf8)
            write(.array(old.map(\.json)), isEmpty: old.isEmpty, to: &bytes)
        }
        if let sealed {
            bytes.append(contentsOf: ",\"sealed\":".utf8)
            JSONWriter.write(sealed, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func write(
        _ list: @autoclosure () -> JSON,
        isEmpty: Bool,
        to bytes: inout [UInt8]
    ) {
        if isEmpty {
            bytes.append(contentsOf: "[]".utf8)
        } else {
            JSONWriter.write(list(), to: &bytes)
        }
    }

    private func writeDoor(to bytes: inout [UInt8]) {
        guard let door = request.door else {
            bytes.append(contentsOf: "null".utf8)
            return
        }
        bytes.append(UInt8(ascii: "["))
        for (index, part) in door.parts.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            JSONWriter.write(part, to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }
}
