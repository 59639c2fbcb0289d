import ALMS

/// What can be said to the REPL itself.
enum DotCommand: Equatable {
    case help(String?)
    case live
    case dry
    case planned
    case report
    case doors([String])
    case grants([String])
    case log
    case run(String)
    case save(String)
    case traceback
    case quit

    /// Why a line is no command.
    enum Mistake: Error, Equatable {
        /// The word with its dot, and what may be meant.
        case unknown(String, nearest: String?)
        /// A command that needs a file.
        case noFile(String)

        /// For people.
        var words: String {
            switch self {
            case .unknown(let word, let nearest):
                "no such command '\(word)'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? "; see .help")
            case .noFile(let word): "\(word): no file given; write \(word) FILE"
            }
        }
    }

    /// The commands with what they do, for `.help`.
    static let words: [(usage: String, meaning: String)] = [
        (".help [NAME]", "this, or what NAME does: .help yeeuu.each; so do NAME? and help(NAME)"),
        (".live", "send writes from now on, after asking; begins a new run"),
        (".dry", "plan writes from now on; begins a new run, with nothing planned"),
        (".planned", "what was planned so far"),
        (".save FILE", "write what was planned so far as a plan, for 'yeeuu apply'"),
        (".report", "what was done so far"),
        (".doors [key=value …]", "the doors as this run sees them"),
        (".grants [key=value …]", "the grants as this run sees them"),
        (".log", "this run's entries in the log"),
        (".run FILE", "run a script here"),
        (".traceback", "the script's frames of the last error"),
        (".quit", "end; so does Ctrl-D"),
    ]

    /// The commands' names, dots included.
    static let names = words.map { String($0.usage.prefix { $0 != " " }) }

    /// Reads a line that begins with a dot; nil when it does not.
    init?(_ line: String) throws(Mistake) {
        let parts = line.split(whereSeparator: \.isWhitespace).map { String($0) }
        guard let first = parts.first, Self.isCommand(first) else { return nil }
        let rest = Array(parts.dropFirst())
        let file = rest.joined(separator: " ")
        switch first {
        case ".help": self = .help(rest.first)
        case ".live": self = .live
        case ".dry": self = .dry
        case ".planned": self = .planned
        case ".report": self = .report
        case ".doors": self = .doors(rest)
        case ".grants": self = .grants(rest)
        case ".log": self = .log
        case ".run", ".save":
            if file.isEmpty { throw .noFile(first) }
            self = first == ".run" ? .run(file) : .save(file)
        case ".traceback": self = .traceback
        case ".quit", ".exit": self = .quit
        default:
            throw .unknown(first, nearest: NearestName.find(first, among: Self.names))
        }
    }

    /// A dot and a letter: Lua has no line that begins so.
    private static func isCommand(_ word: String) -> Bool {
        word.hasPrefix(".") && word.dropFirst().first?.isLetter == true
    }
}
