internal import CLuaSupport

/// Copies a Lua value out of a stack, with raw access only: no metamethod of a script runs, and
/// nothing here can raise.
///
/// Strict readers stop at the first value they cannot carry.
@safe
struct LuaReader {
    private let thread: OpaquePointer
    private let host: LuaHost
    private let limits: LuaConversionLimits
    private let lenient: Bool
    private var values = 0
    private var bytes = 0
    private var above: [UInt] = []
    private var path: [LuaValue] = []
    private var reason = ""

    init(
        _ thread: OpaquePointer,
        _ host: LuaHost,
        _ limits: LuaConversionLimits,
        lenient: Bool = false
    ) {
        unsafe self.thread = thread
        self.host = host
        self.limits = limits
        self.lenient = lenient
    }

    /// Why the last `read` gave nothing.
    var failure: LuaConversionError {
        LuaConversionError(path: path.reversed().map(Self.step).joined(), reason: reason)
    }

    /// The value at a stack index, nil after a failure.
    mutating func read(_ index: Int32) -> LuaValue? {
        values += 1
        if values > limits.values { return refuse("more than \(limits.values) values") }
        switch unsafe lua_type(thread, index) {
        case LUA_TNIL, LUA_TNONE: return .nil
        case LUA_TBOOLEAN: return unsafe .boolean(lua_toboolean(thread, index) != 0)
        case LUA_TNUMBER: return number(index)
        case LUA_TSTRING: return string(index)
        case LUA_TTABLE: return table(index)
        case LUA_TUSERDATA: return object(index)
        case LUA_TFUNCTION: return .function
        case LUA_TTHREAD: return refuse("a coroutine cannot be passed")
        default: return refuse("a value of this kind cannot be passed")
        }
    }

    private func number(_ index: Int32) -> LuaValue {
        if unsafe lua_isinteger(thread, index) != 0 {
            return unsafe .integer(lua_tointegerx(thread, index, nil))
        }
        return unsafe .number(lua_tonumberx(thread, index, nil))
    }

    private mutating func string(_ index: Int32) -> LuaValue? {
        var length = 0
        guard let text = unsafe yl_bytes_at(thread, index, &length) else { return .nil }
        bytes += length
        if bytes > limits.bytes { return refuse("more than \(limits.bytes) bytes of text") }
        return unsafe text.withMemoryRebound(to: UInt8.self, capacity: length) {
            let buffer = unsafe UnsafeBufferPointer(start: $0, count: length)
            // Most text is ASCII, and for that the check of all UTF-8 is slow.
            if unsafe buffer.allSatisfy({ $0 < 0x80 }) {
                return unsafe .string(String(decoding: buffer, as: UTF8.self))
            }
            if let text = unsafe String(validating: buffer, as: UTF8.self) { return .string(text) }
            return unsafe .bytes([UInt8](buffer))
        }
    }

    private mutating func object(_ index: Int32) -> LuaValue? {
        guard let object = unsafe yl_object_at(thread, index),
            let found = unsafe host.object(object.pointee.type, object.pointee.handle)
        else { return refuse("a value of this kind cannot be passed") }
        return .object(found)
    }

    private mutating func table(_ index: Int32) -> LuaValue? {
        let identity = unsafe UInt(bitPattern: lua_topointer(thread, index))
        if above.contains(identity) { return refuse("the table contains itself") }
        if above.count >= limits.depth { return refuse("nested deeper than \(limits.depth)") }
        guard unsafe yl_can_descend(thread) != 0 else { return refuse("not enough memory") }
        let place = unsafe lua_absindex(thread, index)
        above.append(identity)
        defer { above.removeLast() }
        guard var table = entries(place) else { return nil }
        addHidden(&table, place)
        return .table(table)
    }

    private mutating func entries(_ place: Int32) -> LuaTable? {
        var table = LuaTable()
        let top = unsafe lua_gettop(thread)
        unsafe lua_pushnil(thread)
        while unsafe lua_next(thread, place) != 0 {
            guard let key = read(-2) else { return abandon(top, .other("key")) }
            guard let value = read(-1) else { return abandon(top, key) }
            unsafe lua_settop(thread, -2)
            if case .integer(let n) = key, n == table.array.count + 1 {
                table.array.append(value)
            } else {
                if table.fields.isEmpty { table.fields.reserveCapacity(8) }
                table.fields.append(LuaField(key, value))
            }
        }
        if table.fields.count > 1 { Self.arrange(&table) }
        return table
    }

    private mutating func abandon(_ top: Int32, _ key: LuaValue) -> LuaTable? {
        unsafe lua_settop(thread, top)
        path.append(key)
        return nil
    }

    /// Text keys A to Z, then the rest; whole numbers that go on the list join it.
    private static func arrange(_ table: inout LuaTable) {
        table.fields.sort { a, b in
            switch (a.key, b.key) {
            case (.string(let a), .string(let b)): a < b
            case (.string, _): true
            case (.integer(let a), .integer(let b)): a < b
            case (.integer, .string): false
            case (.integer, _): true
            default: false
            }
        }
        while let at = table.fields.firstIndex(where: {
            $0.key == .integer(Int64(table.array.count + 1))
        }) {
            table.array.append(table.fields.remove(at: at).value)
        }
    }

    private func addHidden(_ table: inout LuaTable, _ place: Int32) {
        let shape = unsafe yl_shape_at(thread, place)
        guard shape >= 0 else { return }
        table.shape = host.shape(numbered: Int(shape))
        guard unsafe yl_push_origin(thread, host.state, place) != 0 else { return }
        var length = 0
        if let text = unsafe yl_bytes_at(thread, -1, &length) {
            table.origin = unsafe String(cString: text)
        }
        unsafe lua_settop(thread, -2)
    }

    private mutating func refuse(_ why: String) -> LuaValue? {
        if lenient { return .other(why) }
        reason = why
        return nil
    }

    private static func step(_ key: LuaValue) -> String {
        switch key {
        case .string(let name): "." + name
        case .integer(let n): "[\(n)]"
        case .number(let n): "[\(n)]"
        default: "[\(key.typeName)]"
        }
    }
}
