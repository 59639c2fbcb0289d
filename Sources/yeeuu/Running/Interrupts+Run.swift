import ALMSClient
import Runs

extension Interrupts.Reaction {
    /// For a run without a script: starts nothing more, then gives up what is in flight.
    init(stopping run: Run, of client: ALMSClient) {
        self.init(
            first: {
                run.stop(.interrupted)
                client.stop()
            },
            second: { client.abandon() }
        )
    }
}
