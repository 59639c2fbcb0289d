import ALMS
import Vault

extension RegisterView {
    /// The doors that `selector` means, by building and then in the order they were made known.
    ///
    /// - Throws: ``InvalidSelector`` for an unknown `buildingId`, and when nothing is found though
    ///   the selector requires it; ``RegisterError``.
    public func doors(_ selector: DoorSelector) throws -> [DoorRow] {
        narrowing.sampled(try found(selector))
    }

    /// The one door that `selector` means.
    ///
    /// - Throws: ``NotOne`` with what was found; ``InvalidSelector``; ``RegisterError``.
    public func door(_ selector: DoorSelector) throws -> DoorRow {
        let found = try found(selector, mayRequire: false)
        guard found.count == 1, let door = found.first else {
            throw NotOne(found: found, missing: found.isEmpty ? try missing(selector) : "")
        }
        return door
    }

    /// Refuses a narrowing to a `buildingId` that the register lacks, which would leave nothing.
    ///
    /// - Throws: ``InvalidSelector``; ``RegisterError``.
    public func check(_ narrowing: Narrowing) throws {
        try reading { reading, overlay in
            try reading.check(narrowing.filter, "--only", &overlay)
        }
    }

    /// The grants that `selector` means: by door as ``doors(_:)``, then kind, then holder.
    ///
    /// - Throws: as ``doors(_:)``.
    public func grants(_ selector: GrantSelector) throws -> [GrantRow] {
        let found = try reading { reading, overlay in
            try reading.check(selector.filter, selector.function, &overlay)
            return try reading.grants(selector, narrowing, &overlay)
        }
        if selector.isRequired, found.isEmpty { throw InvalidSelector.nothing(selector.function) }
        return narrowing.sampled(found)
    }

    /// Why a door was not found, with the nearest one.
    private func missing(_ selector: DoorSelector) throws -> String {
        try reading { reading, overlay in
            let wanted = selector.filter.words
            if try !reading.doors(selector, .none, &overlay).isEmpty {
                return "\(wanted): left out by --only"
            }
            guard let key = selector.filter.keyWords, selector.mobile == nil else {
                return "\(wanted): no such door in the register; see yeeuu doors list"
            }
            var all = DoorFilter()
            all.texts[.buildingId] = selector.filter.texts[.buildingId]
            let near = try reading.doors(all, &overlay).prefix(Self.searched).lazy
            let hint =
                all.texts.isEmpty
                ? NearestName.hint(key, among: near.map(\.key.code))
                : NearestName.hint(key, among: near.map(\.key.description))
            return "\(key) is not in the register"
                + (hint.isEmpty ? "; see yeeuu doors list" : hint)
        }
    }

    /// How many doors are looked through for the nearest name: it takes some µs for each.
    private static let searched = 5000

    private func found(_ selector: DoorSelector, mayRequire: Bool = true) throws -> [DoorRow] {
        let found = try reading { reading, overlay in
            try reading.check(selector.filter, selector.function, &overlay)
            return try reading.doors(selector, narrowing, &overlay)
        }
        if mayRequire, selector.isRequired, found.isEmpty {
            throw InvalidSelector.nothing(selector.function)
        }
        return found
    }
}

extension InvalidSelector {
    /// Nothing was found though something is required.
    static func nothing(_ function: String) -> InvalidSelector {
        InvalidSelector(
            function: function,
            problems: [.init("required", "nothing found; check the selection")]
        )
    }
}

extension Reading {
    /// Refuses a `buildingId` that the register lacks.
    func check(_ filter: DoorFilter, _ function: String, _ overlay: inout Overlay) throws {
        guard let wanted = filter.texts[.buildingId] else { return }
        let buildings = try buildings(&overlay)
        guard !buildings.contains(wanted) else { return }
        let hint = NearestName.hint(wanted, among: buildings)
        throw InvalidSelector(
            function: function,
            problems: [.init("buildingId", "'\(wanted)' is not in the register\(hint)")]
        )
    }

    func doors(
        _ selector: DoorSelector,
        _ narrowing: Narrowing,
        _ overlay: inout Overlay
    ) throws -> [DoorRow] {
        var rows: [DoorRow]
        if let mobile = selector.mobile ?? narrowing.mobile {
            rows = try doors(of: mobile, &overlay).filter { selector.filter.matches($0) }
        } else {
            rows = try doors(selector.filter, &overlay)
        }
        if selector.mobile != nil, let mobile = narrowing.mobile {
            let others = Set(try doors(of: mobile, &overlay).map(\.key))
            rows.removeAll { !others.contains($0.key) }
        }
        return rows.filter { narrowing.filter.matches($0) }
    }

    /// The doors where `mobile` holds anything now.
    private func doors(of mobile: String, _ overlay: inout Overlay) throws -> [DoorRow] {
        var doors: [DoorKey: DoorRow] = [:]
        try eachGrant(DoorFilter(), mobile: mobile, activeOnly: true, &overlay) { candidate in
            if candidate.row.status == .active { doors[candidate.door.key] = candidate.door }
        }
        return doors.values.sorted(by: Self.precedes)
    }

    func grants(
        _ selector: GrantSelector,
        _ narrowing: Narrowing,
        _ overlay: inout Overlay
    ) throws -> [GrantRow] {
        let sharing = selector.isShared == nil ? nil : try Sharing(self, &overlay)
        let changes = overlay
        if let one = selector.mobile, let other = narrowing.mobile, one != other { return [] }
        var found: [GrantRow] = []
        try eachGrant(
            selector.filter,
            kind: selector.kind,
            mobile: selector.mobile ?? narrowing.mobile,
            activeOnly: selector.status == .active,
            &overlay
        ) { candidate in
            guard selector.matches(candidate.row, now: now),
                narrowing.filter.matches(candidate.door),
                try matches(selector, candidate, sharing, changes)
            else { return }
            found.append(candidate.row)
        }
        return overlay.isEmpty ? found : found.sorted(by: Self.precedes)
    }

    private func matches(
        _ selector: GrantSelector,
        _ candidate: Candidate,
        _ sharing: Sharing?,
        _ changes: Overlay
    ) throws -> Bool {
        guard selector.readsPasswords else { return true }
        let row = candidate.row
        let password = try password(candidate)
        if let isWeak = selector.isWeak {
            // A run could give one password to numbers of its own, and read here whose tail it is.
            let mobile = changes.changes(row.id) ? "" : row.authoredMobile
            let weakness = password.flatMap { PasswordRule.weakness($0.reveal(), mobile: mobile) }
            if (weakness != nil) != isWeak || password == nil { return false }
        }
        guard let isShared = selector.isShared, let sharing else { return true }
        return password != nil && sharing.contains(row.id) == isShared
    }

    /// The current password of a candidate.
    func password(_ candidate: Candidate) throws -> Secret? {
        guard candidate.row.hasPassword else { return nil }
        let terms = try candidate.holding().settled?.terms
        return try keys.opened(terms?.password, of: candidate.row.id, as: .held)
    }

    static func precedes(_ one: GrantRow, _ other: GrantRow) -> Bool {
        if one.doorID != other.doorID {
            let (left, right) = (one.door.buildingId, other.door.buildingId)
            if left != right { return left.utf8.lexicographicallyPrecedes(right.utf8) }
            return rank(one.doorID) < rank(other.doorID)
        }
        if one.kind != other.kind { return one.kind < other.kind }
        return one.authoredMobile.utf8.lexicographicallyPrecedes(other.authoredMobile.utf8)
    }
}

/// The grants whose password more than one person holds, anywhere in the register.
///
/// What this run changed is none of them: a run could give people texts of its own, and read here
/// which of those others hold.
struct Sharing {
    private var shared: Set<GrantID> = []

    init(_ reading: Reading, _ overlay: inout Overlay) throws {
        let changed = overlay
        var holders: [Secret: [GrantID]] = [:]
        try reading.eachGrant(DoorFilter(), mobile: nil, activeOnly: true, &overlay) { candidate in
            guard candidate.row.status == .active, !changed.changes(candidate.row.id),
                let secret = try reading.password(candidate)
            else { return }
            holders[secret, default: []].append(candidate.row.id)
        }
        for ids in holders.values where Set(ids.map(\.authoredMobile)).count > 1 {
            shared.formUnion(ids)
        }
    }

    func contains(_ id: GrantID) -> Bool { shared.contains(id) }
}
