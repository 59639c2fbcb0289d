import Testing

/// `yeeuu repl` at a terminal.
final class ReplSession {
    /// The terminal.
    let terminal: Terminal
    private let place: Place

    /// Starts it in a workspace and waits for its prompt.
    init(
        _ place: Place,
        _ options: String...,
        environment: [String: String] = [:],
        at location: SourceLocation = #_sourceLocation
    ) throws {
        self.place = place
        terminal = try Terminal(
            ["repl"] + options,
            in: place.scratch.path,
            environment: ["YEEUU_WORKSPACE": place.folder].merging(environment) { $1 }
        )
        if !options.contains("--live") { try waitForPrompt(after: -1, at: location) }
    }

    /// The prompt with the cursor behind it.
    var prompt: String { terminal.screen.current }

    /// Types a line and Enter; gives what is shown until the next prompt.
    @discardableResult
    func enter(
        _ line: String,
        at location: SourceLocation = #_sourceLocation
    ) throws -> [String] {
        let row = terminal.screen.row
        terminal.type(line + "\r")
        try waitForPrompt(after: row, at: location)
        return Array(terminal.lines[(row + 1)..<terminal.screen.row])
    }

    /// Types a line and Enter; just `lines` must be shown.
    func expect(
        _ line: String,
        _ lines: [String],
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let shown = try enter(line, at: location)
        #expect(shown == lines, "\(line): \(shown)", sourceLocation: location)
    }

    /// Types a line and Enter; the first line shown must begin with `start`.
    func expect(
        _ line: String,
        begins start: String,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let shown = try enter(line, at: location)
        let isFine = shown.first?.hasPrefix(start) == true
        #expect(isFine, "\(line): \(shown)", sourceLocation: location)
    }

    /// Types `keys`; waits until the line at the cursor reads `line` behind its prompt.
    func type(
        _ keys: String,
        shows line: String,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        terminal.type(keys)
        let end = ("> " + line).trimmed
        try terminal.wait(for: "the line '\(line)'", { $0.current.hasSuffix(end) }, at: location)
    }

    /// Waits until a prompt is shown in a line below `row`.
    func waitForPrompt(after row: Int, at location: SourceLocation = #_sourceLocation) throws {
        try terminal.wait(
            for: "a prompt",
            { screen in
                let line = screen.current
                return screen.row > row && screen.column == line.count + 1
                    && line.wholeMatch(of: /yeeuu (dry-run|live) (sandbox|service)>{1,2}/) != nil
            },
            at: location
        )
    }

    /// Leaves with Ctrl-D; the program must end with `code`.
    func leave(with code: Int32, at location: SourceLocation = #_sourceLocation) throws {
        terminal.type("\u{4}")
        let status = try terminal.end(at: location)
        #expect(status == code, "\(terminal.tail())", sourceLocation: location)
    }
}

extension ReplSession {
    /// Presses Ctrl-C at a typed line, which goes away.
    func clear(at location: SourceLocation = #_sourceLocation) throws {
        let row = terminal.screen.row
        terminal.type("\u{3}")
        try waitForPrompt(after: row, at: location)
        #expect(!prompt.hasSuffix(">>"), sourceLocation: location)
    }

    /// Presses Ctrl-C while a line runs that was typed in `row`.
    func stop(after row: Int, at location: SourceLocation = #_sourceLocation) throws {
        terminal.type("\u{3}")
        try waitForPrompt(after: row, at: location)
    }
}
