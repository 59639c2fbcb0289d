import ALMS
import LuaRuntime
import Register
import Runs

/// What `each` tells of its items, so that a later run can leave out what is done.
struct ItemFunctions {
    let state: StateBox

    var all: [LuaFunction] {
        [
            itemStanding, hasEarlier, itemEnded, itemsTold, canaryMarks, judgeCanary, limitList,
            forgetList, setAside, rest, stir,
        ]
    }

    /// `has_earlier()`: whether --only-unfinished names an earlier run.
    private var hasEarlier: LuaFunction {
        LuaFunction("has_earlier") { call in
            call.push(state.value.options.finished != nil)
            return .values
        }
    }

    /// `item_standing(each, index, item)`: what the run named by --only-unfinished made of it:
    /// `done`, `failed` or nothing.
    private var itemStanding: LuaFunction {
        LuaFunction("item_standing") { call in
            let state = state.value
            let (each, index) = (Int(call.integer(1) ?? 0), Int(call.integer(2) ?? 0))
            let item = (try? call.value(3, limits: .rows)) ?? .nil
            let key = state.itemKey(each, index, item)
            guard let finished = state.options.finished else { return .values }
            let keys = [key, state.wholeKey(of: item)].filter { !$0.isEmpty }
            if keys.contains(where: { finished.contains($0, each: each) }) {
                state.run.itemEnded(key, each: each, index: index, .unchanged)
                call.push("done")
            } else if keys.contains(where: { finished.hasFailed($0, each: each) }) {
                call.push("failed")
            }
            return .values
        }
    }

    /// `limit_list(list, count)`: so many items of it may be at work at a time.
    private var limitList: LuaFunction {
        LuaFunction("limit_list") { call in
            let count = Int(clamping: call.integer(2) ?? 1)
            state.value.endOfLine.limit(Int(call.integer(1) ?? 0), to: count)
            return .values
        }
    }

    /// `forget_list(list)`: it is over.
    private var forgetList: LuaFunction {
        LuaFunction("forget_list") { call in
            state.value.endOfLine.forget(Int(call.integer(1) ?? 0))
            return .values
        }
    }

    /// `set_aside(list)`: how many of its items wait for the end of the line.
    private var setAside: LuaFunction {
        LuaFunction("set_aside") { call in
            call.push(state.value.endOfLine.count(of: Int(call.integer(1) ?? 0)))
            return .values
        }
    }

    /// `rest(mark)`: the item that began a list waits for nothing but the end of the line.
    private var rest: LuaFunction {
        LuaFunction("rest") { call in
            let state = state.value
            let spawner = state.spawner(of: Int(call.integer(1) ?? 0))
            state.endOfLine.rest(spawner?.list?.serial, by: 1)
            call.nudge()
            return .values
        }
    }

    /// `stir(mark)`: it goes on.
    private var stir: LuaFunction {
        LuaFunction("stir") { call in
            let state = state.value
            let spawner = state.spawner(of: Int(call.integer(1) ?? 0))
            state.endOfLine.rest(spawner?.list?.serial, by: -1)
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
