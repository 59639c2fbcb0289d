import ALMS
import Register
import Runs

/// Who would have no access any more where they have it now: person by person, flat by flat.
///
/// A flat is lost by whoever may open one of its doors before and not afterwards, and gets no other
/// door of it instead. Whoever gets into another flat meanwhile moves, and a flat is lost less.
struct AccessLoss: Sendable, Equatable {
    /// One person and one flat.
    struct Pair: Sendable, Equatable {
        /// The person's name, if it is known, and mobile.
        let person: String
        /// The flat: building, code, and its name if it is known.
        let flat: String
    }

    /// Every person with every flat that they lose; of who moves, with all that they leave.
    private(set) var pairs: [Pair] = []
    /// How many pairs there are, moves left out.
    private(set) var count = 0
    /// How many people they are.
    private(set) var people = 0

    /// Nobody.
    static let none = AccessLoss()

    private init() {}

    /// Compares what the register holds `before` and `after` these changes.
    ///
    /// - Throws: `RegisterError` when it cannot be read.
    init(_ changes: [Change], before: RegisterView, after: RegisterView) throws(RegisterError) {
        var holders = Holders(before: before, after: after)
        var moves: [String: Moves] = [:]
        var order: [String] = []
        for change in changes where change.grant != nil && change.mayMatter {
            let mobile = change.authoredMobile
            if moves[mobile] == nil { order.append(mobile) }
            let had = try holders.had(mobile, change.door)
            let has = try holders.has(mobile, change.door)
            moves[mobile, default: Moves()].note(change, had: had, has: has)
        }
        for mobile in order {
            guard let moves = moves[mobile], moves.count > 0 else { continue }
            people += 1
            count += moves.count
            let person = moves.name.isEmpty ? mobile : "\(moves.name) \(mobile)"
            for door in moves.left {
                let name = try before.door(door)?.apartment.name ?? ""
                let flat = "\(door.buildingId)/\(door.code)" + (name.isEmpty ? "" : " \(name)")
                pairs.append(Pair(person: person, flat: flat))
            }
        }
    }

    /// A line that counts them, and each of them by name where they are few; none for nobody.
    var lines: [String] {
        guard count > 0 else { return [] }
        let who =
            people == 1 ? "1 person loses access" : "\(people) people lose their access"
        let flats = Counted.text(count, "flat")
        let head = "\(who) in \(count == people ? flats : "\(flats) altogether")"
        guard pairs.count <= 10 else { return [head] }
        return [head + ":"] + pairs.map { "  \($0.person): \($0.flat)" }
    }

    /// Who may open which door, asked once a door.
    private struct Holders {
        let before: RegisterView
        let after: RegisterView
        private var earlier: [DoorKey: Set<String>] = [:]
        private var later: [DoorKey: Set<String>] = [:]

        init(before: RegisterView, after: RegisterView) {
            (self.before, self.after) = (before, after)
        }

        mutating func had(_ mobile: String, _ door: DoorKey) throws(RegisterError) -> Bool {
            if let known = earlier[door] { return known.contains(mobile) }
            let holders = try before.holders(at: door)
            earlier[door] = holders
            return holders.contains(mobile)
        }

        mutating func has(_ mobile: String, _ door: DoorKey) throws(RegisterError) -> Bool {
            if let known = later[door] { return known.contains(mobile) }
            let holders = try after.holders(at: door)
            later[door] = holders
            return holders.contains(mobile)
        }
    }

    /// What one person leaves and gets.
    private struct Moves {
        private struct Flat: Hashable {
            let building: String
            let code: String

            init(_ door: DoorKey) { (building, code) = (door.buildingId, door.code) }
        }

        var name = ""
        private var lost: [Flat: DoorKey] = [:]
        private var gained: Set<Flat> = []

        mutating func note(_ change: Change, had: Bool, has: Bool) {
            if name.isEmpty { name = change.authoredName }
            if had, !has { lost[Flat(change.door)] = change.door }
            if !had, has { gained.insert(Flat(change.door)) }
        }

        /// A door of each flat that is left.
        var left: [DoorKey] {
            lost.filter { !gained.contains($0.key) }.map(\.value).sorted()
        }

        /// How many flats are left for nothing.
        var count: Int { max(0, left.count - gained.subtracting(lost.keys).count) }
    }
}

extension Change {
    /// Whether it may give or take access: not what stays as it is.
    fileprivate var mayMatter: Bool {
        switch kind {
        case .new, .changed, .removed: !authoredMobile.isEmpty
        case .unchanged, .opened: false
        }
    }
}
