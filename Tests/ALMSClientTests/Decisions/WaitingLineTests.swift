import Testing

@testable import ALMSClient

@Suite("A waiting line")
struct WaitingLineTests {
    @Test("serves in order, however it grows and shrinks")
    func order() {
        var line = WaitingLine<Int>()
        var served: [Int] = []
        var next = 0
        for round in 0..<300 {
            for _ in 0..<(round % 7) {
                line.append(next)
                next += 1
            }
            for _ in 0..<(round % 5) { if let one = line.removeFirst() { served.append(one) } }
        }
        while let one = line.removeFirst() { served.append(one) }
        #expect(served == Array(0..<next))
        #expect(line.removeFirst() == nil)
    }

    @Test("lets everybody go at once, in order")
    func everybody() {
        var line = WaitingLine<Int>()
        for number in 0..<10 { line.append(number) }
        _ = line.removeFirst()
        #expect(line.removeAll() == Array(1..<10))
        #expect(line.removeFirst() == nil)
    }
}
