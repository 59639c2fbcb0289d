import ALMS
import ALMSClient
import Register
import Runs

/// Synchronizes doors in batches, in their order.
struct DoorSync: Sendable {
    /// Apartments a request (`alms/API.md`, «order of synchronizing»).
    static let batch = 100

    let session: Session
    let doors: [DoorRow]
    let interrupts: Interrupts

    /// Plans or sends all batches; one that fails does not keep the next from being sent.
    func perform(
        _ mode: RunMode,
        policy: Policy,
        show: RunShow
    ) async throws -> RunReport {
        var setup = session.setup(mode, script: "doors sync", policy: policy)
        let bar = ProgressBar(expected: nil, on: show.console)
        setup.events = show.ears(bar).events
        let run = try await Run.start(setup, in: session.resources)
        show.began(run)
        let reaction = Interrupts.Reaction(stopping: run, of: session.client)
        await interrupts.withReaction(reaction) {
            for door in doors where door.isProtected {
                show.console.warn("\(door.key) is protected, and left out")
            }
            let requests = requests
            run.judgeApprovals(of: requests.count)
            let marks = run.canaryMarks(of: requests.count)
            for (index, request) in requests.enumerated() {
                if marks.contains(index) { run.judgeCanary(after: index, list: nil) }
                if case .send(let ticket) = run.begin(Call(request)) { _ = await run.send(ticket) }
            }
        }
        bar.finish()
        return await run.finish(nil)
    }

    private var requests: [Request] {
        let doors = doors.filter { !$0.isProtected }
        return stride(from: 0, to: doors.count, by: Self.batch).map { start in
            let batch = doors[start..<min(start + Self.batch, doors.count)]
            return Request(synchronizing: batch.map(\.apartment))
        }
    }
}
