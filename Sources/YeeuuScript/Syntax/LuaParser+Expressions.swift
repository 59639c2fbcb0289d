extension LuaParser {
    mutating func expressions() throws(LuaSyntaxError) -> [LuaExpression] {
        var list = [try expression()]
        while sees(",") {
            try advance()
            list.append(try expression())
        }
        return list
    }

    mutating func expression(above limit: Int = 0) throws(LuaSyntaxError) -> LuaExpression {
        try deeper()
        defer { depth -= 1 }
        let place = token.place
        var left: LuaExpression
        if ["not", "-", "#", "~"].contains(where: { sees($0) }) {
            try advance()
            left = .compound([try expression(above: Self.unaryPriority)], place)
        } else {
            left = try simple()
        }
        while let (name, priority) = binaryOperator, priority.left > limit {
            try advance()
            let right = try expression(above: priority.right)
            left =
                Self.comparisons.contains(name)
                ? .comparison(name, left, right) : .compound([left, right], place)
        }
        return left
    }

    private static let comparisons: Set = ["==", "~=", "<", "<=", ">", ">="]

    private var binaryOperator: (name: String, priority: (left: Int, right: Int))? {
        switch token.kind {
        case .symbol(let text), .keyword(let text): Self.binary[text].map { (text, $0) }
        default: nil
        }
    }

    mutating func simple() throws(LuaSyntaxError) -> LuaExpression {
        let place = token.place
        switch token.kind {
        case .number(let text):
            try advance()
            return .number(text, place)
        case .string(let text):
            try advance()
            return .string(text, place)
        case .keyword(let word) where ["nil", "true", "false"].contains(word):
            try advance()
            return .constant(word, place)
        case .keyword("function"):
            try advance()
            return .function(try functionBody(place, isMethod: false), place)
        case .symbol("..."):
            try scopes.checkVararg(at: place)
            try advance()
            return .vararg(place)
        case .symbol("{"): return try table()
        default: return try suffixed()
        }
    }

    mutating func suffixed() throws(LuaSyntaxError) -> LuaExpression {
        try deeper()
        defer { depth -= 1 }
        var expression = try primary()
        while true {
            let place = token.place
            switch token.kind {
            case .symbol("."):
                try advance()
                expression = .field(expression, try name())
            case .symbol("["):
                try advance()
                let key = try self.expression()
                try expect("]")
                if case .string(let text, let place) = key {
                    expression = .field(expression, LuaName(text: text, place: place))
                } else {
                    expression = .index(expression, key)
                }
            case .symbol(":"):
                try advance()
                let method = try name()
                expression = .method(expression, method, try arguments())
            case .symbol("("), .symbol("{"), .string:
                expression = .call(expression, try arguments(), place)
            default: return expression
            }
        }
    }

    mutating func primary() throws(LuaSyntaxError) -> LuaExpression {
        let place = token.place
        switch token.kind {
        case .name: return .name(try name())
        case .symbol("("):
            try advance()
            let inner = try expression()
            try expect(")", closing: "(", place)
            return .compound([inner], place)
        default: throw unexpected()
        }
    }

    mutating func arguments() throws(LuaSyntaxError) -> [LuaExpression] {
        let place = token.place
        switch token.kind {
        case .string(let text):
            try advance()
            return [.string(text, place)]
        case .symbol("{"): return [try table()]
        case .symbol("("):
            try advance()
            let list = sees(")") ? [] : try expressions()
            try expect(")", closing: "(", place)
            return list
        default: throw unexpected()
        }
    }

    mutating func table() throws(LuaSyntaxError) -> LuaExpression {
        let place = token.place
        try expect("{")
        var items: [LuaTableItem] = []
        while !sees("}") {
            items.append(try tableItem())
            guard sees(",") || sees(";") else { break }
            try advance()
        }
        try expect("}", closing: "{", place)
        return .table(items, place)
    }

    mutating func tableItem() throws(LuaSyntaxError) -> LuaTableItem {
        if sees("[") {
            try advance()
            let key = try expression()
            try expect("]")
            try expect("=")
            if case .string(let text, let place) = key {
                let name = LuaName(text: text, place: place)
                return LuaTableItem(name: name, key: nil, value: try expression())
            }
            return LuaTableItem(name: nil, key: key, value: try expression())
        }
        if case .name = token.kind, try peeked().kind == .symbol("=") {
            let name = try name()
            try expect("=")
            return LuaTableItem(name: name, key: nil, value: try expression())
        }
        return LuaTableItem(name: nil, key: nil, value: try expression())
    }

    mutating func functionBody(
        _ place: LuaPlace,
        isMethod: Bool
    ) throws(LuaSyntaxError) -> LuaFunctionBody {
        try expect("(")
        var parameters: [LuaName] = []
        var isVararg = false
        while !sees(")") {
            if sees("...") {
                try advance()
                isVararg = true
                break
            }
            parameters.append(try name())
            guard sees(",") else { break }
            try advance()
            if sees(")") { throw expected("a name") }
        }
        try expect(")")
        scopes.enterFunction(isVararg: isVararg)
        let own = isMethod ? [LuaName(text: "self", place: place)] : []
        let block = try body(of: "function", place, own + parameters)
        scopes.leaveFunction()
        return LuaFunctionBody(parameters: parameters, isMethod: isMethod, block: block)
    }
}
