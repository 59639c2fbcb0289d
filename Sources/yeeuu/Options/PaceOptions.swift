import ALMSClient
import ArgumentParser

/// How fast requests go out.
struct PaceOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            At most so many requests at once; unless given, pace.concurrency of yeeuu.yaml, else 4, \
            and 16 on the sandbox.
            """,
            valueName: "count"
        )
    )
    var concurrency: Int?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            At most so many requests a second, 0: no limit; unless given, pace.per_second of \
            yeeuu.yaml, else 2, and no limit on the sandbox.
            """,
            valueName: "number"
        )
    )
    var perSecond: Double?

    func validate() throws {
        try NumberOption.check("--concurrency", concurrency, from: 1)
        try NumberOption.check("--per-second", perSecond, mayBeZero: true)
    }

    /// The client's settings: the command line beats the workspace, which beats the defaults.
    func clientSettings(_ settings: Settings) -> ClientSettings {
        var result = settings.target == .sandbox ? ClientSettings.sandbox : ClientSettings()
        result.concurrency = concurrency ?? settings.effectiveConcurrency
        result.perSecond = perSecond ?? settings.effectivePerSecond
        return result
    }
}
