public import ALMS
import RequestLog

/// What a script learns of passwords stands in the log, in a dry run too.
extension Run {
    /// Notes that a script was shown a password.
    public func revealed(_ what: String, door: DoorKey?) { note("revealed: \(what)", door) }

    /// Notes that a script was told whether a password is a text of its own.
    public func compared(door: DoorKey?) { note("compared: password", door) }

    private func note(_ text: String, _ door: DoorKey?) {
        let fields: [LogField] =
            door.map { [.clear("door", .list($0.parts.map { .text($0) }))] } ?? []
        resources.log.enqueue(.note(run: id, text: text, fields: fields))
    }
}
