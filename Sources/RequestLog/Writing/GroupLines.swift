/// The lines of one group as they go to the file.
///
/// `@unchecked Sendable`: whoever writes them hands them to the thread that hashes them and does not
/// touch them again before that has ended.
final class GroupLines: @unchecked Sendable {
    /// They stand behind one byte, so that each has a byte before it for the leaf's prefix.
    private var buffer = LineWriter(capacity: 1 << 16)
    /// Where each line ends in `buffer`: at its line feed.
    private var ends: [Int] = []
    /// Where the digits of the group's code go.
    private var digits: Int?

    /// How many they are.
    var count: Int { ends.count }
    /// How many bytes they have, line feeds included.
    var bytes: Int { max(0, buffer.count - 1) }

    func removeAll() {
        buffer.remove(from: 0)
        ends.removeAll(keepingCapacity: true)
        digits = nil
    }

    func append(
        _ entry: EncodedEntry,
        of batch: EncodedBatch,
        seq: Int,
        stamp: StampText,
        head: [UInt8]?,
        isLastOfMAC: Bool
    ) {
        if buffer.count == 0 { buffer.append(0) }
        digits = batch.assemble(
            entry,
            into: &buffer,
            seq: seq,
            stamp: stamp,
            head: head,
            hasMAC: isLastOfMAC
        )
        ends.append(buffer.count - 1)
    }

    /// Writes the group's code into its last line, which has room for it.
    func seal(_ mac: LogMAC) {
        guard let digits else { return }
        let code = unsafe buffer.withBytes {
            unsafe mac.code(UnsafeRawBufferPointer(rebasing: $0[1...]))
        }
        for (index, digit) in code.enumerated() { buffer.set(digits + index, to: digit) }
    }

    /// One `write`; a short count is the caller's to judge.
    func write(to file: borrowing File, at offset: Int) throws(SystemFailure) -> Int {
        try file.write(buffer, from: 1, at: offset)
    }

    /// The hashes of the entries; they cannot be written any more, prefixes stand for their feeds.
    func hashLeaves() -> [TreeHash] {
        var leaves: [TreeHash] = []
        leaves.reserveCapacity(ends.count)
        var start = 0
        for end in ends {
            buffer.set(start, to: 0)
            leaves.append(unsafe buffer.withBytes { unsafe Hashing.prefixed($0, start..<end) })
            start = end
        }
        return leaves
    }
}
