import ALMSClient
import Synchronization

/// Clocks, sleep and chance that a test holds in its hand: sleeping moves the clock and takes no time.
final class World: Sendable {
    private struct State {
        var now: Duration = .zero
        var slept: [Duration] = []
        var unixOffset: Int64 = 0
    }

    private let state = Mutex(State())
    private let chance: Double
    private let sleepsForever: Bool

    /// `chance` is every random number; `sleepsForever` lets no sleep end by itself.
    init(chance: Double = 0.5, unixOffset: Int64 = 0, sleepsForever: Bool = false) {
        self.chance = chance
        self.sleepsForever = sleepsForever
        state.withLock { $0.unixOffset = unixOffset }
    }

    var slept: [Duration] { state.withLock { $0.slept } }

    /// Moves the clock.
    func pass(_ time: Duration) { state.withLock { $0.now += time } }

    var surroundings: Surroundings {
        let real = Surroundings.system
        return Surroundings(
            unixSeconds: { real.unixSeconds() + self.state.withLock { $0.unixOffset } },
            now: { self.state.withLock { $0.now } },
            sleep: { wait in
                self.state.withLock { state in
                    state.slept.append(wait)
                    if !self.sleepsForever { state.now += wait }
                }
                if self.sleepsForever { try? await Task.sleep(for: .seconds(3600)) }
            },
            random: { self.chance }
        )
    }
}
