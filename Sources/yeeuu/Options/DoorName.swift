import ALMS

/// Doors on the command line: `B001/10010001`, or `B001/10010001/甲` for an inner door.
enum DoorName {
    /// Reads a door.
    ///
    /// - Throws: ``Problem/badValue(name:value:expected:)``.
    static func read(_ text: String) throws(Problem) -> DoorKey {
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
            .map { String($0) }
        guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else {
            let expected = "BUILDING/CODE, or BUILDING/CODE/DOOR for an inner door"
            throw .badValue(name: "--door", value: text, expected: expected)
        }
        return DoorKey(
            buildingId: parts[0],
            code: parts[1],
            doorType: parts.count == 2 ? .main : .inner,
            door: parts.count == 2 ? "" : parts[2]
        )
    }
}
