import ALMS
import ALMSClient
import Register
import Runs

/// Sends the known values of grants again of which the register is not sure.
struct GrantVerification: Sendable {
    /// What is sent, grant by grant: of an unsettled one everything that was asked, oldest first.
    let requests: [[Request]]
    /// What cannot be sent again, in words for people.
    let left: [String]

    /// Finds out what is to be sent for `grants`.
    ///
    /// - Throws: `RegisterError` when the register cannot be read.
    init(_ grants: [GrantRow], _ view: RegisterView) throws {
        var requests: [[Request]] = []
        var left: [String] = []
        for grant in grants {
            do throws(Unsure) { requests.append(try Self.requests(for: grant, view)) } catch {
                left.append("\(grant.id): \(error.reason)")
            }
        }
        (self.requests, self.left) = (requests, left)
    }

    private struct Unsure: Error {
        let reason: String
    }

    private static func requests(
        for grant: GrantRow,
        _ view: RegisterView
    ) throws(Unsure) -> [Request] {
        if grant.lastWish == .remove {
            throw Unsure(reason: "it is to be removed; 'yeeuu retry' sends the removal again")
        }
        var terms = grant.hasPending ? (try? view.pending(of: grant.id)) ?? [] : []
        if terms.isEmpty {
            let password = grant.kind == .password ? (try? view.password(of: grant.id)) ?? nil : nil
            terms = [grant.terms(password)]
        }
        let requests = terms.compactMap { Request(setting: grant.id, $0) }
        guard requests.count == terms.count else {
            throw Unsure(
                reason: grant.kind == .password && terms.contains { $0.password == nil }
                    ? "the register does not know its password; rotate it"
                    : "it has no start or end; give it both with yeeuu grants import --overwrite"
            )
        }
        return requests
    }

    /// Plans or sends them.
    func perform(
        _ mode: RunMode,
        in session: Session,
        policy: Policy,
        _ show: RunShow,
        _ interrupts: Interrupts
    ) async throws -> RunReport {
        var setup = session.setup(mode, script: "grants verify", policy: policy)
        setup.isUncounted = true
        setup.policy.approvals = nil
        let bar = ProgressBar(expected: requests.map(\.count).reduce(0, +), on: show.console)
        setup.events = show.ears(bar).events
        let run = try await Run.start(setup, in: session.resources)
        show.began(run)
        let reaction = Interrupts.Reaction(stopping: run, of: session.client)
        await interrupts.withReaction(reaction) { await run.sendAll(requests) }
        bar.finish()
        return await run.finish(nil)
    }
}
