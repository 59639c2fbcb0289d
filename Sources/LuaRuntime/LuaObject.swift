/// An object of the host: a type and a place in arrays that the host owns.
public struct LuaObject: Sendable, Hashable {
    /// Its type.
    public let type: LuaType
    /// The host's number for it.
    public let handle: Int

    /// The object with this handle.
    public init(type: LuaType, handle: Int) {
        self.type = type
        self.handle = handle
    }
}

/// A type of objects, as `LuaHost.type` made it.
public struct LuaType: Sendable, Hashable, CustomStringConvertible {
    private final class Name: Sendable {
        let text: String
        init(_ text: String) { self.text = text }
    }

    /// Its number within its machine.
    public let id: Int
    private let box: Name

    init(id: Int, name: String) {
        self.id = id
        self.box = Name(name)
    }

    /// The word that errors use for it.
    public var name: String { box.text }

    /// The same as `name`.
    public var description: String { name }

    /// Types of one machine are equal when their numbers are.
    public static func == (a: LuaType, b: LuaType) -> Bool { a.id == b.id }

    /// Hashes the number.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// What makes tables strict, as `LuaHost.shape` made it.
public struct LuaShape: Sendable, Hashable {
    /// Its number within its machine.
    public let id: Int
}

/// An object type as its host declares it.
public struct LuaObjectDeclaration {
    /// Reads one field: handle, place of the name in `fields`, the call to push the value into.
    public typealias Read = (_ handle: Int, _ field: Int, borrowing LuaCall) -> LuaAnswer
    /// Whether two objects are equal; throws what is raised where that is not told.
    public typealias Equal = (_ handle: Int, _ other: Int) throws(LuaFailure) -> Bool

    let name: String
    let fields: [String]
    let read: Read
    let methods: [LuaFunction]
    let describe: ((Int) -> String)?
    let equal: Equal?
    let length: ((Int) -> Int)?
    let interned: Bool

    /// Declares a type; without `equal`, objects are equal when their handles are.
    ///
    /// `interned` keeps one userdata a handle while a script holds it, so that objects serve as
    /// table keys.
    public init(
        _ name: String,
        fields: [String] = [],
        read: @escaping Read = { _, _, _ in .values },
        methods: [LuaFunction] = [],
        describe: ((Int) -> String)? = nil,
        equal: Equal? = nil,
        length: ((Int) -> Int)? = nil,
        interned: Bool = false
    ) {
        self.name = name
        self.fields = fields
        self.read = read
        self.methods = methods
        self.describe = describe
        self.equal = equal
        self.length = length
        self.interned = interned
    }
}
