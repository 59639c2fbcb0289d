/// An entry to be written; the log adds `v seq run ts mono`, and `n` and `sealed` where needed.
public struct LogEntry: Sendable {
    /// What it is about.
    public let kind: LogKind
    /// The run it belongs to; empty for none.
    public let run: String
    /// Its own members.
    public internal(set) var fields: [LogField]
    /// Whether `call` is this entry's own seq, as for the first attempt of a call.
    var callsItself = false

    /// An entry of a kind with members of its own.
    ///
    /// - `fields`: no name may be one that the log writes itself.
    public init(kind: LogKind, run: String, fields: [LogField]) {
        self.kind = kind
        self.run = run
        self.fields = fields
    }

    /// A request that is about to be sent.
    ///
    /// - `previous`: seq of the door's previous intent, −1 if there is none (`dprev`).
    /// - `attempt`: from 1.
    /// - `call`: seq of the call's first intent; nil for the first one.
    /// - `item`: line of the plan, if any.
    /// - `isExchange`: the removal of a password that another one follows at once (`exchange`).
    /// - `isReturn`: the old password of such a pair, whose new one did not come (`back`).
    /// - `parameters`: under their wire names, each public or committed.
    public static func intent(
        run: String,
        operation: String,
        door: LogDoor?,
        previous: Int = -1,
        attempt: Int,
        call: Int? = nil,
        item: Int? = nil,
        isExchange: Bool = false,
        isReturn: Bool = false,
        parameters: [LogField]
    ) -> LogEntry {
        var place: [LogField] = isExchange ? [.clear("exchange", true)] : []
        if isReturn { place.append(.clear("back", true)) }
        if let door {
            place += [.clear("door", door.value), .clear("dprev", .integer(previous))]
        }
        return intent(
            run: run,
            operation: operation,
            place: place,
            attempt: attempt,
            call: call,
            item: item,
            parameters: parameters
        )
    }

    /// A request about several doors at once, as `synchronize_apartments` sends.
    ///
    /// - `previous`: seq of each door's previous intent, in the order of the doors.
    public static func intent(
        run: String,
        operation: String,
        doors: [LogDoor],
        previous: [Int],
        attempt: Int,
        call: Int? = nil,
        item: Int? = nil,
        parameters: [LogField]
    ) -> LogEntry {
        intent(
            run: run,
            operation: operation,
            place: [
                .clear("doors", .list(doors.map(\.value))),
                .clear("dprev", .list(previous.map { .integer($0) })),
            ],
            attempt: attempt,
            call: call,
            item: item,
            parameters: parameters
        )
    }

    private static func intent(
        run: String,
        operation: String,
        place: [LogField],
        attempt: Int,
        call: Int?,
        item: Int?,
        parameters: [LogField]
    ) -> LogEntry {
        var fields: [LogField] = [.clear("attempt", .integer(attempt))]
        fields.reserveCapacity(8)
        if let call { fields.append(.clear("call", .integer(call))) }
        fields += place
        if let item { fields.append(.clear("item", .integer(item))) }
        fields.append(.clear("op", .text(operation)))
        fields.append(.clear("params", .object(parameters)))
        var entry = LogEntry(kind: .intent, run: run, fields: fields)
        entry.callsItself = call == nil
        return entry
    }

    /// What became of an intent.
    ///
    /// - `intent`: seq of the intent (`ref`).
    /// - `status`: the HTTP status, if an answer came.
    /// - `text`: the service's own words.
    /// - `masking`: values that the service may have echoed; each is replaced by dots in `text`.
    /// - `microseconds`: from sending to the answer (`duration`).
    public static func outcome(
        run: String,
        operation: String,
        door: LogDoor?,
        doors: [LogDoor] = [],
        intent: Int,
        class: LogClass,
        status: Int? = nil,
        text: String? = nil,
        masking: [String] = [],
        microseconds: Int? = nil,
        fields: [LogField] = []
    ) -> LogEntry {
        var own: [LogField] = [.clear("class", .text(`class`.rawValue))]
        own.reserveCapacity(8)
        if let door { own.append(.clear("door", door.value)) }
        if !doors.isEmpty { own.append(.clear("doors", .list(doors.map(\.value)))) }
        if let microseconds { own.append(.clear("duration", .integer(microseconds))) }
        own.append(.clear("op", .text(operation)))
        own.append(.clear("ref", .integer(intent)))
        if let status { own.append(.clear("status", .integer(status))) }
        if let text { own.append(.clear("text", .text(Redaction.mask(masking, in: text)))) }
        return LogEntry(kind: .outcome, run: run, fields: own + fields)
    }

    /// A run begins; the log adds the boot's id and the previous checkpoint.
    public static func runStart(run: String, fields: [LogField]) -> LogEntry {
        LogEntry(kind: .runStart, run: run, fields: fields)
    }

    /// What a dry run would have sent: counts by operation, and the tree root over its lines.
    public static func planned(
        run: String,
        counts: [(String, Int)],
        root: TreeHash,
        lines: Int
    ) -> LogEntry {
        LogEntry(
            kind: .planned,
            run: run,
            fields: [
                .clear("counts", .object(counts.map { .clear($0.0, .integer($0.1)) })),
                .clear("lines", .integer(lines)),
                .clear("root", .text(root.base64)),
            ]
        )
    }

    /// A remark, or the settling of an intent that had no outcome.
    ///
    /// - `about`: seq of the intent it settles or speaks of (`ref`).
    /// - `class`: what is known now of that intent.
    public static func note(
        run: String = "",
        text: String,
        about: Int? = nil,
        class: LogClass? = nil,
        fields: [LogField] = []
    ) -> LogEntry {
        var own: [LogField] = []
        if let `class` { own.append(.clear("class", .text(`class`.rawValue))) }
        if let about { own.append(.clear("ref", .integer(about))) }
        own.append(.clear("text", .text(text)))
        return LogEntry(kind: .note, run: run, fields: own + fields)
    }
}
