/// Works out, while a script is rehearsed, which steps of the plan wait for which others.
///
/// Items of an `each` are independent; what follows an `each` comes after all of it. A step *needs*
/// the one before it in its item (if that is not ok, it is skipped), unless that one was made inside
/// `pcall`: then it only comes *after* it (`DESIGN.md`, «Plan»).
struct StepOrder {
    /// What a step waits for.
    struct Place: Equatable {
        /// Steps that must be ok.
        var needs: [Int] = []
        /// Steps that must be over.
        var after: [StepRange] = []
    }

    /// The main chunk, or one item: requests that were made one after another.
    ///
    /// Kept for every item to the end of the run, so its numbers are short; −1 stands for none.
    private struct Thread {
        /// The last step whose failure would have ended the script here.
        var needed: Int32 = -1
        var last: Int32 = -1
        /// The steps of every `each` that was called here since the last step.
        var children = Steps()
        /// The part of ``children`` that the present list has to wait for.
        var earlierLists = Steps()
        var list: Int32 = -1
    }

    private struct Steps {
        var first: Int32 = -1
        var last: Int32 = -1

        var range: StepRange? {
            first < 0 ? nil : StepRange(Int(first), through: Int(last))
        }
    }

    /// The main chunk first, then the items by their numbers; nil: no step yet.
    private var threads: [Thread?] = [Thread()]
    private var count: Int32 = 0

    /// The place of the next step.
    mutating func place(_ scope: CallScope) -> Place {
        let number = scope.item ?? 0
        let missing = max(number, scope.parent ?? 0) + 1 - threads.count
        if missing > 0 { threads += Array(repeating: nil, count: missing) }
        var inherited: Place?
        if threads[number] == nil { inherited = beginItem(scope) }
        var thread = threads[number] ?? Thread()
        let place = inherited ?? Self.place(in: thread)
        if !scope.insidePcall { thread.needed = count }
        thread.last = count
        thread.children = Steps()
        thread.earlierLists = Steps()
        threads[number] = thread
        noteAncestors(scope)
        count += 1
        return place
    }

    private static func place(in thread: Thread) -> Place {
        var place = Place()
        if thread.needed >= 0 { place.needs = [Int(thread.needed)] }
        if thread.last >= 0, thread.last != thread.needed {
            place.after.append(StepRange(Int(thread.last)))
        }
        if let children = thread.children.range { place.after.append(children) }
        return place
    }

    private mutating func beginItem(_ scope: CallScope) -> Place {
        var parent = thread(scope.parent) ?? Thread()
        let list = Int32(scope.list ?? -1)
        if parent.list != list {
            parent.list = list
            parent.earlierLists = parent.children
            threads[scope.parent ?? 0] = parent
        }
        parent.children = parent.earlierLists
        return Self.place(in: parent)
    }

    private mutating func noteAncestors(_ scope: CallScope) {
        guard scope.item != nil, var parent = thread(scope.parent) else { return }
        if parent.children.first < 0 { parent.children.first = count }
        parent.children.last = count
        threads[scope.parent ?? 0] = parent
    }

    private func thread(_ item: Int?) -> Thread? { threads[item ?? 0] }
}
