/// What mail and editors do to a plan's file, found by how it looks now.
enum PlanDamage {
    /// What was done to the file, in words of mail and editors; nil when nothing is known of it.
    static func words(_ bytes: [UInt8]) -> String? {
        if isUTF16(bytes) {
            return "an editor saved it as UTF-16, which Windows calls Unicode"
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return "an editor put a byte order mark before it (UTF-8 with BOM)"
        }
        let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        guard let header = lines.firstIndex(where: isHeader) else { return nil }
        if lines[header].first == UInt8(ascii: ">") || lines[header].first == UInt8(ascii: " ") {
            return "mail quoted or indented its lines"
        }
        if bytes.contains(13) {
            return "mail or an editor changed its line ends to those of Windows"
        }
        if header > 0 {
            let what = header == 1 ? "a line stands" : "\(header) lines stand"
            return "\(what) before it, such as the text of a mail"
        }
        if lines[0].last != UInt8(ascii: "}") {
            return "mail broke its long lines"
        }
        return endWords(bytes, lines)
    }

    private static func endWords(
        _ bytes: [UInt8],
        _ lines: [ArraySlice<UInt8>]
    ) -> String? {
        let dash = Array("— ".utf8)
        guard let last = lines.last(where: { !$0.isEmpty }) else { return nil }
        let isSigned = lines.contains { $0.starts(with: dash) }
        if !isSigned {
            if lines.contains(where: { $0.starts(with: Array("-- ".utf8)) }) {
                return "mail or an editor changed the dashes before its signatures"
            }
            return "its end with the signatures is missing"
        }
        if !last.starts(with: dash) {
            return "something stands behind its signatures, such as the footer of a mail"
        }
        if bytes.last != 10 {
            return "its last line feed is missing: an editor, or copying it by hand, took it away"
        }
        if bytes.suffix(2) == [10, 10] {
            return "an editor put an empty line behind its signatures"
        }
        return nil
    }

    private static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
        let mark = Array("\"format\":\"yeeuu-plan/".utf8)
        guard line.count >= mark.count else { return false }
        return line.prefix(64).indices.contains { line[$0...].starts(with: mark) }
    }

    private static func isUTF16(_ bytes: [UInt8]) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        let start = bytes.prefix(64)
        return start.count >= 8 && start.count { $0 == 0 } * 3 >= start.count
    }
}
