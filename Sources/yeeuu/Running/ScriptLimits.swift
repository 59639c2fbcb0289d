import Register

/// What a script may use: the command line's word over the workspace's.
struct ScriptLimits: Sendable {
    var memoryMiB: Int
    var cpuSeconds: Double
    var wallSeconds: Double?
    /// A folder whose lists it reads and writes, beside the usual ones.
    var files: String?
    /// Narrows every selection.
    var narrowing = Narrowing.none
    /// The run whose finished items are left out.
    var onlyUnfinished: String?

    /// The limits in force.
    ///
    /// - Throws: `InvalidSelector` for an `--only` that selects nothing by its form.
    init(_ options: ScriptLimitOptions, _ settings: Settings) throws {
        memoryMiB = options.memory ?? settings.memoryMiB
        cpuSeconds = options.cpu ?? settings.cpuSeconds
        wallSeconds = options.wall ?? settings.wallSeconds
        files = options.files.map { Paths.absolute($0) }
        onlyUnfinished = options.onlyUnfinished
        narrowing = try Narrowing(only: options.only, sample: options.sample)
    }
}
