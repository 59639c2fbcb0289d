import Dispatch
import Register
import Synchronization
import YeeuuScript

/// What Tab gives: dot commands, files, and Lua with what the session and the register know.
struct ReplCompletion: Sendable {
    private static let most = 120

    let host: ScriptHost
    let view: RegisterView

    /// Completes `text`, everything before the cursor; `pending` are earlier lines of the input.
    func complete(_ text: String, after pending: String = "") -> LineEditor.Completion {
        if pending.isEmpty, text.hasPrefix("."), !text.hasPrefix("..") { return command(text) }
        let whole = pending.isEmpty ? text : pending + "\n" + text
        return shown(lua.candidates(whole), in: whole)
    }

    private var lua: ScriptCompletion {
        ScriptCompletion(view: view, names: { names($0) })
    }

    /// The session's own names; the Lua thread answers between two lines.
    private func names(_ path: [String]) -> [String] {
        let found = Mutex<[String]>([])
        let done = DispatchSemaphore(value: 0)
        let host = host
        Task.detached {
            let names = await host.names(ofGlobal: path)
            found.withLock { $0 = names }
            done.signal()
        }
        done.wait()
        return found.withLock { $0 }
    }

    // MARK: Dot commands

    private func command(_ text: String) -> LineEditor.Completion {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count > 1, let name = words.first else {
            return shown(DotCommand.names, typed: text)
        }
        let typed = String(words.last ?? "")
        switch name {
        case ".help": return shown(DotCommand.names + ScriptHelp.topics, typed: typed)
        case ".run", ".save":
            return files(String(text.dropFirst(name.count + 1)), scripts: name == ".run")
        case ".doors", ".grants":
            return shown(lua.selection(text, ofGrants: name == ".grants"), in: text)
        default: return LineEditor.Completion()
        }
    }

    private func files(_ typed: String, scripts: Bool) -> LineEditor.Completion {
        let cut = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
        let folder = String(typed[..<cut])
        let place = folder.isEmpty ? "." : folder
        let names = ((try? Files.names(place)) ?? [])
            .filter { !$0.hasPrefix(".") }
            .map { Files.kind(Paths.join(place, $0)) == .folder ? $0 + "/" : $0 }
            .filter { !scripts || $0.hasSuffix("/") || $0.hasSuffix(".lua") }
        return shown(names, typed: String(typed[cut...]))
    }

    // MARK: Showing

    private func shown(_ found: Completion, in text: String) -> LineEditor.Completion {
        let typed = String(decoding: Array(text.utf8)[found.start...], as: UTF8.self)
        return shown(found.candidates, typed: typed)
    }

    /// Adds what all candidates have in common; lists them when that is nothing.
    private func shown(_ names: [String], typed: String) -> LineEditor.Completion {
        let fitting = names.filter { $0.hasPrefix(typed) }
        guard var common = fitting.first else { return LineEditor.Completion() }
        for name in fitting { common = common.commonPrefix(with: name) }
        let rest = String(common.dropFirst(typed.count))
        if !rest.isEmpty || fitting.count == 1 { return LineEditor.Completion(insert: rest) }
        let columns = POSIX.columns(1) ?? 80
        var listing = Printable.list(Array(fitting.prefix(Self.most)), columns: columns)
        if fitting.count > Self.most { listing += "\n… \(fitting.count) in all" }
        return LineEditor.Completion(listing: listing)
    }
}

extension String {
    /// What both begin with.
    fileprivate func commonPrefix(with other: String) -> String {
        String(zip(self, other).prefix { $0 == $1 }.map(\.0))
    }
}
