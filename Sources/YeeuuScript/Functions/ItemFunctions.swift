import ALMS
import LuaRuntime
import Register
import Runs

/// What `each` tells of its items, so that a later run can leave out what is done.
struct ItemFunctions {
    let state: StateBox

    var all: [LuaFunction] { [itemIsDone, itemEnded, itemsTold, canaryMarks, judgeCanary] }

    /// `item_is_done(each, index, item)`: whether the run named by --only-unfinished did it.
    private var itemIsDone: LuaFunction {
        LuaFunction("item_is_done") { call in
            let state = state.value
            let (each, index) = (Int(call.integer(1) ?? 0), Int(call.integer(2) ?? 0))
            let item = (try? call.value(3, limits: .rows)) ?? .nil
            let key = state.itemKey(each, index, item)
            let isDone = [key, state.wholeKey(of: item)].contains { key in
                !key.isEmpty && state.options.finished?.contains(key, each: each) == true
            }
            if isDone { state.run.itemEnded(key, each: each, index: index, .unchanged) }
            call.push(isDone)
            return .values
        }
    }

    /// `item_ended(each, index, class)`.
    private var itemEnded: LuaFunction {
        LuaFunction("item_ended") { call in
            let state = state.value
            let (each, index) = (Int(call.integer(1) ?? 0), Int(call.integer(2) ?? 0))
            let outcome = OutcomeClass(rawValue: call.string(3) ?? "") ?? .unknown
            if let key = state.takeItemKey(each, index), !key.isEmpty {
                state.run.itemEnded(key, each: each, index: index, outcome)
            }
            return .values
        }
    }

    /// `items_told(done, count)`: says how many of a list were done in the earlier run.
    private var itemsTold: LuaFunction {
        LuaFunction("items_told") { call in
            let state = state.value
            guard let finished = state.options.finished else { return .values }
            let (done, count) = (call.integer(1) ?? 0, call.integer(2) ?? 0)
            state.options.words(
                .info(
                    "\(done) of \(count) items were confirmed in \(finished.run) and were left out"
                )
            )
            return .values
        }
    }

    /// `canary_marks(count)`: a list of the numbers of items after which to wait.
    private var canaryMarks: LuaFunction {
        LuaFunction("canary_marks") { call in
            let state = state.value
            let count = Int(call.integer(1) ?? 0)
            let marks = state.context.item == nil ? state.run.canaryMarks(of: count) : []
            call.push(.table(LuaTable(array: marks.map { .integer(Int64($0)) })))
            return .values
        }
    }

    /// `judge_canary(list, begun)`.
    private var judgeCanary: LuaFunction {
        LuaFunction("judge_canary") { call in
            let list = call.integer(1).map { Int($0) }
            state.value.run.judgeCanary(after: Int(call.integer(2) ?? 0), list: list)
            return .values
        }
    }
}
