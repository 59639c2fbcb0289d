import ALMSClient
import ArgumentParser

/// How fast requests go out.
struct PaceOptions: ParsableArguments {
    @Option(name: .long, help: "At most so many requests at once.")
    var concurrency: Int?

    @Option(name: .long, help: "At most so many requests a second; 0: no limit.")
    var perSecond: Double?

    func validate() throws {
        if let concurrency, concurrency < 1 {
            throw ValidationError("--concurrency: '\(concurrency)' given; give 1 or more")
        }
        if let perSecond, !(perSecond >= 0 && perSecond.isFinite) {
            throw ValidationError("--per-second: '\(perSecond)' given; give 0 or more")
        }
    }

    /// The client's settings: the command line beats the workspace, which beats the defaults.
    func clientSettings(_ settings: Settings) -> ClientSettings {
        var result = settings.target == .sandbox ? ClientSettings.sandbox : ClientSettings()
        result.concurrency = concurrency ?? settings.effectiveConcurrency
        result.perSecond = perSecond ?? settings.effectivePerSecond
        return result
    }
}
