/// A name and where it stands.
struct LuaName: Sendable {
    let text: String
    let place: LuaPlace
}

/// The body of a function, with its parameters.
struct LuaFunctionBody: Sendable {
    let parameters: [LuaName]
    let isMethod: Bool
    let block: [LuaStatement]
}

/// One entry of a table constructor.
struct LuaTableItem: Sendable {
    /// `name = value`.
    let name: LuaName?
    /// `[key] = value`.
    let key: LuaExpression?
    let value: LuaExpression
}

/// One expression of a script.
indirect enum LuaExpression: Sendable {
    /// `nil`, `true`, `false`.
    case constant(String, LuaPlace)
    case number(String, LuaPlace)
    case string(String, LuaPlace)
    case vararg(LuaPlace)
    case function(LuaFunctionBody, LuaPlace)
    case name(LuaName)
    /// `object.field`.
    case field(LuaExpression, LuaName)
    /// `object[key]`.
    case index(LuaExpression, LuaExpression)
    case call(LuaExpression, [LuaExpression], LuaPlace)
    case method(LuaExpression, LuaName, [LuaExpression])
    case table([LuaTableItem], LuaPlace)
    /// `left == right`, `left < right`: the operator between the two.
    case comparison(String, LuaExpression, LuaExpression)
    /// Other operators, and brackets: only their parts matter here.
    case compound([LuaExpression], LuaPlace)

    var place: LuaPlace {
        switch self {
        case .constant(_, let place), .number(_, let place), .string(_, let place),
            .vararg(let place), .function(_, let place), .call(_, _, let place),
            .table(_, let place), .compound(_, let place):
            place
        case .name(let name): name.place
        case .field(let object, _), .index(let object, _), .method(let object, _, _),
            .comparison(_, let object, _):
            object.place
        }
    }
}

/// One statement of a script.
indirect enum LuaStatement: Sendable {
    case local([LuaName], [LuaExpression])
    case localFunction(LuaName, LuaFunctionBody)
    case assignment([LuaExpression], [LuaExpression])
    case function(LuaExpression, LuaFunctionBody)
    case call(LuaExpression)
    case block([LuaStatement])
    case loop(LuaExpression, [LuaStatement])
    /// The condition sees the block's locals.
    case untilLoop([LuaStatement], LuaExpression)
    case choice([(condition: LuaExpression, block: [LuaStatement])], otherwise: [LuaStatement])
    case forEach([LuaName], [LuaExpression], [LuaStatement], isNumeric: Bool)
    case `return`([LuaExpression])
    case jump
}
