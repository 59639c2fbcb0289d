public import ALMS
public import Register

/// What one call changes, or would change, for one person at one door.
public struct Change: Sendable {
    /// How it changes.
    public enum Kind: Sendable, Equatable {
        /// `+`: there was none.
        case new
        /// `~`: these fields become others.
        case changed([Field])
        /// `-`: it goes.
        case removed
        /// `=`: it stays as it is.
        case unchanged
        /// `!`: the door is opened.
        case opened
    }

    /// One field that becomes another; texts are ready for people, passwords are dots.
    public struct Field: Sendable, Equatable {
        /// The field's wire name.
        public let name: String
        /// What it was; empty where there was nothing.
        public let old: String
        /// What it becomes.
        public let new: String
    }

    /// The door.
    public let door: DoorKey
    /// The operation that does it.
    public let operation: OperationName
    /// What kind of grant it is about; nil for doors themselves.
    public let grant: GrantKind?
    /// Whose grant; empty for doors themselves.
    public let authoredMobile: String
    /// The holder's name, where it is known.
    public let authoredName: String
    /// How it changes.
    public let kind: Kind
}
