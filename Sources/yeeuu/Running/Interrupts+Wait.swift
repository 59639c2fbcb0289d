import Runs

extension Interrupts {
    /// A wait for another run that says so, and that Ctrl-C ends.
    func wait(_ seconds: Int, _ console: Console) -> RunWait {
        RunWait(
            seconds,
            isGivenUp: { self.haveCome },
            began: { console.words("waiting up to \(seconds) s: \($0) is at work here") }
        )
    }
}
