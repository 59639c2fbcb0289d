/// Reads a script's statements (Lua 5.4 reference manual, section 9), for checks that do not run it.
struct LuaParser {
    /// How deeply blocks, brackets and operators may be nested; Lua's own limit is 200.
    static let depthLimit = 190

    private var lexer: LuaLexer
    var token: LuaToken
    private var ahead: LuaToken?
    var depth = 0
    var scopes = LuaScopes()

    static let binary: [String: (left: Int, right: Int)] = [
        "or": (1, 1), "and": (2, 2), "<": (3, 3), ">": (3, 3), "<=": (3, 3), ">=": (3, 3),
        "~=": (3, 3), "==": (3, 3), "|": (4, 4), "~": (5, 5), "&": (6, 6), "<<": (7, 7),
        ">>": (7, 7), "..": (9, 8), "+": (10, 10), "-": (10, 10), "*": (11, 11), "/": (11, 11),
        "//": (11, 11), "%": (11, 11), "^": (14, 13),
    ]
    static let unaryPriority = 12

    private init(_ bytes: [UInt8]) throws(LuaSyntaxError) {
        lexer = LuaLexer(bytes)
        token = try lexer.next()
    }

    /// The statements of a whole script.
    static func parse(_ bytes: [UInt8]) throws(LuaSyntaxError) -> [LuaStatement] {
        var parser = try LuaParser(bytes)
        parser.scopes.enterFunction(isVararg: true)
        let block = try parser.block()
        guard parser.token.kind == .end else { throw parser.unexpected() }
        return block
    }

    // MARK: Statements

    /// The statements up to the end of a block, in a scope of their own with `names` in it.
    mutating func block(
        isLoop: Bool = false,
        _ names: [LuaName] = []
    ) throws(LuaSyntaxError) -> [LuaStatement] {
        scopes.enterBlock(isLoop: isLoop)
        for name in names { scopes.declare(name) }
        let statements = try self.statements()
        try scopes.leaveBlock()
        return statements
    }

    mutating func statements() throws(LuaSyntaxError) -> [LuaStatement] {
        try deeper()
        defer { depth -= 1 }
        var statements: [LuaStatement] = []
        while !endsBlock {
            if sees("return") {
                statements.append(try returned())
                break
            }
            statements.append(try statement())
        }
        return statements
    }

    var endsBlock: Bool {
        token.kind == .end || ["end", "else", "elseif", "until"].contains { sees($0) }
    }

    mutating func statement() throws(LuaSyntaxError) -> LuaStatement {
        switch token.kind {
        case .keyword(let word): return try keywordStatement(word)
        case .symbol(";"):
            try advance()
            return .jump
        case .symbol("::"): return try label()
        default: return try expressionStatement()
        }
    }

    mutating func keywordStatement(
        _ word: String
    ) throws(LuaSyntaxError) -> LuaStatement {
        let place = token.place
        switch word {
        case "if": return try choice()
        case "while":
            try advance()
            let condition = try expression()
            try expect("do")
            return .loop(condition, try body(of: word, place, isLoop: true))
        case "do":
            try advance()
            return .block(try body(of: word, place))
        case "for": return try forEach()
        case "repeat":
            try advance()
            return try untilLoop(place)
        case "function": return try functionStatement()
        case "local": return try local()
        case "break":
            try scopes.checkBreak(at: place)
            try advance()
            return .jump
        case "goto":
            try advance()
            scopes.jump(to: try name())
            return .jump
        default: return try expressionStatement()
        }
    }

    mutating func body(
        of word: String,
        _ place: LuaPlace,
        isLoop: Bool = false,
        _ names: [LuaName] = []
    ) throws(LuaSyntaxError) -> [LuaStatement] {
        let block = try block(isLoop: isLoop, names)
        try expect("end", closing: word, place)
        return block
    }

    /// The condition sees the locals of the block.
    mutating func untilLoop(_ place: LuaPlace) throws(LuaSyntaxError) -> LuaStatement {
        scopes.enterBlock(isLoop: true)
        scopes.enterBlock()
        let statements = try self.statements()
        try expect("until", closing: "repeat", place)
        let condition = try expression()
        try scopes.leaveBlock()
        try scopes.leaveBlock()
        return .untilLoop(statements, condition)
    }

    mutating func label() throws(LuaSyntaxError) -> LuaStatement {
        var names: [LuaName] = []
        repeat {
            let isLabel = sees("::")
            try advance()
            guard isLabel else { continue }
            names.append(try name())
            try expect("::")
            // Lua itself reads each of them within the one before.
            guard depth + names.count <= Self.depthLimit else {
                throw LuaSyntaxError(place: token.place, reason: "nested too deeply")
            }
        } while sees(";") || sees("::")
        for name in names.reversed() {
            try scopes.checkLabel(name)
            try scopes.label(name, isLast: endsBlock && !sees("until"))
        }
        return .jump
    }

    mutating func choice() throws(LuaSyntaxError) -> LuaStatement {
        let place = token.place
        var branches: [(condition: LuaExpression, block: [LuaStatement])] = []
        repeat {
            try advance()
            let condition = try expression()
            try expect("then")
            branches.append((condition, try block()))
        } while sees("elseif")
        var otherwise: [LuaStatement] = []
        if sees("else") {
            try advance()
            otherwise = try block()
        }
        try expect("end", closing: "if", place)
        return .choice(branches, otherwise: otherwise)
    }

    mutating func forEach() throws(LuaSyntaxError) -> LuaStatement {
        let place = token.place
        try advance()
        var names = [try name()]
        let isNumeric = sees("=")
        while sees(",") {
            try advance()
            names.append(try name())
        }
        try expect(isNumeric ? "=" : "in")
        let values = try expressions()
        try expect("do")
        let body = try body(of: "for", place, isLoop: true, names)
        return .forEach(names, values, body, isNumeric: isNumeric)
    }

    mutating func functionStatement() throws(LuaSyntaxError) -> LuaStatement {
        let place = token.place
        try advance()
        var target = LuaExpression.name(try name())
        while sees(".") {
            try advance()
            target = .field(target, try name())
        }
        if case .name(let name) = target, !sees(":") { try scopes.checkAssignment(to: name) }
        let isMethod = sees(":")
        if isMethod {
            try advance()
            target = .field(target, try name())
        }
        return .function(target, try functionBody(place, isMethod: isMethod))
    }

    mutating func local() throws(LuaSyntaxError) -> LuaStatement {
        try advance()
        if sees("function") {
            let place = token.place
            try advance()
            let name = try name()
            scopes.declare(name)
            return .localFunction(name, try functionBody(place, isMethod: false))
        }
        var names: [LuaName] = []
        var attributes: [String?] = []
        repeat {
            if !names.isEmpty { try advance() }
            names.append(try name())
            let attribute = try self.attribute()
            if attribute == "close", attributes.contains("close") {
                let reason = "more than one to-be-closed variable in one local"
                throw LuaSyntaxError(place: names[names.count - 1].place, reason: reason)
            }
            attributes.append(attribute)
        } while sees(",")
        var values: [LuaExpression] = []
        if sees("=") {
            try advance()
            values = try expressions()
        }
        for (name, attribute) in zip(names, attributes) {
            scopes.declare(name, attribute: attribute)
        }
        return .local(names, values)
    }

    mutating func attribute() throws(LuaSyntaxError) -> String? {
        guard sees("<") else { return nil }
        try advance()
        let attribute = try name()
        guard ["const", "close"].contains(attribute.text) else {
            let reason = "unknown attribute '\(attribute.text)'; give const or close"
            throw LuaSyntaxError(place: attribute.place, reason: reason)
        }
        try expect(">")
        return attribute.text
    }

    mutating func returned() throws(LuaSyntaxError) -> LuaStatement {
        try advance()
        var values: [LuaExpression] = []
        if !endsBlock, !sees(";") { values = try expressions() }
        if sees(";") { try advance() }
        guard endsBlock else { throw unexpected() }
        return .return(values)
    }

    mutating func expressionStatement() throws(LuaSyntaxError) -> LuaStatement {
        let first = try suffixed()
        guard sees("=") || sees(",") else {
            switch first {
            case .call, .method: return .call(first)
            default: throw unexpected()
            }
        }
        var targets = [first]
        while sees(",") {
            try advance()
            targets.append(try suffixed())
        }
        for target in targets {
            switch target {
            case .name(let name): try scopes.checkAssignment(to: name)
            case .field, .index: continue
            default: throw unexpected()
            }
        }
        try expect("=")
        return .assignment(targets, try expressions())
    }

    // MARK: Words

    func sees(_ text: String) -> Bool {
        switch token.kind {
        case .symbol(let word), .keyword(let word): word == text
        default: false
        }
    }

    mutating func advance() throws(LuaSyntaxError) {
        if let next = ahead {
            token = next
            ahead = nil
        } else {
            token = try lexer.next()
        }
    }

    mutating func peeked() throws(LuaSyntaxError) -> LuaToken {
        if let ahead { return ahead }
        let next = try lexer.next()
        ahead = next
        return next
    }

    mutating func name() throws(LuaSyntaxError) -> LuaName {
        guard case .name(let text) = token.kind else { throw expected("a name") }
        let name = LuaName(text: text, place: token.place)
        try advance()
        return name
    }

    mutating func expect(_ text: String) throws(LuaSyntaxError) {
        guard sees(text) else { throw expected("'\(text)'") }
        try advance()
    }

    mutating func expect(
        _ text: String,
        closing opening: String,
        _ place: LuaPlace
    ) throws(LuaSyntaxError) {
        guard !sees(text) else { return try advance() }
        let line = place.line == token.place.line ? "" : " at line \(place.line)"
        throw expected("'\(text)' to close '\(opening)'\(line)")
    }

    mutating func deeper() throws(LuaSyntaxError) {
        depth += 1
        guard depth <= Self.depthLimit else {
            throw LuaSyntaxError(place: token.place, reason: "nested too deeply")
        }
    }

    func expected(_ what: String) -> LuaSyntaxError {
        LuaSyntaxError(
            place: token.place,
            reason: "\(what) expected near \(token.words)",
            isIncomplete: token.kind == .end
        )
    }

    func unexpected() -> LuaSyntaxError {
        LuaSyntaxError(
            place: token.place,
            reason: "unexpected \(token.words)",
            isIncomplete: token.kind == .end
        )
    }
}
