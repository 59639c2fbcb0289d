/// How long one live run waits for another one to end, and who hears of it.
public struct RunWait: Sendable {
    /// Whole seconds; 0 refuses at once.
    let seconds: Int
    /// Asked ten times a second: true ends the waiting.
    let isGivenUp: @Sendable () -> Bool
    /// Told once, when there is somebody to wait for: who is at work.
    let began: @Sendable (String) -> Void

    /// Some thirty years.
    private static let most = 1_000_000_000

    /// A wait of so many seconds.
    public init(
        _ seconds: Int = 0,
        isGivenUp: @escaping @Sendable () -> Bool = { false },
        began: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.seconds = min(max(0, seconds), Self.most)
        self.isGivenUp = isGivenUp
        self.began = began
    }
}
