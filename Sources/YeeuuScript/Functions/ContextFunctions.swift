import LuaRuntime
import Runs

/// What `each` and `pcall` tell the host, and ask it.
struct ContextFunctions {
    let state: StateBox

    var all: [LuaFunction] {
        [
            beginList, enterItem, failedItem, itemNotStarted, leaveItem, back, endList, stopped,
            bug, enterCatch,
            leaveCatch, enterExchange, leaveExchange, enterLeaving, leaveLeaving, enterReturn,
            leaveReturn,
        ]
    }

    /// `begin_list()`: a mark to come back to, a list's serial number, the usual concurrency, and
    /// the list's number among the outermost ones when what becomes of its items is kept.
    private var beginList: LuaFunction {
        LuaFunction("begin_list") { call in
            let (mark, list, outer) = state.value.beginList()
            call.push(mark)
            call.push(list)
            call.push(max(1, state.value.options.concurrency))
            if let outer { call.push(outer) }
            return .values
        }
    }

    /// `enter_item(list, count)`: what follows belongs to a new item.
    private var enterItem: LuaFunction {
        LuaFunction("enter_item") { call in
            let list = Int(call.integer(1) ?? 0)
            state.value.enterItem(list: list, count: Int(call.integer(2) ?? 0))
            return .values
        }
    }

    /// `failed_item(list, count, words, item)`: an item failed before anything was sent for it.
    private var failedItem: LuaFunction {
        LuaFunction("failed_item") { call in
            let scope = CallScope(
                list: call.integer(1).map { Int($0) },
                listCount: call.integer(2).map { Int($0) }
            )
            let about = state.value.subjects(call, 4)
            state.value.run.failedItem(call.string(3) ?? "", scope: scope, about: about)
            return .values
        }
    }

    /// `item_not_started(name, words, item)`: a stop kept an item from being begun.
    private var itemNotStarted: LuaFunction {
        LuaFunction("item_not_started") { call in
            let (name, words) = (call.string(1) ?? "", call.string(2) ?? "")
            state.value.run.itemNotStarted(name, words, about: state.value.subjects(call, 3))
            return .values
        }
    }

    /// `leave_item()`: whether the item, which ended well, had nothing to change.
    private var leaveItem: LuaFunction {
        LuaFunction("leave_item") { call in
            call.push(state.value.context.isUnchanged)
            return .values
        }
    }

    private var back: LuaFunction {
        LuaFunction("back") { call in
            state.value.back(to: Int(call.integer(1) ?? 0))
            return .values
        }
    }

    private var endList: LuaFunction {
        LuaFunction("end_list") { call in
            state.value.endList(Int(call.integer(1) ?? 0))
            return .values
        }
    }

    /// `stopped()`: nothing, or the reason's name, its words and the class of what was not begun.
    private var stopped: LuaFunction {
        LuaFunction("stopped") { call in
            guard let reason = state.value.run.stopped else { return .values }
            call.push(reason.name)
            call.push(reason.description)
            call.push(reason == .interrupted || reason == .scriptBug ? "cancelled" : "policy")
            return .values
        }
    }

    /// `bug()`: a mistake in the script; nothing more is started.
    private var bug: LuaFunction {
        LuaFunction("bug") { _ in
            state.value.run.stop(.scriptBug)
            return .values
        }
    }

    private var enterCatch: LuaFunction {
        LuaFunction("enter_catch") { _ in
            state.value.context.pcallDepth += 1
            return .values
        }
    }

    private var enterExchange: LuaFunction {
        LuaFunction("enter_exchange") { _ in
            state.value.context.isExchange = true
            return .values
        }
    }

    private var leaveExchange: LuaFunction {
        LuaFunction("leave_exchange") { _ in
            state.value.context.isExchange = false
            return .values
        }
    }

    /// `enter_leaving(vacate, reason)`: what is taken away now leaves the door empty, once nobody
    /// else is there, or may leave it without a way in for a reason.
    private var enterLeaving: LuaFunction {
        LuaFunction("enter_leaving") { call in
            state.value.context.vacates = call.boolean(1) ?? false
            state.value.context.lockedOut = call.string(2).flatMap { $0.isEmpty ? nil : $0 }
            return .values
        }
    }

    private var enterReturn: LuaFunction {
        LuaFunction("enter_return") { _ in
            state.value.context.isReturn = true
            return .values
        }
    }

    private var leaveLeaving: LuaFunction {
        LuaFunction("leave_leaving") { _ in
            state.value.context.vacates = false
            state.value.context.lockedOut = nil
            return .values
        }
    }

    private var leaveReturn: LuaFunction {
        LuaFunction("leave_return") { _ in
            state.value.context.isReturn = false
            return .values
        }
    }

    private var leaveCatch: LuaFunction {
        LuaFunction("leave_catch") { _ in
            let context = state.value.context
            context.pcallDepth = max(0, context.pcallDepth - 1)
            return .values
        }
    }
}

extension StopReason {
    /// As a report's `stopped` names it.
    var name: String {
        switch self {
        case .interrupted: "interrupted"
        case .scriptBug: "bug"
        case .bound(let name, _): name
        case .credentials: "credentials"
        case .log: "log"
        case .breaker: "breaker"
        }
    }
}
