/// Finds the globals that a script assigns, functions included.
struct GlobalCollector {
    private(set) var names: Set<String> = []

    mutating func block(_ statements: [LuaStatement]) {
        for statement in statements { self.statement(statement) }
    }

    private mutating func statement(_ statement: LuaStatement) {
        switch statement {
        case .local(_, let values), .return(let values): expressions(values)
        case .localFunction(_, let body): block(body.block)
        case .assignment(let targets, let values):
            for case .name(let name) in targets { names.insert(name.text) }
            expressions(targets + values)
        case .function(let target, let body):
            if case .name(let name) = target { names.insert(name.text) }
            block(body.block)
        case .call(let call): expression(call)
        case .block(let statements): block(statements)
        case .loop(let condition, let statements), .untilLoop(let statements, let condition):
            expression(condition)
            block(statements)
        case .choice(let branches, let otherwise):
            for branch in branches {
                expression(branch.condition)
                block(branch.block)
            }
            block(otherwise)
        case .forEach(_, let values, let statements, _):
            expressions(values)
            block(statements)
        case .jump: break
        }
    }

    private mutating func expressions(_ values: [LuaExpression]) {
        for value in values { expression(value) }
    }

    private mutating func expression(_ value: LuaExpression) {
        switch value {
        case .constant, .number, .string, .vararg, .name: break
        case .function(let body, _): block(body.block)
        case .field(let object, _): expression(object)
        case .index(let object, let key): expressions([object, key])
        case .call(let callee, let arguments, _): expressions([callee] + arguments)
        case .method(let object, _, let arguments): expressions([object] + arguments)
        case .comparison(_, let left, let right): expressions([left, right])
        case .compound(let parts, _): expressions(parts)
        case .table(let items, _):
            for item in items { expressions([item.key, item.value].compactMap { $0 }) }
        }
    }
}
