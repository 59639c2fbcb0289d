/// What a script may use: the command line's word over the workspace's.
struct ScriptLimits: Sendable, Equatable {
    var memoryMiB: Int
    var cpuSeconds: Double
    var wallSeconds: Double?
    /// The only folder whose files it reaches; nil: the usual ones.
    var files: String?

    /// The limits in force.
    init(_ options: ScriptLimitOptions, _ settings: Settings) {
        memoryMiB = options.memory ?? settings.memoryMiB
        cpuSeconds = options.cpu ?? settings.cpuSeconds
        wallSeconds = options.wall ?? settings.wallSeconds
        files = options.files.map { Paths.absolute($0) }
    }
}
