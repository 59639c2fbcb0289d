internal import CLuaSupport

/// What an argument is.
public enum LuaArgumentType: Int32, Sendable, CustomStringConvertible {
    /// Not given.
    case none = -1
    /// `nil`.
    case `nil` = 0
    /// A boolean.
    case boolean = 1
    /// A number, whole or not.
    case number = 3
    /// A string.
    case string = 4
    /// A table.
    case table = 5
    /// A function.
    case function = 6
    /// An object of the host.
    case object = 7
    /// A coroutine.
    case thread = 8

    /// Lua's word for it.
    public var description: String {
        switch self {
        case .none: "no value"
        case .nil: "nil"
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .table: "table"
        case .function: "function"
        case .object: "userdata"
        case .thread: "thread"
        }
    }
}

extension LuaCall {
    /// What the argument is, raw.
    public func type(_ i: Int) -> LuaArgumentType {
        unsafe LuaArgumentType(rawValue: lua_type(thread, Int32(truncatingIfNeeded: i))) ?? .none
    }

    /// The word that an error should use for the argument: an object's own type name.
    public func typeName(_ i: Int) -> String {
        if let object = object(i) { return object.type.name }
        return type(i).description
    }

    /// A boolean, nil for anything else.
    public func boolean(_ i: Int) -> Bool? {
        guard type(i) == .boolean else { return nil }
        return unsafe lua_toboolean(thread, Int32(truncatingIfNeeded: i)) != 0
    }

    /// A whole number, also of a float with a whole value; never of a string.
    public func integer(_ i: Int) -> Int64? {
        var value: Int64 = 0
        return unsafe yl_integer_at(thread, Int32(truncatingIfNeeded: i), &value) != 0 ? value : nil
    }

    /// A number, never of a string.
    public func number(_ i: Int) -> Double? {
        guard type(i) == .number else { return nil }
        return unsafe lua_tonumberx(thread, Int32(truncatingIfNeeded: i), nil)
    }

    /// A string of valid UTF-8.
    public func string(_ i: Int) -> String? {
        unsafe withBytes(i) { bytes in
            guard let bytes = unsafe bytes else { return nil }
            // Most are, and then there is nothing to validate.
            if unsafe yl_is_ascii(bytes.baseAddress, bytes.count) != 0 {
                return unsafe String(decoding: bytes, as: UTF8.self)
            }
            return unsafe String(validating: bytes, as: UTF8.self)
        }
    }

    /// A string's bytes.
    public func bytes(_ i: Int) -> [UInt8]? {
        unsafe withBytes(i) { bytes in unsafe bytes.map { unsafe [UInt8]($0) } }
    }

    /// An object of the host, of any type.
    public func object(_ i: Int) -> LuaObject? {
        guard let object = unsafe yl_object_at(thread, Int32(truncatingIfNeeded: i)) else {
            return nil
        }
        return unsafe host.object(object.pointee.type, object.pointee.handle)
    }

    /// The handle of an object of this type, nil for anything else.
    public func handle(_ i: Int, of type: LuaType) -> Int? {
        guard let object = unsafe yl_object_at(thread, Int32(truncatingIfNeeded: i)),
            unsafe Int(object.pointee.type) == type.id
        else { return nil }
        return unsafe Int(object.pointee.handle)
    }

    /// The raw length of a table's list part or of a string, 0 for anything else.
    public func length(_ i: Int) -> Int {
        guard type(i) == .table || type(i) == .string else { return 0 }
        return unsafe Int(truncatingIfNeeded: lua_rawlen(thread, Int32(truncatingIfNeeded: i)))
    }

    /// A deep copy of the argument, or why and where it cannot be copied: functions are carried as
    /// `.function`, coroutines, cycles and whatever exceeds the limits are errors.
    public func value(
        _ i: Int,
        limits: LuaConversionLimits = .init()
    ) throws(LuaConversionError) -> LuaValue {
        var reader = unsafe LuaReader(thread, host, limits)
        if let value = reader.read(Int32(truncatingIfNeeded: i)) { return value }
        throw reader.failure
    }

    /// A deep copy in which what cannot be copied is `.other`.
    public func lenientValue(_ i: Int) -> LuaValue {
        var reader = unsafe LuaReader(thread, host, .init(), lenient: true)
        return reader.read(Int32(truncatingIfNeeded: i)) ?? .nil
    }

    private func withBytes<T>(_ i: Int, _ body: (UnsafeBufferPointer<UInt8>?) -> T) -> T {
        var length = 0
        let text = unsafe yl_bytes_at(thread, Int32(truncatingIfNeeded: i), &length)
        guard let text = unsafe text else { return body(nil) }
        return unsafe text.withMemoryRebound(to: UInt8.self, capacity: length) {
            unsafe body(UnsafeBufferPointer(start: $0, count: length))
        }
    }
}
