import ALMS
import LuaRuntime
import Register
import Runs

/// What one host knows while it works; lives on the Lua thread alone.
final class ScriptState {
    let run: Run
    let options: ScriptOptions
    /// The types and shapes of this state's Lua values.
    let types: ScriptTypes
    var doors = DoorStore()
    var grants = GrantStore()
    var holders = HolderStore()
    var secrets = SecretStore()
    var comparisons = SecretComparison()
    /// Whose turn it is.
    var context = ItemContext()
    /// Spawners of items, to be current again when their items wait.
    private var marks: [Int: ItemContext] = [:]
    private var lastMark = 0
    private var lastItem = 0
    private var lastList = 0
    private var lastOuterList = 0
    var itemKeys = ItemKeys()
    /// Of rows of files, by their shapes, the columns that the script named: what it works with.
    var rowColumns: [LuaShape: Set<String>] = [:]
    var endOfLine = EndOfLine()
    /// Whether any operation was wanted: yeeuu.needs comes before.
    var hasCalled = false
    /// How many marks of occupancy the doors that were read know of.
    private var seenMarks = 0

    init(run: Run, options: ScriptOptions, types: ScriptTypes) {
        self.run = run
        self.options = options
        self.types = types
    }

    var view: RegisterView { run.view }

    // MARK: Items of each

    /// Begins a list; the spawner can be made current by its mark.
    ///
    /// `outer` is its number among those that no item called, when its items are kept in mind.
    func beginList() -> (mark: Int, list: Int, outer: Int?) {
        lastMark += 1
        lastList += 1
        marks[lastMark] = context
        guard context.item == nil else { return (lastMark, lastList, nil) }
        lastOuterList += 1
        let isKept = run.keepsItems || options.finished != nil
        return (lastMark, lastList, isKept ? lastOuterList : nil)
    }

    func enterItem(list: Int, count: Int) {
        lastItem += 1
        if context.item == nil { run.itemBegan(list: list, of: count) }
        context = ItemContext(item: lastItem, list: (list, count), parent: context)
    }

    func back(to mark: Int) { if let spawner = marks[mark] { context = spawner } }

    /// Whose item began the list; nil for the main chunk.
    func spawner(of mark: Int) -> ItemContext? { marks[mark] }

    func endList(_ mark: Int) { marks[mark] = nil }

    // MARK: Rows

    /// The door's row as it is now.
    func door(_ handle: Int) -> DoorRow { doors.row(handle, view) }

    /// The grant's row as it is now.
    func grant(_ handle: Int) -> GrantRow { grants.row(handle, view) }

    /// A request concerns these doors: what was read of them may be out of date.
    func touched(_ request: Request) {
        let marks = run.occupancyMarks
        if marks != seenMarks {
            seenMarks = marks
            doors.touch()
        }
        if let door = request.door {
            grants.touch(door)
            holders.touch(door)
        } else {
            doors.touch()
        }
    }
}
