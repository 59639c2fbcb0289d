internal import CLuaSupport

/// Answers to what C asks: names that are not there, output, warnings.
extension LuaHost {
    func answer(_ question: Int32, _ call: borrowing LuaCall) -> LuaAnswer {
        switch Int(question) {
        case YL_ASK_FIELD: missingField(call)
        case YL_ASK_MEMBER: missingMember(call)
        case YL_ASK_GLOBAL: missingGlobal(call)
        case YL_ASK_ASSIGN: assignment(call)
        case YL_ASK_PRINT: print(call)
        default: warn(call)
        }
    }

    private func missingField(_ call: borrowing LuaCall) -> LuaAnswer {
        guard let name = call.string(2),
            let rule = unsafe shapeRule(Int(state.pointee.detail)),
            !rule.optional.contains(name)
        else {
            call.pushNil()
            return .values
        }
        let known = call.textKeys(1) + rule.optional
        var subject = rule.name
        if let origin = call.origin(1) { subject = origin + ": " + subject }
        return call.fail("\(subject): no field '\(name)'" + LuaNames.remedy(name, in: known))
    }

    private func missingMember(_ call: borrowing LuaCall) -> LuaAnswer {
        guard let (type, fields) = unsafe typeRule(Int(state.pointee.detail)) else {
            call.pushNil()
            return .values
        }
        guard let name = call.string(2) else {
            return call.fail("\(type.name): a name is expected, got \(call.typeName(2))")
        }
        let known = fields + memberNames(type.id, fields: false)
        let remedy = LuaNames.remedy(name, in: known)
        return call.fail("\(type.name): no field or method '\(name)'" + remedy)
    }

    private func missingGlobal(_ call: borrowing LuaCall) -> LuaAnswer {
        guard let name = call.string(2) else {
            call.pushNil()
            return .values
        }
        let nearest = LuaNames.nearest(name, in: globalNames)
        return call.fail(
            "global '\(name)' is not declared"
                + (nearest.map { "; the nearest is '\($0)'" } ?? "")
        )
    }

    private func assignment(_ call: borrowing LuaCall) -> LuaAnswer {
        let type = unsafe typeRule(Int(state.pointee.detail))?.type.name ?? "object"
        let name = call.string(2) ?? call.typeName(2)
        return call.fail("\(type): field '\(name)' cannot be set; its fields are read-only")
    }

    private func print(_ call: borrowing LuaCall) -> LuaAnswer {
        environment.print(call.bytes(1) ?? [])
        call.awaitRoom()
        return .values
    }

    private func warn(_ call: borrowing LuaCall) -> LuaAnswer {
        let place = call.scriptPosition().map { "\($0.file):\($0.line): " } ?? ""
        let name = call.string(2) ?? "?"
        environment.warn(
            "\(place)global '\(name)' is first set inside a task; use a local, as tasks overlap"
        )
        return .values
    }
}

/// Names, for completion and for the nearest one.
extension LuaHost {
    /// The names of all globals, A to Z.
    public var globalNames: [String] { names(ofGlobal: []).filter { !$0.hasPrefix("__") } }

    /// The text keys of a table, or the members of an object, at a path of globals; A to Z.
    public func names(ofGlobal path: [String]) -> [String] {
        guard let thread = unsafe state.pointee.L, unsafe yl_can_descend(thread) != 0 else {
            return []
        }
        let top = unsafe lua_gettop(thread)
        defer { unsafe lua_settop(thread, top) }
        unsafe _ = yl_push_global(thread, state)
        for name in path where !(unsafe enter(thread, name)) { return [] }
        if let object = unsafe yl_object_at(thread, -1) {
            let type = unsafe Int(object.pointee.type)
            return (memberNames(type, fields: true) + memberNames(type, fields: false)).sorted()
        }
        return unsafe textKeys(thread, -1).sorted()
    }

    func memberNames(_ type: Int, fields: Bool) -> [String] {
        guard let thread = unsafe state.pointee.current, unsafe yl_can_descend(thread) != 0,
            unsafe yl_push_members(thread, state, Int32(type), fields ? 1 : 0) != 0
        else { return [] }
        defer { unsafe lua_settop(thread, -2) }
        return unsafe textKeys(thread, -1)
    }

    /// Replaces the table on top by its field: found by walking, as a key cannot be pushed.
    private func enter(_ thread: OpaquePointer, _ name: String) -> Bool {
        guard unsafe lua_type(thread, -1) == LUA_TTABLE else { return false }
        unsafe lua_pushnil(thread)
        while unsafe lua_next(thread, -2) != 0 {
            if unsafe keyText(thread, -2) == name {
                unsafe lua_rotate(thread, -3, 1)
                unsafe lua_settop(thread, -3)
                return true
            }
            unsafe lua_settop(thread, -2)
        }
        return false
    }
}

extension LuaCall {
    fileprivate func textKeys(_ i: Int32) -> [String] {
        unsafe yl_can_descend(thread) != 0 ? unsafe LuaRuntime.textKeys(thread, i) : []
    }

    fileprivate func origin(_ i: Int32) -> String? {
        guard unsafe yl_push_origin(thread, state, i) != 0 else { return nil }
        defer { unsafe lua_settop(thread, -2) }
        return unsafe keyText(thread, -1)
    }
}

private func keyText(_ thread: OpaquePointer, _ index: Int32) -> String? {
    var length = 0
    return unsafe yl_bytes_at(thread, index, &length).map { unsafe String(cString: $0) }
}

private func textKeys(_ thread: OpaquePointer, _ index: Int32) -> [String] {
    guard unsafe lua_type(thread, index) == LUA_TTABLE else { return [] }
    let place = unsafe lua_absindex(thread, index)
    var names: [String] = []
    unsafe lua_pushnil(thread)
    while unsafe lua_next(thread, place) != 0 {
        unsafe lua_settop(thread, -2)
        if let name = unsafe keyText(thread, -1) { names.append(name) }
    }
    return names
}
