import ALMS
import Register
import Synchronization

/// The end of the line: what an offline gateway or lock kept from being done.
extension Run {
    /// Sends a call that waited, once, though its gateway was found offline; everything else is over.
    ///
    /// Once the run is stopped, or somebody has meanwhile asked for something else for the same
    /// grant, it is not sent: the first try stays.
    public func sendAgain(_ later: Later) async -> CallReply {
        let isOvertaken = state.withLock { $0.takeAside(later.number) }
        if let reason = stopped, !isOwed(later.call, despite: reason) {
            return over(later.ticket, later.first)
        }
        if isOvertaken { return over(later.ticket, later.first) }
        state.withLock { $0.underWay += 1 }
        defer { ended() }
        let journal = CallJournal(self, later.call, behind: later)
        let again = await resources.service.callAtEnd(later.call.request, journal: journal)
        journal.finish()
        let result = later.first.followed(by: Self.combined(again, with: later.call))
        return over(later.ticket, result)
    }

    /// Takes a call aside when gateway or lock are offline; nil when it is over.
    ///
    /// An opening is wanted now or not at all.
    func setAside(_ ticket: Ticket, _ result: CallResult, _ first: Int?) -> Later? {
        let call = ticket.call
        guard result.isOffline, call.request.operation.operation.repeatability != .never else {
            return nil
        }
        let (later, stop) = state.withLock { state in
            let stop = state.bounds.foundOffline(scope: call.scope)
            let later = state.setAside(ticket, result, first)
            return (later, stop)
        }
        if let stop { setup.events?(.warning("stopped; \(stop)")) }
        return later
    }

    /// Counts what still waits when the run ends: whoever waited for it was ended.
    func tellAside() {
        for later in state.withLock({ $0.takeAllAside() }) { _ = over(later.ticket, later.first) }
    }
}

extension RunState {
    /// A call that waits at the end of the line.
    struct Aside {
        let later: Later
        /// Whether the same grant was asked for anew since.
        var isOvertaken = false
    }

    mutating func setAside(_ ticket: Ticket, _ result: CallResult, _ first: Int?) -> Later {
        asideCount += 1
        let later = Later(ticket: ticket, first: result, firstIntent: first, number: asideCount)
        aside[asideCount] = Aside(later: later)
        return later
    }

    /// Takes one out; whether it was overtaken.
    mutating func takeAside(_ number: Int) -> Bool {
        aside.removeValue(forKey: number)?.isOvertaken ?? false
    }

    mutating func takeAllAside() -> [Later] {
        defer { aside = [:] }
        return aside.sorted { $0.key < $1.key }.map(\.value.later)
    }

    /// `call` asks anew for a grant: what waits to be asked for it is out of date.
    mutating func overtake(_ id: GrantID, _ call: Call) {
        for (number, waiting) in aside where waiting.later.call.request.grant == id {
            aside[number]?.isOvertaken = true
        }
    }
}
