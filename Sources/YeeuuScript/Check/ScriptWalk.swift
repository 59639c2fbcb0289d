import ALMS

/// Walks through a script with what is known of its names.
struct ScriptWalk {
    /// What a name or an expression stands for, as far as the text shows.
    indirect enum Meaning: Equatable {
        case unknown
        case yeeuu
        case namespace(String)
        case object(String)
        case list(Meaning)
        /// One of Lua's own tables.
        case library(String)
        /// A text, whose methods are those of `string`.
        case text
        case number
        /// A password, which no text equals.
        case secret
        /// What `yeeuu.args` gives: just these fields.
        case arguments([String])
    }

    static let standard = Set(StandardLibrary.globals + ["help", "yeeuu", "_ENV"])

    private let file: String
    private var scopes: [[String: Meaning]] = [[:]]
    private var globals = ScriptWalk.standard
    private var own: Set<String> = []
    /// Comparisons of a password with a text, which are never true.
    var neverTrue: [ScriptFinding] = []
    private var found: [(place: LuaPlace, finding: ScriptFinding)] = []

    init(file: String) { self.file = file }

    /// What was found, in the order of the text.
    var findings: [ScriptFinding] {
        found.sorted { $0.place.offset < $1.place.offset }.map(\.finding)
    }

    /// Checks a whole script.
    mutating func run(_ statements: [LuaStatement]) {
        collectGlobals(statements)
        block(statements)
    }

    @discardableResult
    mutating func complain(_ place: LuaPlace, _ reason: String) -> ScriptFinding {
        let finding = ScriptFinding(
            file: file,
            line: place.line,
            column: place.column,
            reason: reason
        )
        found.append((place, finding))
        return finding
    }

    /// The name that was probably meant; a script full of mistakes gets no more of them.
    private func hint(_ name: String, among names: [String]) -> String {
        found.count < 100 ? NearestName.hint(name, among: names) : ""
    }

    // MARK: Names

    /// Globals that the script itself makes, wherever it does.
    private mutating func collectGlobals(_ statements: [LuaStatement]) {
        var collector = GlobalCollector()
        collector.block(statements)
        own = collector.names
        globals.formUnion(own)
    }

    private mutating func declare(_ name: LuaName, _ meaning: Meaning = .unknown) {
        scopes[scopes.count - 1][name.text] = meaning
    }

    private func local(_ name: String) -> Meaning? {
        for scope in scopes.reversed() {
            if let meaning = scope[name] { return meaning }
        }
        return nil
    }

    private mutating func forget(_ name: String) {
        for index in scopes.indices.reversed() where scopes[index][name] != nil {
            scopes[index][name] = .unknown
            return
        }
    }

    private mutating func scoped(_ body: (inout ScriptWalk) -> Void) {
        scopes.append([:])
        body(&self)
        scopes.removeLast()
    }

    // MARK: Statements

    private mutating func block(_ statements: [LuaStatement]) {
        scoped { walk in for statement in statements { walk.statement(statement) } }
    }

    private mutating func statement(_ statement: LuaStatement) {
        switch statement {
        case .local(let names, let values):
            let meanings = values.map { expression($0) }
            for (index, name) in names.enumerated() {
                declare(name, index < meanings.count ? meanings[index] : .unknown)
            }
        case .localFunction(let name, let body):
            declare(name)
            function(body, [])
        case .assignment(let targets, let values):
            for value in values { expression(value) }
            for target in targets { assign(target) }
        case .function(let target, let body):
            if case .field(let object, _) = target { expression(object) }
            function(body, [])
        case .call(let call): expression(call)
        case .block(let statements): block(statements)
        case .return(let values): for value in values { expression(value) }
        case .jump: break
        default: control(statement)
        }
    }

    private mutating func control(_ statement: LuaStatement) {
        switch statement {
        case .loop(let condition, let statements):
            expression(condition)
            block(statements)
        case .untilLoop(let statements, let condition):
            scoped { walk in
                for statement in statements { walk.statement(statement) }
                walk.expression(condition)
            }
        case .choice(let branches, let otherwise):
            for branch in branches {
                expression(branch.condition)
                block(branch.block)
            }
            block(otherwise)
        case .forEach(let names, let values, let statements, let isNumeric):
            let items = iteration(values, isNumeric: isNumeric)
            scoped { walk in
                for (index, name) in names.enumerated() {
                    walk.declare(name, index == 1 ? items : .unknown)
                }
                walk.block(statements)
            }
        default: break
        }
    }

    /// What the second name of a loop over `values` stands for.
    private mutating func iteration(_ values: [LuaExpression], isNumeric: Bool) -> Meaning {
        var meaning = Meaning.unknown
        for value in values { expression(value) }
        if !isNumeric, case .call(.name(let name), let arguments, _)? = values.first,
            name.text == "ipairs" || name.text == "pairs", let list = arguments.first,
            case .list(let item) = quietly(list)
        {
            meaning = item
        }
        return meaning
    }

    /// The meaning of an expression that has been walked through already.
    private func quietly(_ value: LuaExpression) -> Meaning {
        var copy = self
        return copy.expression(value)
    }

    private mutating func assign(_ target: LuaExpression) {
        switch target {
        case .name(let name): forget(name.text)
        case .field(let object, let name):
            if expression(object) == .yeeuu {
                complain(name.place, "yeeuu cannot be changed")
            }
        default: expression(target)
        }
    }

    private mutating func function(_ body: LuaFunctionBody, _ parameters: [Meaning]) {
        scoped { walk in
            if body.isMethod { walk.scopes[walk.scopes.count - 1]["self"] = .unknown }
            for (index, name) in body.parameters.enumerated() {
                walk.declare(name, index < parameters.count ? parameters[index] : .unknown)
            }
            walk.block(body.block)
        }
    }

    // MARK: Expressions

    @discardableResult
    mutating func expression(_ value: LuaExpression) -> Meaning {
        switch value {
        case .string: return .text
        case .number: return .number
        case .constant, .vararg: return .unknown
        case .name(let name): return read(name)
        case .function(let body, _):
            function(body, [])
            return .unknown
        case .field(let object, let name): return field(object, name)
        case .comparison(let name, let left, let right):
            compare(expression(left), name, expression(right), left.place)
            return .unknown
        case .index(let object, let key):
            checkKey(expression(key), key.place)
            if case .list(let item) = expression(object) { return item }
            return .unknown
        case .compound(let parts, _):
            let meanings = parts.map { expression($0) }
            return meanings.count == 1 ? meanings[0] : .unknown
        case .table(let items, _):
            for item in items {
                if let key = item.key { checkKey(expression(key), key.place) }
                expression(item.value)
            }
            return .unknown
        case .call(let callee, let arguments, let place):
            return call(callee, arguments, place)
        case .method(let object, let name, let arguments):
            return method(object, name, arguments)
        }
    }

    private mutating func read(_ name: LuaName) -> Meaning {
        if let meaning = local(name.text) { return meaning }
        if name.text == "yeeuu" { return .yeeuu }
        if StandardLibrary.libraries.contains(name.text), !own.contains(name.text) {
            return .library(name.text)
        }
        if !globals.contains(name.text) {
            if let instead = StandardLibrary.missing[name.text] {
                complain(name.place, "scripts have no '\(name.text)'; \(instead)")
                return .unknown
            }
            // Of very short names everything is near.
            let isShort = name.text.count < 3
            let hint = isShort ? "" : hint(name.text, among: globals.sorted())
            complain(name.place, "nothing is called '\(name.text)' here\(hint)")
        }
        return .unknown
    }

    private mutating func field(_ object: LuaExpression, _ name: LuaName) -> Meaning {
        switch expression(object) {
        case .yeeuu:
            if Declaration.namespaces.contains(name.text) { return .namespace(name.text) }
            require(name, "yeeuu", Declaration.memberNames)
        case .namespace(let namespace):
            require(name, "yeeuu.\(namespace)", Declaration.names(in: namespace))
        case .object(let kind): return field(of: kind, name)
        case .library(let library):
            let names = StandardLibrary.names(in: library)
            let whole = "\(library).\(name.text)"
            if let instead = StandardLibrary.missing[whole] {
                complain(name.place, "scripts have no '\(whole)'; \(instead)")
            } else {
                require(name, library, names)
            }
        case .text: require(name, "string", StandardLibrary.names(in: "string"))
        case .arguments(let names): require(name, "args", names)
        case .secret: return field(of: "secret", name)
        case .list, .number, .unknown: break
        }
        return .unknown
    }

    private mutating func field(of kind: String, _ name: LuaName) -> Meaning {
        guard let declared = Declaration.scriptClass(kind) else { return .unknown }
        require(name, kind, declared.names)
        let field = declared.fields.first { $0.name == name.text }
        return field.map { Self.meaning($0.type) } ?? .unknown
    }

    private mutating func require(_ name: LuaName, _ owner: String, _ names: [String]) {
        guard !names.contains(name.text) else { return }
        let hint = hint(name.text, among: names)
        complain(name.place, "\(owner) has no field '\(name.text)'\(hint)")
    }

    private mutating func call(
        _ callee: LuaExpression,
        _ arguments: [LuaExpression],
        _ place: LuaPlace
    ) -> Meaning {
        guard let function = declared(callee) else {
            expression(callee)
            for argument in arguments { expression(argument) }
            checkDot(callee)
            return .unknown
        }
        expression(callee)
        walk(arguments, of: function)
        CallCheck(function: function, prefix: "yeeuu.").check(arguments, at: place, in: &self)
        if function.name == "args", case .table(let items, _)? = arguments.first,
            items.allSatisfy({ $0.name != nil })
        {
            return .arguments(items.compactMap { $0.name?.text })
        }
        return Self.meaning(function.returns)
    }

    /// A method called with a dot does not get its object.
    private mutating func checkDot(_ callee: LuaExpression) {
        guard case .field(let object, let name) = callee,
            let kind = Self.className(quietly(object)),
            let declared = Declaration.scriptClass(kind),
            declared.methods.contains(where: { $0.name == name.text })
        else { return }
        complain(name.place, "\(kind).\(name.text) is a method; write \(kind):\(name.text)")
    }

    /// Arguments; the function of an each knows what its items are.
    private mutating func walk(_ arguments: [LuaExpression], of function: ScriptFunction) {
        var items = Meaning.unknown
        for argument in arguments {
            if function.name == "each", case .function(let body, _) = argument {
                self.function(body, [items])
            } else if case .list(let item) = expression(argument) {
                items = item
            }
        }
    }

    private func declared(_ callee: LuaExpression) -> ScriptFunction? {
        switch callee {
        case .field(.name(let owner), let name)
        where owner.text == "yeeuu" && local("yeeuu") == nil:
            return Declaration.function(name.text)
        case .field(.field(.name(let owner), let namespace), let name)
        where owner.text == "yeeuu" && local("yeeuu") == nil:
            return Declaration.function("\(namespace.text).\(name.text)")
        default: return nil
        }
    }

    private mutating func method(
        _ object: LuaExpression,
        _ name: LuaName,
        _ arguments: [LuaExpression]
    ) -> Meaning {
        let owner = expression(object)
        for argument in arguments { expression(argument) }
        if owner == .text { require(name, "string", StandardLibrary.names(in: "string")) }
        guard let kind = Self.className(owner), let declared = Declaration.scriptClass(kind) else {
            return .unknown
        }
        guard let method = declared.methods.first(where: { $0.name == name.text }) else {
            require(name, kind, declared.methods.map(\.name))
            return .unknown
        }
        CallCheck(function: method, prefix: "\(kind):")
            .check(arguments, at: name.place, in: &self)
        return Self.meaning(method.returns)
    }

    private static func className(_ meaning: Meaning) -> String? {
        switch meaning {
        case .object(let name): name
        case .secret: "secret"
        default: nil
        }
    }

    private static func meaning(_ type: ScriptType) -> Meaning {
        switch type {
        case .secret: .secret
        case .object("answer"), .object("error"): .unknown
        case .object(let name): .object(name)
        case .list(let item): .list(meaning(item))
        case .text: .text
        default: .unknown
        }
    }
}
