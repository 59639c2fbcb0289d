/// Faults that a test arms: the next call of a kind fails once with an `errno`.
///
/// Task-local and inherited by nobody, so the log carries it to its own thread by hand; in a
/// program that arms nothing it is one check for nil.
struct FileFaults: Sendable {
    enum Call: Sendable { case write, fdatasync, fsync, truncate, reserve, rename }

    @TaskLocal static var armed: FileFaults?

    /// Answers with an `errno` to fail with, or −1 for half a write.
    let fault: @Sendable (Call) -> Int32?

    static func next(_ call: Call) -> Int32? { armed?.fault(call) }
}
