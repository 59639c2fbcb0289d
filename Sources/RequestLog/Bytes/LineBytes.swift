/// What a `LineWriter` finished, where it lies.
///
/// `@unchecked Sendable`: nobody writes to it any more.
@safe
final class LineBytes: @unchecked Sendable {
    private let memory: UnsafeMutableRawPointer
    let count: Int

    /// Takes over memory that `allocate` gave.
    init(_ memory: UnsafeMutableRawPointer, _ count: Int) {
        unsafe self.memory = memory
        self.count = count
    }

    deinit { unsafe memory.deallocate() }

    func withBytes<Result>(
        _ range: Range<Int>,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        return unsafe body(
            UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count)
        )
    }
}
