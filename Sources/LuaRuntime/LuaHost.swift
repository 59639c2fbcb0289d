internal import CLuaSupport

/// The machine as its host builds it, on the Lua thread: functions, types, preludes.
@safe
public final class LuaHost {
    /// The host's own state, for `LuaMachine.perform`.
    public var storage: AnyObject?
    /// Called on the Lua thread when nothing of the script can go on before something answers, with
    /// the number of calls that wait.
    public var onIdle: ((Int) -> Void)?
    /// `require`'s way from a module's name to its text; nil: there are no modules.
    public var resolve: ((String) -> LuaResolution)?

    let state: UnsafeMutablePointer<yl_state>
    let mailbox: LuaMailbox
    let environment: LuaEnvironment
    var bodies: [LuaBoundBody] = []
    var pending: [Int64: LuaPending] = [:]
    private var types: [LuaType] = []
    private var fieldNames: [[String]] = []
    private var shapes: [(name: String, optional: Set<String>)] = []

    init(
        _ state: UnsafeMutablePointer<yl_state>,
        _ mailbox: LuaMailbox,
        _ environment: LuaEnvironment
    ) {
        unsafe self.state = state
        self.mailbox = mailbox
        self.environment = environment
    }

    /// Declares a type of objects; `host.methods.NAME` in preludes is its table of methods.
    public func type(_ declaration: LuaObjectDeclaration) throws(LuaError) -> LuaType {
        let type = LuaType(id: types.count, name: declaration.name)
        let read = declaration.read
        let call = writer()
        call.push(declaration.name)
        call.push(functions: declaration.methods)
        call.beginTable(fields: declaration.fields.count)
        for (place, name) in declaration.fields.enumerated() {
            call.key(name)
            call.push(place)
        }
        call.endTable()
        call.push(
            add { call in
                let field = unsafe Int(call.state.pointee.detail)
                return read(call.unknownHandle(1), field, call)
            }
        )
        call.push(declaration.describe.map(describing) ?? -1)
        call.push(declaration.equal.map(equating) ?? -1)
        call.push(declaration.length.map(measuring) ?? -1)
        call.push(declaration.interned)
        try perform(YL_DO_TYPE)
        types.append(type)
        fieldNames.append(declaration.fields)
        return type
    }

    /// Declares what makes tables strict.
    ///
    /// `name` begins the errors; `optional` names read as nil.
    public func shape(_ name: String, optional: [String] = []) -> LuaShape {
        shapes.append((name, Set(optional)))
        return LuaShape(id: shapes.count - 1)
    }

    /// Sets a global function.
    public func global(_ function: LuaFunction) throws(LuaError) {
        let call = writer()
        call.push(function.name)
        call.pushFunction(Int32(add(function.body)))
        try perform(YL_DO_GLOBAL)
    }

    /// Sets a global value.
    public func global(_ name: String, _ value: LuaValue) throws(LuaError) {
        let call = writer()
        call.push(name)
        call.push(value)
        try perform(YL_DO_GLOBAL)
    }

    /// Sets a global strict table of functions and values.
    public func module(
        _ name: String,
        functions: [LuaFunction],
        values: KeyValuePairs<String, LuaValue> = [:]
    ) throws(LuaError) {
        let call = writer()
        call.push(name)
        call.beginTable(shape: shape(name), fields: functions.count + values.count)
        for function in functions {
            call.key(function.name)
            call.pushFunction(Int32(add(function.body)))
        }
        for (name, value) in values {
            call.key(name)
            call.push(value)
        }
        call.endTable()
        try perform(YL_DO_GLOBAL)
    }

    /// Runs trusted Lua text with the host table as its argument; its frames stay hidden.
    public func prelude(
        _ name: String,
        _ source: String,
        functions: [LuaFunction] = []
    ) throws(LuaError) {
        writer().push(functions: functions)
        var source = source
        let status = source.withUTF8 { bytes in
            unsafe name.withCString { unsafe yl_prelude(state, $0, bytes.baseAddress, bytes.count) }
        }
        try succeed(status)
    }

    /// The name that was probably meant.
    public func nearest(_ name: String, in names: some Sequence<String>) -> String? {
        LuaNames.nearest(name, in: names)
    }

    func add(_ body: @escaping LuaBody) -> Int {
        let bound = LuaBoundBody(body, self)
        bodies.append(bound)
        unsafe yl_add_body(state, Unmanaged.passUnretained(bound).toOpaque())
        return bodies.count - 1
    }

    func object(_ type: Int32, _ handle: Int64) -> LuaObject? {
        guard types.indices.contains(Int(type)) else { return nil }
        return LuaObject(type: types[Int(type)], handle: Int(handle))
    }

    func shape(numbered id: Int) -> LuaShape? {
        shapes.indices.contains(id) ? LuaShape(id: id) : nil
    }

    func shapeRule(_ id: Int) -> (name: String, optional: Set<String>)? {
        shapes.indices.contains(id) ? shapes[id] : nil
    }

    func typeRule(_ id: Int) -> (type: LuaType, fields: [String])? {
        types.indices.contains(id) ? (types[id], fieldNames[id]) : nil
    }

    private func writer() -> LuaCall {
        unsafe state.pointee.out.used = 0
        return unsafe LuaCall(state.pointee.L, self)
    }

    private func perform(_ what: Int) throws(LuaError) {
        try succeed(unsafe yl_do(state, Int32(what)))
    }

    private func succeed(_ status: Int32) throws(LuaError) {
        if status == 0 { return }
        throw unsafe LuaError(
            .runtime,
            withUnsafePointer(to: &state.pointee.error) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 512) {
                    unsafe String(cString: $0)
                }
            }
        )
    }

    private func describing(_ describe: @escaping (Int) -> String) -> Int {
        add { call in
            call.push(describe(call.unknownHandle(1)))
            return .values
        }
    }

    private func equating(_ equal: @escaping LuaObjectDeclaration.Equal) -> Int {
        add { call in
            do throws(LuaFailure) {
                call.push(try equal(call.unknownHandle(1), call.unknownHandle(2)))
                return .values
            } catch {
                return call.fail(error: error)
            }
        }
    }

    private func measuring(_ length: @escaping (Int) -> Int) -> Int {
        add { call in
            call.push(length(call.unknownHandle(1)))
            return .values
        }
    }
}

extension LuaCall {
    /// A handle whose type C has checked.
    fileprivate func unknownHandle(_ i: Int32) -> Int {
        unsafe yl_object_at(thread, i).map { unsafe Int($0.pointee.handle) } ?? 0
    }

    fileprivate func push(functions: [LuaFunction]) {
        beginTable(fields: functions.count)
        for function in functions {
            key(function.name)
            pushFunction(Int32(host.add(function.body)))
        }
        endTable()
    }
}

/// What a resolver found for `require`.
public enum LuaResolution: Sendable {
    /// A module's text and its chunk name, such as `@lib/people.lua`.
    case source([UInt8], chunkName: String)
    /// Why there is none; the text ends up in the error.
    case failure(String)
}
