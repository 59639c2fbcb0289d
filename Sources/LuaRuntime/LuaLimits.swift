/// What a script may use.
///
/// A run that goes beyond is ended; no script can catch that.
public struct LuaLimits: Sendable, Equatable {
    /// The Lua heap, in bytes.
    public var memoryBytes: Int
    /// CPU time of the Lua thread since the last waiting call, in seconds; 0: no limit.
    public var cpuSeconds: Double
    /// Time from start to end of a run, waits included, in seconds; nil: no limit.
    public var wallSeconds: Double?

    /// Limits; the defaults are 256 MiB, 10 s and none.
    public init(
        memoryBytes: Int = 256 << 20,
        cpuSeconds: Double = 10,
        wallSeconds: Double? = nil
    ) {
        self.memoryBytes = memoryBytes
        self.cpuSeconds = cpuSeconds
        self.wallSeconds = wallSeconds
    }
}

/// Bounds of the conversion of one argument.
public struct LuaConversionLimits: Sendable, Equatable {
    /// Tables inside tables.
    public var depth: Int
    /// Values in all.
    public var values: Int
    /// Bytes of strings in all.
    public var bytes: Int

    /// Bounds; the defaults are 16 levels, 100,000 values and 16 MiB of text.
    public init(depth: Int = 16, values: Int = 100_000, bytes: Int = 16 << 20) {
        self.depth = depth
        self.values = values
        self.bytes = bytes
    }
}

/// Why an argument could not be converted, and where in it.
public struct LuaConversionError: Error, Sendable, Equatable {
    /// The way to the value: `[2].startTime`; empty for the argument itself.
    public let path: String
    /// What is wrong with it.
    public let reason: String
}
