import ALMS
import GRDB

/// The pages that a view has read lately, for the next questions about the same doors.
///
/// A script asks several things of one door and then goes on to the next: pages are read ahead while
/// the doors come in the order of their numbers.
struct DoorPages {
    private var pages: [DoorKey: DoorPage?] = [:]
    private var dataVersion: Int64 = -1
    private var changes = -1
    private var checked = ContinuousClock.now
    /// The door behind the last one that was read.
    private var next: Int64 = 0
    private var ahead: Int64 = 1
    /// Whether grants are read with their doors: from the first time that somebody wants one.
    private var withGrants = false

    private static let patience = Duration.milliseconds(5)
    private static let most = 2048
    private static let farthest: Int64 = 256
    /// Not so far where every commit makes what was read worthless.
    private static let farthestChanging: Int64 = 16
    /// How many doors may be left out for the order to count as kept.
    private static let gap: Int64 = 16

    /// What is known of a door without asking the database; `.some(nil)`: it lacks the door.
    func known(_ key: DoorKey, _ need: DoorPage.Need) -> DoorPage?? {
        guard let page = pages[key], page?.answers(need) != false else { return nil }
        return .some(page)
    }

    /// What is known of a door in a database that others may change.
    ///
    /// What this process wrote shows at once; another process's commit after at most
    /// ``patience``, before which it might as well have come a little later.
    func known(_ key: DoorKey, _ need: DoorPage.Need, in store: Store) -> DoorPage?? {
        guard changes == store.changes, ContinuousClock.now - checked < Self.patience else {
            return nil
        }
        return known(key, need)
    }

    /// The page of a door in a database that others may change.
    mutating func page(
        _ key: DoorKey,
        _ need: DoorPage.Need,
        _ store: Store,
        changing db: Database
    ) throws -> DoorPage? {
        changes = store.changes
        checked = .now
        // Changes with every commit but this connection's own, which only reads.
        let version = try db.one("PRAGMA data_version", []) { $0[0] } ?? Int64(-1)
        if version != dataVersion {
            dataVersion = version
            pages.removeAll(keepingCapacity: true)
        }
        return try page(key, need, upTo: Self.farthestChanging, db)
    }

    /// Lets go of a door that was changed.
    mutating func drop(_ key: DoorKey) { pages[key] = nil }

    /// The page of a door in a database that stands still, doors that were dropped apart.
    mutating func page(
        _ key: DoorKey,
        _ need: DoorPage.Need,
        still db: Database
    ) throws -> DoorPage? {
        try page(key, need, upTo: Self.farthest, db)
    }

    private mutating func page(
        _ key: DoorKey,
        _ need: DoorPage.Need,
        upTo farthest: Int64,
        _ db: Database
    ) throws -> DoorPage? {
        if let page = known(key, need) { return page }
        var page = try DoorPage.read(key, withGrants: withGrants, db)
        if page?.answers(need) == false {
            withGrants = true
            page = try DoorPage.read(key, withGrants: true, db)
        }
        keep(page, key)
        guard let number = page?.door.id else { return nil }
        let isInOrder = number >= next && number < next + Self.gap
        ahead = isInOrder ? min(ahead * 4, farthest) : 1
        next = number + ahead
        if ahead > 1 {
            let pages = try DoorPage.read(number + 1...next - 1, withGrants: withGrants, db)
            for page in pages { keep(page, page.door.key) }
        }
        return page
    }

    private mutating func keep(_ page: DoorPage?, _ key: DoorKey) {
        if pages.count >= Self.most { pages.removeAll(keepingCapacity: true) }
        pages[key] = .some(page)
    }
}
