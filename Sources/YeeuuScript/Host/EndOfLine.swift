import LuaRuntime

/// Calls of a script that wait until everything else is over, since gateway or lock are offline.
///
/// An item that waits here is none of those that its list has under way, so that others begin. Once
/// nothing of the script can go on before something answers, and nothing is asked but these, they
/// go on: as many at a time as their lists allow.
struct EndOfLine {
    private struct Waiting {
        let list: Int?
        let completion: LuaCompletion<Bool>
    }

    private var line: [Waiting] = []
    private var limits: [Int: Int] = [:]
    private var aside: [Int: Int] = [:]

    /// How many items of a list wait here, themselves or with all of a list of their own.
    func count(of list: Int) -> Int { aside[list, default: 0] }

    /// How many items of a list may be at work at a time.
    mutating func limit(_ list: Int, to count: Int) { limits[list] = count }

    /// A list is over.
    mutating func forget(_ list: Int) {
        limits[list] = nil
        aside[list] = nil
    }

    /// An item of a list does nothing but wait, or goes on.
    mutating func rest(_ list: Int?, by step: Int) {
        if let list { aside[list, default: 0] += step }
    }

    /// Joins the end; `list` is the one that the item belongs to.
    mutating func join(_ list: Int?, _ completion: LuaCompletion<Bool>) {
        line.append(Waiting(list: list, completion: completion))
    }

    /// Lets those go on who may, when of the script's waiting calls all are here.
    mutating func letGo(ofAll waits: Int) {
        guard !line.isEmpty, waits <= line.count else { return }
        var going: [Int?: Int] = [:]
        var staying: [Waiting] = []
        var gone: [Waiting] = []
        for waiting in line {
            let limit = waiting.list.flatMap { limits[$0] } ?? 1
            if going[waiting.list, default: 0] < limit {
                going[waiting.list, default: 0] += 1
                gone.append(waiting)
            } else {
                staying.append(waiting)
            }
        }
        line = staying
        for waiting in gone {
            rest(waiting.list, by: -1)
            waiting.completion.resume(true)
        }
    }
}
