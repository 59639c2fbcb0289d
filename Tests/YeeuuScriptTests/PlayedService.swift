import ALMS
import Synchronization

/// A service in memory that answers as a test says, and remembers what it was sent.
final class PlayedService: Service {
    /// Answers of which each goes to one call, the last one to all that follow.
    static func answering(_ answers: [TransportEvent]) -> PlayedService {
        PlayedService { _, before in [answers[min(before, answers.count - 1)]] }
    }

    private struct State {
        var requests: [Request] = []
        var inFlight = 0
        var mostInFlight = 0
    }

    private let state = Mutex(State())
    private let delay: Duration?
    private let answers: @Sendable (Request, Int) -> [TransportEvent]

    /// - Parameters:
    ///   - delay: how long every call takes.
    ///   - answers: the events of a call's attempts, given how many calls came before.
    init(
        delay: Duration? = nil,
        _ answers: @escaping @Sendable (Request, Int) -> [TransportEvent] = { _, _ in [yes] }
    ) {
        self.delay = delay
        self.answers = answers
    }

    static let yes = body(#"{"success":true,"desc":""}"#)
    static let lost = TransportEvent.noAnswer("time-out")

    static func no(_ desc: String) -> TransportEvent {
        body(#"{"success":false,"desc":"\#(desc)"}"#)
    }

    static func body(_ json: String) -> TransportEvent {
        .answered(status: 200, retryAfter: nil, body: Array(json.utf8))
    }

    var requests: [Request] { state.withLock { $0.requests } }
    var operations: [String] { requests.map(\.operation.rawValue) }
    var mostInFlight: Int { state.withLock { $0.mostInFlight } }

    func call(_ request: Request, journal: any AttemptJournal) async -> CallResult {
        let before = state.withLock { state in
            state.requests.append(request)
            state.inFlight += 1
            state.mostInFlight = max(state.mostInFlight, state.inFlight)
            return state.requests.count - 1
        }
        defer { state.withLock { $0.inFlight -= 1 } }
        if let delay { try? await Task.sleep(for: delay) }
        return await play(request, answers(request, before), journal)
    }

    private func play(
        _ request: Request,
        _ events: [TransportEvent],
        _ journal: any AttemptJournal
    ) async -> CallResult {
        var attempts: [Attempt] = []
        for (index, event) in events.enumerated() {
            do {
                try await journal.willSend(.fresh(timestamp: 1_764_550_800), attempt: index + 1)
            } catch {
                return CallResult(Attempt(.notSent("\(error)"), of: request.operation), attempts: 0)
            }
            let attempt = Attempt(event, of: request.operation)
            await journal.didReceive(attempt, number: index + 1, duration: 1000)
            attempts.append(attempt)
        }
        return CallResult(attempts)
            ?? CallResult(Attempt(.notSent("nothing to do"), of: request.operation), attempts: 0)
    }
}
