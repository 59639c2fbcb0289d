public import ALMS
import Register
import RequestLog
import Vault

extension Run {
    /// Whether this run writes down what becomes of its lists' items: live runs do.
    public var keepsItems: Bool { mode == .live }

    /// Writes down what became of an item, for `--only-unfinished`.
    ///
    /// - Parameters:
    ///   - key: what the item is; another run of the same script has to come to the same.
    ///   - each: which of the run's outermost lists, from 1.
    ///   - index: which item of it, from 1.
    ///   - outcome: what became of it.
    public func itemEnded(_ key: String, each: Int, index: Int, _ outcome: OutcomeClass) {
        guard keepsItems else { return }
        items.add(RunItem(each: each, index: index, key: key, outcome: outcome))
    }

    /// Tells that an item of one of the script's outermost lists is begun.
    ///
    /// - Parameters:
    ///   - list: the list's serial number.
    ///   - count: how many items it has.
    public func itemBegan(list: Int, of count: Int) {
        setup.events?(.item(list: list, count: count))
    }

    /// A name for something that must not be written down itself: an HMAC under the workspace's key.
    public func veiled(_ text: String) -> String {
        guard let key = try? resources.vault.commitmentKey() else { return "" }
        let none = [UInt8](repeating: 0, count: 16)
        return Commitments(key: key).commit(nonce: none, pointer: "/item", value: Array(text.utf8))
            .hex
    }
}
