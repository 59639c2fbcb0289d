import Basics

/// Writes CSV that spreadsheets open as it is meant: UTF-8 with a byte order mark, lines ended by
/// CRLF, and no cell that would be calculated.
public struct CSVWriter: Sendable {
    /// The content so far.
    public private(set) var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Begins with a line of headings.
    public init(headings: [String]) { add(headings) }

    /// Adds a row; a cell that begins with `=`, `+`, `-` or `@`, also full-width, gets an apostrophe before it.
    public mutating func add(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            add(Self.isDangerous(cell) ? "'" + cell : cell, isAlone: cells.count == 1)
        }
        bytes += "\r\n".utf8
    }

    /// Writes the file, readable by its owner alone, whole or not at all.
    ///
    /// - Parameters:
    ///   - path: where.
    ///   - overwrite: whether a file that is there is replaced.
    /// - Throws: ``CSVError`` when there is one, or the system refuses.
    public func write(to path: String, overwrite: Bool = false) throws(CSVError) {
        try Self.write(bytes, to: path, overwrite: overwrite)
    }

    /// Writes any bytes as ``write(to:overwrite:)`` does.
    ///
    /// - Throws: ``CSVError``.
    public static func write(
        _ bytes: [UInt8],
        to path: String,
        overwrite: Bool
    ) throws(CSVError) {
        do throws(FileFailure) {
            try Durable.write(bytes, to: path, overwrite ? .replacing : .new)
        } catch {
            let reason = error.isExisting ? "is there already; give another name" : error.reason
            throw CSVError(file: path, reason: reason)
        }
    }

    /// Whether a spreadsheet would calculate the cell, or our reader would take an apostrophe off.
    static func isDangerous(_ cell: String) -> Bool {
        guard let first = cell.unicodeScalars.first(where: { $0 != "'" }) else { return false }
        return "=+-@\t\r＝＋－＠".unicodeScalars.contains(first)
    }

    private mutating func add(_ cell: String, isAlone: Bool) {
        let isPlain = cell.utf8.allSatisfy { !"\",;\t\r\n".utf8.contains($0) }
        if isPlain, !(cell.isEmpty && isAlone) {
            bytes += cell.utf8
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
