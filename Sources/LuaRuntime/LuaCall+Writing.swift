internal import CLuaSupport

/// Results, in order. Inside a table a value without a `key` before it is appended.
extension LuaCall {
    /// Pushes nil.
    public func pushNil() { unsafe yl_out_tag(state, tag(YL_T_NIL)) }

    /// Pushes a boolean.
    public func push(_ value: Bool) {
        unsafe yl_out_tag(state, tag(value ? YL_T_TRUE : YL_T_FALSE))
    }

    /// Pushes an integer.
    public func push(_ value: Int) { unsafe yl_out_integer(state, Int64(value)) }

    /// Pushes an integer.
    public func push(_ value: Int64) { unsafe yl_out_integer(state, value) }

    /// Pushes a number.
    public func push(_ value: Double) { unsafe yl_out_number(state, value) }

    /// Pushes a string.
    public func push(_ value: String) {
        var value = value
        value.withUTF8 { unsafe yl_out_text(state, tag(YL_T_STRING), $0.baseAddress, $0.count) }
    }

    /// Pushes a string of any bytes.
    public func push(_ value: [UInt8]) {
        unsafe value.withUnsafeBufferPointer {
            unsafe yl_out_text(state, tag(YL_T_STRING), $0.baseAddress, $0.count)
        }
    }

    /// Pushes an object.
    public func push(_ value: LuaObject) { push(object: value.type, value.handle) }

    /// Pushes an object by its parts.
    public func push(object type: LuaType, _ handle: Int) {
        unsafe yl_out_object(state, Int32(type.id), Int64(handle))
    }

    /// Pushes an argument of this call as it is.
    public func push(argument i: Int) {
        unsafe yl_out_number32(state, tag(YL_T_ARGUMENT), Int32(truncatingIfNeeded: i))
    }

    /// Pushes any value; `.function` and `.other` become nil, as they have no value outside Lua.
    public func push(_ value: LuaValue) {
        switch value {
        case .nil, .function, .other: pushNil()
        case .boolean(let value): push(value)
        case .integer(let value): push(value)
        case .number(let value): push(value)
        case .string(let value): push(value)
        case .bytes(let value): push(value)
        case .object(let value): push(value)
        case .table(let table): push(table)
        }
    }

    /// Begins a table; the numbers only save work.
    ///
    /// With a shape it is strict; an origin is hidden.
    public func beginTable(
        shape: LuaShape? = nil,
        origin: String? = nil,
        elements: Int = 0,
        fields: Int = 0
    ) {
        let id = shape.map { Int32($0.id) } ?? -1
        unsafe yl_out_table(state, Int32(clamping: elements), Int32(clamping: fields), id)
        guard var origin else { return }
        origin.withUTF8 { unsafe yl_out_text(state, tag(YL_T_ORIGIN), $0.baseAddress, $0.count) }
    }

    /// Ends the table begun last.
    public func endTable() { unsafe yl_out_tag(state, tag(YL_T_END)) }

    /// The next value is this field's.
    public func key(_ name: StaticString) {
        unsafe yl_out_tag(state, tag(YL_T_KEY))
        name.withUTF8Buffer {
            unsafe yl_out_text(state, tag(YL_T_STRING), $0.baseAddress, $0.count)
        }
    }

    /// The next value is this field's.
    public func key(_ name: String) {
        unsafe yl_out_tag(state, tag(YL_T_KEY))
        push(name)
    }

    private func push(_ table: LuaTable) {
        beginTable(
            shape: table.shape,
            origin: table.origin,
            elements: table.array.count,
            fields: table.fields.count
        )
        for value in table.array { push(value) }
        for field in table.fields {
            unsafe yl_out_tag(state, tag(YL_T_KEY))
            push(field.key)
            push(field.value)
        }
        endTable()
    }

    func pushFunction(_ number: Int32) {
        unsafe yl_out_number32(state, tag(YL_T_FUNCTION), number)
    }

    private func tag(_ value: Int) -> Int32 { Int32(truncatingIfNeeded: value) }
}
