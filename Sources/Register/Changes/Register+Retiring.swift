import ALMS
import GRDB

/// Doors that cannot be retired: somebody holds access there.
public struct DoorsInUse: Error, Sendable, Equatable, CustomStringConvertible {
    /// Each door with how many hold something there.
    let doors: [String]

    /// One sentence for people.
    public var description: String {
        let shown = doors.prefix(5).joined(separator: ", ") + (doors.count > 5 ? ", …" : "")
        let what = doors.count == 1 ? "a door is" : "\(doors.count) doors are"
        return "doors retire: \(what) in use: \(shown); take the access away first"
    }
}

extension Register {
    /// Leaves the doors that `selector` means out of every selection; their history stays.
    ///
    /// Whatever is done about such a door later, an import of it or somebody let in, brings it back.
    ///
    /// - Throws: ``DoorsInUse`` when anybody holds access at one of them, or may hold it;
    ///   ``InvalidSelector``, ``RegisterError``.
    public func retiringDoors(_ selector: DoorSelector) throws -> RegisterChange {
        let view = try view()
        let doors = try view.doors(selector)
        var inUse: [String] = []
        for door in doors {
            let held = try view.grants(at: door.key, status: nil).count {
                $0.status == .active || $0.unsettled != nil || $0.isRemovalDeclined
            }
            if held > 0 { inUse.append("\(door.key) (\(held))") }
        }
        guard inUse.isEmpty else { throw DoorsInUse(doors: inUse) }
        return RegisterChange("doors retire", at: clock(), doors.map { .retired($0.key) })
    }
}
