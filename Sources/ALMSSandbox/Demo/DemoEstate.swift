public import ALMS

/// An invented set of buildings with doors, tenants and openings: the same for the same three numbers.
///
/// Everything is made while it is read, apartment by apartment, so that a million doors need no
/// more memory than one.
public struct DemoEstate: Sendable {
    /// How many doors it has.
    public let doors: Int
    /// What it is made from.
    public let seed: UInt64
    /// The instant that its times are relative to, Unix seconds.
    public let now: Int64

    /// How many openings are invented at most.
    static let openingsLimit = 50_000

    /// Describes an estate; nothing is made yet.
    ///
    /// - Parameters:
    ///   - doors: how many, from 0.
    ///   - seed: any number; another one gives other names and passwords.
    ///   - now: Unix seconds; grants end after it, but for a few that have ended.
    public init(doors: Int = 420, seed: UInt64 = 1, now: Int64) {
        self.doors = max(doors, 0)
        self.seed = seed
        self.now = now
    }

    /// Every door, entrances before their inner doors, about 105 a building.
    public var apartments: DemoSequence<Apartment> {
        DemoSequence(estate: self, limit: .max) { $0.apartments }
    }

    /// Who holds what, in the order of the doors.
    public var grants: DemoSequence<DemoGrant> {
        DemoSequence(estate: self, limit: .max) { $0.grants }
    }

    /// The openings of the last seven days, last night's among them; at most 50,000.
    public var openings: DemoSequence<DemoOpening> {
        DemoSequence(estate: self, limit: Self.openingsLimit) { $0.openings }
    }
}

/// Something of each apartment of a demo estate, one apartment after another.
public struct DemoSequence<Element>: Sequence, Sendable {
    let estate: DemoEstate
    let limit: Int
    let elements: @Sendable (DemoApartment) -> [Element]

    /// Begins at the first apartment.
    public func makeIterator() -> Iterator {
        Iterator(estate: estate, elements: elements, remaining: limit)
    }

    /// Reads one apartment at a time.
    public struct Iterator: IteratorProtocol {
        let estate: DemoEstate
        let elements: @Sendable (DemoApartment) -> [Element]
        var remaining: Int
        private var batch: [Element] = []
        private var position = 0
        private var number = 0
        private var doorsLeft: Int

        init(
            estate: DemoEstate,
            elements: @escaping @Sendable (DemoApartment) -> [Element],
            remaining: Int
        ) {
            self.estate = estate
            self.elements = elements
            self.remaining = remaining
            doorsLeft = estate.doors
        }

        /// The next element; nil after the last door.
        public mutating func next() -> Element? {
            guard remaining > 0 else { return nil }
            while position == batch.count {
                guard doorsLeft > 0 else { return nil }
                let apartment = DemoApartment(number, of: estate, doorsLeft: doorsLeft)
                doorsLeft -= apartment.doorCount
                number += 1
                batch = elements(apartment)
                position = 0
            }
            remaining -= 1
            position += 1
            return batch[position - 1]
        }
    }
}
