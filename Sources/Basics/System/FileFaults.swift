/// Faults that a test arms: calls of the system fail with the `errno` that it names.
///
/// Task-local and inherited by nobody; in a program that arms nothing it is one check for nil.
package struct FileFaults: Sendable {
    /// What is about to be asked of the system, in the order that writing a file durably asks it.
    package enum Call: Sendable, CaseIterable { case open, write, sync, place, syncFolder, remove }

    /// The faults that strike the calls of this task.
    @TaskLocal package static var armed: FileFaults?

    /// Answers with the `errno` to fail with; nil lets the call through.
    let fault: @Sendable (Call) -> Int32?

    /// Arms what `fault` answers.
    package init(_ fault: @escaping @Sendable (Call) -> Int32?) { self.fault = fault }

    static func next(_ call: Call) -> Int32? { armed?.fault(call) }
}
