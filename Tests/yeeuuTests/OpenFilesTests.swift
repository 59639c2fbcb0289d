import Testing

@testable import yeeuu

@Suite("Open files")
struct OpenFilesTests {
    @Test(
        "bound how many requests go at once",
        arguments: [
            (16, 1024, true, 16), (16, 64, true, 8), (16, 64, false, 16), (64, 64, false, 16),
            (16, 50, true, 1), (16, 49, true, nil), (16, 49, false, 1), (4, 32, false, nil),
            (4, 0, true, nil), (1_000_000_000, .max, true, 1_000_000_000),
        ] as [(Int, Int, Bool, Int?)]
    )
    func bound(_ wanted: Int, _ allowed: Int, _ servesItself: Bool, _ expected: Int?) {
        let count = OpenFiles.concurrency(wanted, allowed: allowed, servesItself: servesItself)
        #expect(count == expected)
    }
}
