import CEdit
import Dispatch
import Glibc
import Synchronization

/// libedit on the process's terminal, on a thread of its own.
///
/// `@unchecked Sendable`, and safe: the C object is touched on `queue` alone, never leaves this
/// class, and is closed with it.
@safe
final class LineEditor: @unchecked Sendable {
    /// What Tab does: what to add to the line, and what to show below it.
    struct Completion: Sendable, Equatable {
        var insert = ""
        var listing = ""
    }

    private struct State {
        var complete: @Sendable (String) -> Completion = { _ in Completion() }
        var last = ""
    }

    private let queue = DispatchQueue(label: "yeeuu.lines")
    private let history: History
    private let state = Mutex(State())
    private var edit: OpaquePointer?

    /// An editor with a history; nil when the terminal cannot be used.
    init?(history: History) {
        self.history = history
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe edit = cedit_open("yeeuu", 1000, Wake.descriptor, Self.complete, context)
        guard let edit = unsafe edit else { return nil }
        for entry in history.load() { unsafe cedit_remember(edit, entry) }
    }

    deinit { unsafe cedit_close(edit) }

    /// Lets `complete` answer Tab; it gets the text before the cursor and may take its time.
    func completes(with complete: @escaping @Sendable (String) -> Completion) {
        state.withLock { $0.complete = complete }
    }

    /// Reads a line, or a pasted block, with editing.
    func read(prompt: String) async -> TypedLine {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.line(prompt)) }
        }
    }

    /// Keeps `entry` for the history, unless it is the same as the last one.
    func remember(_ entry: String) {
        let isNew = state.withLock { state in
            defer { state.last = entry }
            return state.last != entry
        }
        guard isNew else { return }
        queue.async { unsafe cedit_remember(self.edit, entry) }
        // A history that cannot be kept is no reason to disturb anybody.
        try? history.append(entry)
    }

    private func line(_ prompt: String) -> TypedLine {
        Wake.clear()
        return unsafe prompt.withCString { prompt in
            var line: UnsafePointer<CChar>?
            switch unsafe Int(cedit_read(edit, prompt, &line)) {
            case 1:
                guard let line = unsafe line else { return .end }
                return unsafe .line(String(cString: line))
            case -1: return .interrupted
            default: return .end
            }
        }
    }

    private static let complete: cedit_completer = { context, text in
        guard let context = unsafe context, let text = unsafe text else {
            return unsafe cedit_completion()
        }
        let editor = unsafe Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
        let complete = editor.state.withLock { $0.complete }
        let found = unsafe complete(String(cString: text))
        return unsafe cedit_completion(
            insert: found.insert.isEmpty ? nil : strdup(found.insert),
            listing: found.listing.isEmpty ? nil : strdup(found.listing)
        )
    }
}
