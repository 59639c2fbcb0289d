import ArgumentParser

/// How long a command that changes the register waits for a live run.
struct WaitOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Wait so many seconds for a run to end; unless given, not at all.",
            valueName: "seconds"
        )
    )
    var wait: Double?

    func validate() throws { try NumberOption.check("--wait", wait, mayBeZero: true) }

    /// Whole seconds.
    var whole: Int { Self.whole(wait) }

    /// Whole seconds, rounded up.
    static func whole(_ seconds: Double?) -> Int { Int((seconds ?? 0).rounded(.up)) }
}
