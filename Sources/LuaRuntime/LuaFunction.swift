/// What a script's call of a host function runs, on the Lua thread.
public typealias LuaBody = (borrowing LuaCall) -> LuaAnswer

/// A function of the host under its Lua name.
public struct LuaFunction {
    /// Its name, as scripts write it.
    public let name: String
    /// What it does.
    public let body: LuaBody

    /// A function.
    public init(_ name: String, _ body: @escaping LuaBody) {
        self.name = name
        self.body = body
    }
}

/// A body and its host, whose address C keeps by its number.
@safe
final class LuaBoundBody {
    let body: LuaBody
    let host: Unmanaged<LuaHost>

    init(_ body: @escaping LuaBody, _ host: LuaHost) {
        self.body = body
        unsafe self.host = Unmanaged.passUnretained(host)
    }
}

/// How a body ends; what it pushed lies in the call.
public struct LuaAnswer: Sendable {
    let code: Int32

    @usableFromInline
    init(code: Int32) { self.code = code }

    /// The call returns what was pushed.
    @inlinable public static var values: LuaAnswer { LuaAnswer(code: 0) }
    static let fail = LuaAnswer(code: 1)
    static let failure = LuaAnswer(code: 2)
    static let wait = LuaAnswer(code: 3)
}

/// A structured error: a script reads its fields, `tostring` gives position and message.
public struct LuaFailure: Error, Sendable {
    let message: String
    let fields: [LuaField]
    let positioned: Bool

    /// An error with fields; `positioned` puts the calling script's line before the message.
    public init(_ message: String, fields: [LuaField], positioned: Bool = true) {
        self.message = message
        self.fields = fields
        self.positioned = positioned
    }

    /// An error with named fields.
    public init(
        _ message: String,
        fields: KeyValuePairs<String, LuaValue> = [:],
        positioned: Bool = true
    ) {
        self.init(
            message,
            fields: fields.map { LuaField(.string($0.key), $0.value) },
            positioned: positioned
        )
    }
}
