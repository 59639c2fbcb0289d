import Dispatch
import Glibc

/// Takes the signals that ask a program to end: Ctrl-C, Ctrl-\, a closed terminal, `kill`.
///
/// From its making on their default actions are off and none is lost: their handler puts the number
/// into a pipe. (A signal source of Dispatch listens only a while after it was made.)
final class SignalSources: Sendable {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    private static let ends = POSIX.pipe()

    private let taken: [Int32]
    // Dispatch sources are thread-safe but not declared Sendable; made once, never changed.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    /// Begins to listen; `take` is told the number, on any thread.
    ///
    /// A hangup that whoever started the program told it to ignore, as `nohup` does, stays ignored.
    init(_ take: @escaping @Sendable (Int32) -> Void) {
        taken = Self.numbers.filter { $0 != SIGHUP || !POSIX.isIgnored($0) }
        let reading = Self.ends.reading
        unsafe source = DispatchSource.makeReadSource(fileDescriptor: reading, queue: .global())
        unsafe source.setEventHandler {
            for number in POSIX.bytes(waitingIn: reading) { take(Int32(number)) }
        }
        unsafe source.resume()
        for number in taken { _ = signal(number, Self.note) }
    }

    private static let note: @convention(c) (Int32) -> Void = { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = unsafe write(ends.writing, &byte, 1)
        errno = before
    }

    /// Gives the signals their default actions back.
    func end() {
        for number in taken { _ = signal(number, SIG_DFL) }
        unsafe source.cancel()
    }
}
