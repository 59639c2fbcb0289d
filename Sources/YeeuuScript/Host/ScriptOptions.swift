public import Register
public import Runs

/// What a host is told beside its run.
public struct ScriptOptions: Sendable {
    /// The zone of every time that scripts read or write.
    public var zone: CivilTime
    /// How much memory Lua may use, in MiB.
    public var memoryMiB = 256
    /// How long Lua may compute without a call, in seconds.
    public var cpuSeconds = 10.0
    /// How long the whole script may take, in seconds; nil: any time.
    public var wallSeconds: Double?
    /// How many items of an `each` are under way at a time, unless the script says otherwise.
    public var concurrency = 4
    /// Where `require` looks first.
    public var scriptFolder: String?
    /// The workspace's shared Lua, where `require` looks then.
    public var libFolder: String?
    /// Lists are read below these folders alone: the script's, the current one, `--files`.
    public var readFolders: [String] = []
    /// Lists are written below these folders, `--files`, and below ``exports``.
    public var writeFolders: [String] = []
    /// The workspace's folder for what scripts write; bare names land there.
    public var exports: String?
    /// Where relative paths of files begin.
    public var workingFolder = "."
    /// `key=value` of the command line.
    public var arguments: [(name: String, value: String)] = []
    /// Items that an earlier run did, and this one leaves out: `--only-unfinished`.
    public var finished: FinishedItems?
    /// The program's version.
    public var version = ""
    /// Takes what the script prints: whole lines, their line feed included.
    public var print: @Sendable (String) -> Void = { _ in }
    /// Waits so many seconds at most for the reader of what was printed.
    ///
    /// Answers whether it is read, or waiting is of no use. Called on the Lua thread after each print;
    /// the script goes on when this says so, or when it is ended.
    public var hasRoom: @Sendable (_ seconds: Double) -> Bool = { _ in true }
    /// Takes what is for people beside the script's output.
    public var words: @Sendable (ScriptWord) -> Void = { _ in }

    /// Options with their defaults.
    public init(zone: CivilTime) { self.zone = zone }

    func check() throws(ScriptOptionsError) {
        if memoryMiB < 1 { throw .init("memory: \(memoryMiB) MiB given; give 1 or more") }
        if cpuSeconds <= 0 { throw .init("cpu: \(cpuSeconds) s given; give more than 0") }
        if let wallSeconds, wallSeconds <= 0 {
            throw .init("wall: \(wallSeconds) s given; give more than 0")
        }
        if concurrency < 1 { throw .init("concurrency: \(concurrency) given; give 1 or more") }
    }
}

/// Options that make no sense.
public struct ScriptOptionsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// For people: `memory: 0 MiB given; give 1 or more`.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// A line for people that is not the script's output.
public enum ScriptWord: Sendable, Equatable {
    case info(String)
    case warning(String)

    /// The line.
    public var text: String {
        switch self {
        case .info(let text), .warning(let text): text
        }
    }
}
