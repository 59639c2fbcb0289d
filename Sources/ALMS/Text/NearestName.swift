/// Finds what somebody meant to type.
public enum NearestName {
    /// The candidate nearest to `word`, if any is near enough to be meant.
    ///
    /// Near enough: at most a third of the longer word's characters differ (at least one may),
    /// case aside; or the word differs only in `_` and case. What is longer than ``longest`` is near
    /// nothing: comparing grows with the square of the length.
    public static func find(_ word: String, among candidates: some Sequence<String>) -> String? {
        guard word.utf8.count <= longest else { return nil }
        let wanted = folded(word)
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            guard candidate.utf8.count <= longest else { continue }
            let letters = folded(candidate)
            let limit = max(1, max(wanted.count, letters.count) / 3)
            guard abs(wanted.count - letters.count) <= limit else { continue }
            let distance = distance(wanted, letters)
            if distance <= limit, distance < (best?.distance ?? .max) {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    /// In bytes of UTF-8; no name that anybody types is longer.
    static let longest = 200

    /// `; did you mean 'x'?` or nothing.
    public static func hint(_ word: String, among candidates: some Sequence<String>) -> String {
        find(word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
    }

    private static func folded(_ text: String) -> [Character] {
        text.lowercased().filter { $0 != "_" && $0 != "-" }
    }

    /// Optimal string alignment: insertions, deletions, changes and swapped neighbours count one.
    private static func distance(_ one: [Character], _ other: [Character]) -> Int {
        var before: [Int] = []
        var previous = Array(0...other.count)
        for i in 0..<one.count {
            var current = [i + 1]
            for j in 0..<other.count {
                let change = previous[j] + (one[i] == other[j] ? 0 : 1)
                var least = min(change, previous[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
                    least = min(least, before[j - 1] + 1)
                }
                current.append(least)
            }
            before = previous
            previous = current
        }
        return previous[other.count]
    }
}
