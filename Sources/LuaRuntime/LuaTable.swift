/// A copy of a Lua table: its list part, its other fields, and what the host hid in it.
public struct LuaTable: Sendable, Equatable {
    /// The values at 1, 2, … up to the first gap.
    public var array: [LuaValue]
    /// Everything else.
    ///
    /// From a script: text keys first, A to Z.
    public var fields: [LuaField]
    private var extra: Extra?

    /// A table of these parts; with a shape it is strict, with an origin errors can name it.
    public init(
        array: [LuaValue] = [],
        fields: [LuaField] = [],
        shape: LuaShape? = nil,
        origin: String? = nil
    ) {
        self.array = array
        self.fields = fields
        self.extra = shape == nil && origin == nil ? nil : Extra(shape: shape, origin: origin)
    }

    /// A table of named fields.
    public init(_ fields: KeyValuePairs<String, LuaValue>) {
        self.init(fields: fields.map { LuaField(.string($0.key), $0.value) })
    }

    /// What makes it strict: reading a name it lacks is an error.
    public var shape: LuaShape? {
        get { extra?.shape }
        set { extra = Extra(shape: newValue, origin: extra?.origin) }
    }

    /// Where it comes from («onboard.csv:7»); scripts cannot see it.
    public var origin: String? {
        get { extra?.origin }
        set { extra = Extra(shape: extra?.shape, origin: newValue) }
    }

    /// The field of this name, `nil` when there is none.
    public subscript(name: String) -> LuaValue? {
        get { fields.first { $0.key == .string(name) }?.value }
        set {
            let place = fields.firstIndex { $0.key == .string(name) }
            switch (place, newValue) {
            case (let place?, let value?): fields[place].value = value
            case (let place?, nil): fields.remove(at: place)
            case (nil, let value?): fields.append(LuaField(.string(name), value))
            case (nil, nil): break
            }
        }
    }

    /// Rare parts apart, so that a table stays three words.
    private final class Extra: Sendable {
        let shape: LuaShape?
        let origin: String?

        init(shape: LuaShape?, origin: String?) {
            self.shape = shape
            self.origin = origin
        }
    }

    /// Equal lists, fields in the same order, shape and origin.
    public static func == (a: LuaTable, b: LuaTable) -> Bool {
        a.array == b.array && a.fields == b.fields && a.shape == b.shape && a.origin == b.origin
    }
}

/// One entry of a table beside its list part.
public struct LuaField: Sendable, Equatable {
    /// A text, number, boolean or object; never nil.
    public var key: LuaValue
    /// Its value.
    public var value: LuaValue

    /// An entry.
    public init(_ key: LuaValue, _ value: LuaValue) {
        self.key = key
        self.value = value
    }

    /// An entry.
    public init(key: LuaValue, value: LuaValue) {
        self.init(key, value)
    }
}
