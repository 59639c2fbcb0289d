import Foundation
import Register
import Testing

@Suite("A CSV file")
struct CSVTests {
    private static func cells(_ text: String) throws -> [[String]] {
        let file = try CSVReader.read(Array(text.utf8), name: "a.csv")
        return [file.headings] + file.rows.map(\.cells)
    }

    @Test(
        "is read as spreadsheets write it",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
            ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
            ("\u{FEFF}a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n\n1,\n,,\n \n", [["a", "b"], ["1", ""]]),
            ("a,b\n1,2,,\n", [["a", "b"], ["1", "2"]]),
            ("a,b,\n1,2,\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n\"x,\"\"y\"\"\r\nz\",2\n", [["a", "b"], ["x,\"y\"\r\nz", "2"]]),
            ("a;b\n1,5;2\n", [["a", "b"], ["1,5", "2"]]),
            ("a\tb\n1;2\t3\n", [["a", "b"], ["1;2", "3"]]),
            ("sep=;\r\na;b\n1;2\n", [["a", "b"], ["1", "2"]]),
            ("\"a;x;y\",b\n1,2\n", [["a;x;y", "b"], ["1", "2"]]),
            (" a , b\n 1,2 \n", [["a", "b"], [" 1", "2 "]]),
            ("a\n'=1+1\n''@x\n'n\n", [["a"], ["=1+1"], ["'@x"], ["'n"]]),
            ("a,b\n1,", [["a", "b"], ["1", ""]]),
        ]
    )
    func reads(text: String, cells: [[String]]) throws {
        #expect(try Self.cells(text) == cells)
    }

    @Test("knows on which line each row begins")
    func lines() throws {
        let text = "a,b\n\n\"x\ny\",1\r\nz,2\n"
        let file = try CSVReader.read(Array(text.utf8), name: "a.csv")
        #expect(file.rows.map(\.line) == [3, 5])
    }

    @Test("in GB18030 is read as if it were UTF-8")
    func chinese() throws {
        // 姓名,手机号 / 李明,甲 / a character of four bytes: 㐀
        let bytes: [UInt8] =
            [0xD0, 0xD5, 0xC3, 0xFB, 0x2C, 0xCA, 0xD6, 0xBB, 0xFA, 0xBA, 0xC5, 0x0D, 0x0A]
            + [0xC0, 0xEE, 0xC3, 0xF7, 0x2C, 0xBC, 0xD7, 0x0A]
            + [0x81, 0x39, 0xEE, 0x39, 0x2C, 0x31, 0x0A]
        let file = try CSVReader.read(bytes, name: "a.csv")
        #expect(file.headings == ["姓名", "手机号"])
        #expect(file.rows.map(\.cells) == [["李明", "甲"], ["㐀", "1"]])
    }

    @Test(
        "that cannot be read says why and where",
        arguments: [
            ("", "a.csv: empty; give at least headings"),
            ("\n\n", "a.csv: no headings; give a first line with names"),
            ("a,a\n", "a.csv:1: a: stands over columns 1 and 2; rename one"),
            ("a,,b\n", "a.csv:1: column 2: no heading; give the column a name"),
            (
                "a,b\n1\n1,2\n1,2,3\n",
                "a.csv:2: 1 cells, but 2 headings\na.csv:4: 3 cells, but 2 headings"
            ),
            (
                "a,b\n1,2\n1,\"2\n3,4\n",
                "a.csv:3: column 2: the quote that opens here is never closed"
            ),
            (
                "a,b\n1,\"2\"3\n",
                "a.csv:2: column 2: text behind a closing quote; double quotes inside a cell"
            ),
            (
                "a,b\n1,2\"3\n",
                "a.csv:2: column 2: a quote inside a cell; put the cell in quotes and double it"
            ),
            ("a,b\n1,\0\n", "a.csv:2: a zero byte; save it as CSV in UTF-8"),
            ("PK\u{3}\u{4}…", "a.csv: an Excel workbook; save it as CSV in UTF-8"),
        ]
    )
    func refuses(text: String, words: String) {
        let error = #expect(throws: CSVError.self) { try Self.cells(text) }
        #expect(error?.description == words)
    }

    @Test(
        "in an encoding that cannot be told is refused",
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00], "a.csv: UTF-16; save it as CSV in UTF-8"),
            ([0xFE, 0xFF, 0x00, 0x61], "a.csv: UTF-16; save it as CSV in UTF-8"),
            (
                [0x61, 0x0A, 0xFF, 0xFF],
                "a.csv: neither UTF-8 nor GB18030; save it as CSV in UTF-8"
            ),
        ] as [([UInt8], String)]
    )
    func encodings(bytes: [UInt8], words: String) {
        let error = #expect(throws: CSVError.self) { try CSVReader.read(bytes, name: "a.csv") }
        #expect(error?.description == words)
    }

    @Test("of random bytes is read or refused, never more", arguments: 1...8)
    func hostile(seed: UInt64) {
        var random = Seeded(seed)
        let alphabet: [UInt8] = Array("\",;\t\r\n=ab\u{FEFF}姓".utf8) + [0x81, 0xFF]
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            guard let file = try? CSVReader.read(bytes, name: "a.csv") else { continue }
            #expect(file.rows.allSatisfy { $0.cells.count == file.headings.count })
        }
    }

    @Test("that was written is read back the same, and calculates nothing")
    func roundTrip() throws {
        let rows = [
            ["=1+1", "+86138", "-5", "@x"], ["'=", "''-", "'n", "\t="],
            ["a,b", "\"q\"", "x\r\ny", ""], ["", "", "", "李;明"],
        ]
        var writer = CSVWriter(headings: ["a", "b", "c", "d"])
        for row in rows { writer.add(row) }
        #expect(try CSVReader.read(writer.bytes, name: "a.csv").rows.map(\.cells) == rows)
        #expect(writer.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.contains("\r\n'=1+1,'+86138,'-5,'@x\r\n"))
    }

    @Test("is written whole, for its owner alone, and never over another unless told")
    func writing() throws {
        let folder = try TestFolder()
        var writer = CSVWriter(headings: ["a"])
        try writer.write(to: folder.file("a.csv"))
        #expect(try folder.permissions("a.csv") == 0o600)
        writer.add(["1"])
        let error = #expect(throws: CSVError.self) { try writer.write(to: folder.file("a.csv")) }
        #expect(error?.reason == "is there already; give another name")
        #expect(try CSVReader.read(path: folder.file("a.csv")).rows.isEmpty)
        try writer.write(to: folder.file("a.csv"), overwrite: true)
        #expect(try CSVReader.read(path: folder.file("a.csv")).rows.count == 1)
        #expect(throws: CSVError.self) { try writer.write(to: folder.file("no/a.csv")) }
        #expect(throws: CSVError.self) { try CSVReader.read(path: folder.file("b.csv")) }
        #expect(throws: CSVError.self) { try CSVReader.read(path: folder.path) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.csv"])
    }
}
