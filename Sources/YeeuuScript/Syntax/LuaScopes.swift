/// What Lua's compiler knows of names while it reads: locals and their attributes, labels, jumps
/// that still look for their label (reference manual, sections 3.3.4, 3.3.7, 3.5).
struct LuaScopes {
    private struct Local {
        let name: String
        let attribute: String?
    }

    private struct Label {
        let name: String
        let place: LuaPlace
        /// How many locals are in scope where it stands.
        var locals: Int
    }

    private struct Block {
        let isLoop: Bool
        let locals: Int
        let labels: Int
        let jumps: Int
    }

    private struct Function {
        let isVararg: Bool
        var blocks: [Block] = []
        var locals: [Local] = []
        var labels: [Label] = []
        /// Where the labels stand, by name: no two that are visible share one.
        var places: [String: LuaPlace] = [:]
        var jumps: [Label] = []
    }

    private var functions: [Function] = []

    // MARK: Nesting

    mutating func enterFunction(isVararg: Bool) { functions.append(Function(isVararg: isVararg)) }

    mutating func leaveFunction() { functions.removeLast() }

    mutating func enterBlock(isLoop: Bool = false) {
        change { function in
            function.blocks.append(
                Block(
                    isLoop: isLoop,
                    locals: function.locals.count,
                    labels: function.labels.count,
                    jumps: function.jumps.count
                )
            )
        }
    }

    /// Ends the innermost block; jumps that found no label in it look in the next one.
    mutating func leaveBlock() throws(LuaSyntaxError) {
        var lost: Label?
        change { function in
            guard let block = function.blocks.popLast() else { return }
            function.locals.removeLast(function.locals.count - block.locals)
            for label in function.labels[block.labels...] { function.places[label.name] = nil }
            function.labels.removeLast(function.labels.count - block.labels)
            for index in function.jumps.indices.dropFirst(block.jumps) {
                function.jumps[index].locals = min(function.jumps[index].locals, block.locals)
            }
            if function.blocks.isEmpty { lost = function.jumps.first }
        }
        if let lost {
            let reason = "no visible label '\(lost.name)' for this goto"
            throw LuaSyntaxError(place: lost.place, reason: reason)
        }
    }

    // MARK: Names

    mutating func declare(_ name: LuaName, attribute: String? = nil) {
        change { $0.locals.append(Local(name: name.text, attribute: attribute)) }
    }

    /// Whether the local `name` may be assigned to; globals may.
    func checkAssignment(to name: LuaName) throws(LuaSyntaxError) {
        for function in functions.reversed() {
            guard let local = function.locals.last(where: { $0.name == name.text }) else {
                continue
            }
            guard local.attribute != nil else { return }
            let reason = "'\(name.text)' is constant and cannot be assigned to"
            throw LuaSyntaxError(place: name.place, reason: reason)
        }
    }

    func checkVararg(at place: LuaPlace) throws(LuaSyntaxError) {
        if functions.last?.isVararg == false {
            let reason = "'...' outside of a function that takes it"
            throw LuaSyntaxError(place: place, reason: reason)
        }
    }

    // MARK: Jumps

    func checkBreak(at place: LuaPlace) throws(LuaSyntaxError) {
        if functions.last?.blocks.contains(where: \.isLoop) == false {
            throw LuaSyntaxError(place: place, reason: "break outside of a loop")
        }
    }

    mutating func jump(to name: LuaName) {
        change { function in
            if function.places[name.text] != nil { return }
            let jump = Label(name: name.text, place: name.place, locals: function.locals.count)
            function.jumps.append(jump)
        }
    }

    /// Checks that a label is new where it stands.
    func checkLabel(_ name: LuaName) throws(LuaSyntaxError) {
        guard let other = functions.last?.places[name.text] else { return }
        // Labels side by side are set from the last one to the first.
        let places = [name.place, other].sorted { $0.offset < $1.offset }
        let reason = "label '\(name.text)' is defined already in line \(places[0].line)"
        throw LuaSyntaxError(place: places[1], reason: reason)
    }

    /// Sets a label, to which the block's waiting jumps of that name go; `isLast`: only the
    /// block's end follows, so that its locals do not matter.
    mutating func label(_ name: LuaName, isLast: Bool) throws(LuaSyntaxError) {
        var blocked: (jump: Label, local: String)?
        change { function in
            guard let block = function.blocks.last else { return }
            let locals = isLast ? block.locals : function.locals.count
            function.labels.append(Label(name: name.text, place: name.place, locals: locals))
            function.places[name.text] = name.place
            if function.jumps.count == block.jumps { return }
            let waiting = function.jumps[block.jumps...].filter { $0.name == name.text }
            if let jump = waiting.first(where: { $0.locals < locals }) {
                blocked = (jump, function.locals[jump.locals].name)
            }
            function.jumps =
                function.jumps[..<block.jumps]
                + function.jumps[block.jumps...].filter { $0.name != name.text }
        }
        if let (jump, local) = blocked {
            let reason = "goto '\(name.text)' jumps into the scope of local '\(local)'"
            throw LuaSyntaxError(place: jump.place, reason: reason)
        }
    }

    private mutating func change(_ body: (inout Function) -> Void) {
        if !functions.isEmpty { body(&functions[functions.count - 1]) }
    }
}
