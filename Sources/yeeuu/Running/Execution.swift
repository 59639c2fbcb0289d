import ALMS
import ALMSClient
import Register
import Runs
import YeeuuScript

/// A script with everything that it takes to carry it out, once or more often.
struct Execution: Sendable {
    let session: Session
    let script: ScriptFile
    let arguments: [(name: String, value: String)]
    let limits: ScriptLimits
    let policy: Policy
    let interrupts: Interrupts

    /// Where what a run tells goes to.
    struct Ears: Sendable {
        /// What the script prints.
        var print: @Sendable (String) -> Void = { _ in }
        /// What is for people beside that.
        var words: @Sendable (ScriptWord) -> Void = { _ in }
        /// What the run does.
        var events: @Sendable (RunEvent) -> Void = { _ in }
        /// Waits so many seconds at most for readers; whether the script may go on telling.
        var hasRoom: @Sendable (Double) -> Bool = { _ in true }
    }

    /// Runs the script from its beginning to its end.
    ///
    /// `consent` is asked before the first write of a live run (nil: given beforehand).
    func perform(
        _ mode: RunMode,
        ears: Ears,
        consent: (@Sendable (Run) async -> Consent)? = nil,
        began: @Sendable (Run) -> Void = { _ in }
    ) async throws -> RunReport {
        try await performed(mode, ears: ears, consent: consent, began: began).report
    }

    /// The same, with the run itself, whose plan may be saved.
    func performed(
        _ mode: RunMode,
        ears: Ears,
        consent: (@Sendable (Run) async -> Consent)? = nil,
        began: @Sendable (Run) -> Void = { _ in }
    ) async throws -> (run: Run, report: RunReport) {
        var setup = session.setup(mode, script: script.name, policy: policy)
        setup.source = script.source
        setup.narrowing = limits.narrowing
        setup.arguments = arguments
        setup.consent = consent
        setup.events = ears.events
        try session.workspace.register.view().check(limits.narrowing)
        let finished = try finishedItems(ears)
        let run = try await Run.start(setup, in: session.resources)
        began(run)
        let host: ScriptHost
        do throws(ScriptOptionsError) {
            var options = options(ears)
            options.finished = finished
            host = try ScriptHost(run: run, options: options)
        } catch {
            return (run, await run.finish(ScriptFailure(.invalid, "\(error)")))
        }
        let putsBackFirst = limits.onlyUnfinished != nil
        let failure = await interrupts.withReaction(reaction(run, host)) {
            if putsBackFirst {
                run.owe()
                await run.putBack()
            }
            let failure = await host.run(script.source, name: script.name)
            await run.idle()
            await run.putBack()
            return failure
        }
        let report = await run.finish(failure)
        await host.close()
        return (run, report)
    }

    /// What `--only-unfinished` leaves out.
    private func finishedItems(_ ears: Ears) throws -> FinishedItems? {
        guard let id = limits.onlyUnfinished else { return nil }
        let register = session.workspace.register
        let row = try register.run(id)
        guard row.mode == RunMode.live.rawValue else {
            throw Problem.unfit(run: id, reason: "it is a dry run: nothing of it was done")
        }
        if row.script != script.name {
            ears.words(
                .warning("--only-unfinished: run \(id) was of \(row.script), not of \(script.name)")
            )
        }
        guard try !register.items(of: id).isEmpty else {
            let reason =
                "none of its items is on record; without --only-unfinished all are done again"
            throw Problem.unfit(run: id, reason: reason)
        }
        return try FinishedItems(of: id, in: register)
    }

    private func options(_ ears: Ears) -> ScriptOptions {
        var options = session.scriptOptions(limits, folder: script.folder)
        options.arguments = arguments
        options.print = ears.print
        options.words = ears.words
        options.hasRoom = ears.hasRoom
        return options
    }

    private func reaction(_ run: Run, _ host: ScriptHost) -> Interrupts.Reaction {
        let client = session.client
        return Interrupts.Reaction(
            first: {
                run.stop(.interrupted)
                if run.mode == .live { client.stop() } else { host.interrupt() }
            },
            second: {
                client.abandon()
                host.interrupt()
            }
        )
    }
}

extension Session {
    /// What every run of this session is told.
    func setup(_ mode: RunMode, script: String, policy: Policy) -> RunSetup {
        let settings = workspace.settings
        var setup = RunSetup(mode: mode, script: script, target: settings.target.text)
        setup.partnerId = settings.partnerId
        setup.operatorName = settings.operatorName
        setup.toolVersion = Version.text
        setup.policy = policy
        if mode == .live { setup.policy.approvals = settings.approvals }
        setup.mobile = settings.mobile
        setup.format = workspace.format
        setup.rotation = settings.rotation
        return setup
    }

    /// What every script of this session is told; `folder` is the script's.
    func scriptOptions(_ limits: ScriptLimits, folder: String) -> ScriptOptions {
        var options = ScriptOptions(zone: workspace.zone)
        options.memoryMiB = limits.memoryMiB
        options.cpuSeconds = limits.cpuSeconds
        options.wallSeconds = limits.wallSeconds
        options.concurrency = pace.concurrency
        options.scriptFolder = folder
        options.libFolder = workspace.folder.lib
        options.workingFolder = POSIX.currentFolder()
        options.writeFolders = limits.files.map { [$0] } ?? []
        options.readFolders = [options.workingFolder, folder] + options.writeFolders
        options.exports = workspace.folder.exports
        options.version = Version.text
        return options
    }
}
