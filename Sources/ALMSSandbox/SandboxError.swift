public import ALMS

/// Why the sandbox cannot do what it was told.
public enum SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file of its state cannot be used; why.
    case database(String)
    /// Somebody else listens on the port.
    case portInUse(Int)
    /// It cannot listen; why.
    case cannotListen(String)
    /// There is no such door.
    case unknownDoor(DoorKey)

    /// The error in words: subject first, remedy last.
    public var description: String {
        switch self {
        case .database(let why): "sandbox: its database cannot be used: \(why)"
        case .portInUse(let port): "port \(port): in use; give another, or 0 for any"
        case .cannotListen(let why): "sandbox: cannot listen on loopback: \(why)"
        case .unknownDoor(let door): "door \(door): not in the sandbox; synchronize it first"
        }
    }
}
