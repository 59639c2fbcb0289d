/// All clocks at one moment.
struct Moment {
    let unixSeconds: Int64
    let now: Duration
    let awake: Duration

    init(_ surroundings: Surroundings) {
        unixSeconds = surroundings.unixSeconds()
        now = surroundings.now()
        awake = surroundings.awake()
    }

    /// What an answer with this date tells that came at `end`.
    func sample(_ date: String, until end: Moment) -> ClockWatch.Sample {
        let took = end.now - now
        return .init(date: date, sentAt: unixSeconds, took: took, slept: took - (end.awake - awake))
    }
}
