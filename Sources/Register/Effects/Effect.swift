public import ALMS

/// What one entry of the request log does to the register: a value that is applied to the database,
/// or held in a view's overlay.
///
/// Effects are made per attempt. The outcome of a call follows by itself: once a lost answer left
/// something open, a later refusal does not close it (`DESIGN.md`, «Runs»).
public struct Effect: Sendable, Equatable {
    /// How far the attempt has come.
    public enum Stage: String, Sendable, CaseIterable {
        /// Its intent is durable, nothing else is known.
        case asked
        case ok
        case refused
        case failed
        case unknown
    }

    /// The entry's own number in the log; −1 when it does not come from there.
    public let seq: Int

    let parts: [Part]

    /// What `stage` of `request` does.
    ///
    /// - Parameters:
    ///   - request: a checked request; reads and `remote_action` change the door's `lastSeq` alone.
    ///   - stage: how far the attempt has come.
    ///   - intent: the number of the attempt's intent in the log, which becomes the door's `lastSeq`.
    ///   - seq: the entry's own number: that of the intent, or of the outcome.
    ///   - run: the run that sent it.
    ///   - time: when, Unix seconds.
    public init(
        _ request: Request,
        _ stage: Stage,
        intent: Int = -1,
        seq: Int = -1,
        run: String,
        at time: Int64
    ) {
        self.seq = seq
        parts = Part.Change.all(of: request).map { door, change in
            Part(door: door, change: change, stage: stage, run: run, time: time, intent: intent)
        }
    }

    /// What the outcome of `request` does; nil when it was skipped or nothing had to be sent.
    public init?(
        _ request: Request,
        _ outcome: OutcomeClass,
        intent: Int = -1,
        seq: Int = -1,
        run: String,
        at time: Int64
    ) {
        let stage: Stage
        switch outcome {
        case .ok: stage = .ok
        case .refused: stage = .refused
        case .failed: stage = .failed
        case .unknown: stage = .unknown
        case .skipped, .unchanged: return nil
        }
        self.init(request, stage, intent: intent, seq: seq, run: run, at: time)
    }

    /// That somebody moves in or out: no request, the register alone.
    public static func occupied(
        _ isOccupied: Bool,
        _ door: DoorKey,
        run: String,
        at time: Int64
    ) -> Effect {
        let part = Part(
            door: door,
            change: .occupied(isOccupied),
            stage: .ok,
            run: run,
            time: time,
            intent: -1
        )
        return Effect(seq: -1, parts: [part])
    }

    /// The same of a removal that another password follows at once: declined, it is no risk.
    public func forExchange() -> Effect {
        Effect(
            seq: seq,
            parts: parts.map { part in
                var part = part
                part.isFinal = false
                return part
            }
        )
    }

    /// The same as the entry `seq` of the log tells it.
    public func numbered(_ seq: Int) -> Effect { Effect(seq: seq, parts: parts) }

    private init(seq: Int, parts: [Part]) {
        self.seq = seq
        self.parts = parts
    }
}
