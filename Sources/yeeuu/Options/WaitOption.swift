import ArgumentParser

/// How long a command that changes the register waits for a live run.
struct WaitOption: ParsableArguments {
    @Option(name: .long, help: "Wait so many seconds for a run to end.")
    var wait: Double?

    func validate() throws {
        if let wait, !(wait >= 0 && wait.isFinite) {
            throw ValidationError("--wait: '\(wait)' given; give seconds")
        }
    }

    /// Whole seconds.
    var whole: Int { Int((wait ?? 0).rounded(.up)) }
}
