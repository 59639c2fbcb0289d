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
    private struct Thread {
        /// The last step whose failure would have ended the script here.
        var needed: Int?
        var last: Int?
        /// What the first step of an item takes over from where its `each` stands.
        var inherited = Place()
        /// The steps of every `each` that was called here since the last step.
        var children: StepRange?
        /// The part of ``children`` that the present list has to wait for.
        var earlierLists: StepRange?
        var list: Int?
    }

    private var threads: [Int?: Thread] = [nil: Thread()]
    private var count = 0

    /// The place of the next step.
    mutating func place(_ scope: CallScope) -> Place {
        if let item = scope.item, threads[item] == nil {
            threads[item] = Thread(inherited: beginItem(scope))
        }
        var thread = threads[scope.item] ?? Thread()
        let place = Self.place(in: thread)
        if !scope.insidePcall { thread.needed = count }
        thread.last = count
        thread.inherited = Place()
        thread.children = nil
        thread.earlierLists = nil
        threads[scope.item] = thread
        noteAncestors(scope)
        count += 1
        return place
    }

    private static func place(in thread: Thread) -> Place {
        var place = thread.inherited
        if let needed = thread.needed { place.needs = [needed] }
        if let last = thread.last, last != thread.needed { place.after.append(StepRange(last)) }
        if let children = thread.children { place.after.append(children) }
        return place
    }

    private mutating func beginItem(_ scope: CallScope) -> Place {
        var parent = threads[scope.parent] ?? Thread()
        if parent.list != scope.list {
            parent.list = scope.list
            parent.earlierLists = parent.children
            threads[scope.parent] = parent
        }
        parent.children = parent.earlierLists
        return Self.place(in: parent)
    }

    private mutating func noteAncestors(_ scope: CallScope) {
        guard scope.item != nil, var parent = threads[scope.parent] else { return }
        parent.children = StepRange(parent.children?.first ?? count, through: count)
        threads[scope.parent] = parent
    }
}
