import ALMS
public import Register
import RequestLog
import Synchronization
import Vault

/// What `retry` sends and what it does not, decided on the register and the clock as they are now.
public struct Retry: Sendable {
    /// Something that is not sent, and why.
    public struct Left: Sendable {
        /// Whose grant it is.
        public let id: GrantID
        /// Why, for people.
        public let why: String
    }

    /// What is sent, in the order of the log.
    public private(set) var sent: [OpenWishes.Wish] = []
    /// What has ended meanwhile, and is closed.
    public private(set) var dropped: [(wish: OpenWishes.Wish, why: String)] = []
    /// What stays open for now.
    public private(set) var left: [Left] = []
    /// What a person has to settle, since the service refused the last wish.
    public private(set) var unsettled: [Left] = []
    let overtaken: [OpenWishes.Overtaken]

    /// Whether there is nothing to send, to close or to tell.
    public var isEmpty: Bool {
        sent.isEmpty && dropped.isEmpty && left.isEmpty && unsettled.isEmpty && overtaken.isEmpty
    }

    /// Decides about `open`.
    ///
    /// - Parameters:
    ///   - open: what is open.
    ///   - view: the register.
    ///   - target: where requests go now: what was asked of another target is not sent here.
    ///   - policy: within whose hours a password in use is replaced.
    ///   - minuteOfDay: the clock.
    ///   - isMeant: whether a grant was selected.
    /// - Throws: `RegisterError` when the register cannot be read.
    public init(
        _ open: OpenWishes,
        view: RegisterView,
        target: String,
        policy: Policy,
        minuteOfDay: Int,
        isMeant: (OpenWishes.Wish, DoorRow?) -> Bool = { _, _ in true }
    ) throws {
        overtaken = open.overtaken
        for wish in open.wishes
        where isMeant(wish, try view.door(wish.id.door)) {
            let row = try view.grant(wish.id)
            if let why = Self.ended(wish, row, now: view.now) {
                dropped.append((wish, why))
            } else if wish.isRefused {
                let why =
                    "the service refused what was asked for last, and what was before is unknown"
                unsettled.append(Left(id: wish.id, why: why))
            } else if let other = wish.target, other != target {
                left.append(Left(id: wish.id, why: "it was asked of \(other), not of \(target)"))
            } else if let hours = policy.hours, policy.outsideHours == nil,
                !hours.contains(minuteOfDay), try Self.replaces(wish, row, view)
            {
                let why = "a password in use is replaced within \(hours) only"
                left.append(Left(id: wish.id, why: why))
            } else {
                sent.append(wish)
            }
        }
    }

    /// Why nothing is left to be done; nil when something is.
    private static func ended(_ wish: OpenWishes.Wish, _ row: GrantRow?, now: Int64) -> String? {
        if let end = wish.request.integer(.endTime) {
            return end <= now ? "it would have ended by now" : nil
        }
        guard let row else { return "the register does not know it any more" }
        return (row.endTime ?? .max) <= now ? "what was to be removed has ended" : nil
    }

    /// Whether somebody holds another password at the door that would be replaced.
    private static func replaces(
        _ wish: OpenWishes.Wish,
        _ row: GrantRow?,
        _ view: RegisterView
    ) throws -> Bool {
        guard wish.request.operation == .generatePassword, let row, row.status == .active,
            !row.isOwed, let held = try view.password(of: wish.id)
        else { return false }
        return held.reveal() != wish.request[.password]
    }
}

extension Run {
    /// What came of sending again.
    public struct Retried: Sendable {
        /// Whose password is there now, and was not before: they must be told.
        public var told: [OpenWishes.Wish] = []
        /// What is still open, and when it was first asked for.
        public var waiting: [OpenWishes.Wish] = []
    }

    /// Sends what is open again, exactly as it was asked for; whoever has no password comes first.
    public func retry(_ retry: Retry) async -> Retried {
        for overtaken in retry.overtaken {
            let why = "not sent again: entry \(overtaken.later) asks for something else"
            resources.log.enqueue(
                .note(run: id, text: why, about: overtaken.seq, class: .skipped)
            )
        }
        for (wish, why) in retry.dropped { drop(wish, why) }
        owe()
        let owed = state.withLock { $0.owed }
        var done: [GrantID: Bool] = [:]
        await send(retry.sent.filter { owed.contains($0.id) }, &done)
        await putBack()
        await send(retry.sent.filter { !owed.contains($0.id) }, &done)
        await putBack()
        return Retried(
            told: retry.sent.filter { $0.id.kind == .password && done[$0.id] == true }
                .filter { $0.request.operation == .generatePassword },
            waiting: retry.sent.filter { done[$0.id] != true }
        )
    }

    private func drop(_ wish: OpenWishes.Wish, _ why: String) {
        notStarted(Call(wish.request), "dropped: \(why)")
        for seq in wish.attempts {
            resources.log.enqueue(
                .note(run: id, text: "not sent again: \(why)", about: seq, class: .skipped)
            )
        }
    }

    private func send(_ wishes: [OpenWishes.Wish], _ done: inout [GrantID: Bool]) async {
        await withTaskGroup(of: [(GrantID, Bool)].self) { group in
            for wishes in Dictionary(grouping: wishes, by: \.id.door).values {
                group.addTask(executorPreference: executor) {
                    var done: [(GrantID, Bool)] = []
                    for wish in wishes {
                        let call = Call(wish.request, continuing: wish.continuing)
                        done.append((wish.id, await self.perform(call, removesFirst: true)))
                    }
                    return done
                }
            }
            for await part in group { for (id, isDone) in part { done[id] = isDone } }
        }
    }
}
