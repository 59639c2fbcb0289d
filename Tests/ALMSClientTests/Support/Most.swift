import ALMS
import Synchronization

/// A journal that counts how many attempts are under way at once.
final class Most: AttemptJournal {
    private let counts = Mutex((now: 0, most: 0))

    /// The highest count there was.
    var most: Int { counts.withLock { $0.most } }

    func willSend(_ stamp: Stamp, attempt number: Int) async throws {
        counts.withLock { counts in
            counts.now += 1
            counts.most = max(counts.most, counts.now)
        }
    }

    func didReceive(_ attempt: Attempt, number: Int, duration: Int64) async {
        counts.withLock { $0.now -= 1 }
    }
}
