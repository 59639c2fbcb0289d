/// Holds back the steps of a plan whose items a canary does not begin yet: a value without I/O.
struct CanaryGate {
    private let units: [Int]
    private var marks: ArraySlice<Int>
    private var held: [Int] = []

    /// - Parameters:
    ///   - steps: the plan's steps.
    ///   - marks: after how many of so many items to wait.
    init(_ steps: [PlanStep], marks: (Int) -> [Int]) {
        var items: [Int: Int] = [:]
        var count = 0
        units = steps.map { step in
            if let item = step.item, let known = items[item] { return known }
            defer { count += 1 }
            if let item = step.item { items[item] = count }
            return count
        }
        self.marks = marks(count)[...]
    }

    /// The next step to start; nil when none may start now.
    mutating func next(_ schedule: inout PlanSchedule) -> Int? {
        let limit = marks.first ?? .max
        if let index = held.lastIndex(where: { units[$0] < limit }) {
            return held.remove(at: index)
        }
        while let step = schedule.next() {
            if units[step] < limit { return step }
            held.append(step)
        }
        return nil
    }

    /// Nothing is in flight: goes on to the next mark; how many items were begun, nil at the end.
    mutating func open() -> Int? { marks.popFirst() }
}
