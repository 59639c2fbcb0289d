import Foundation
import Runs
import Testing
import YeeuuScript

@Suite("A CSV file in a script")
struct FileTests {
    private static let text = """
        小区编码,房源编码,房门类型,姓名,手机号,结束,密码
        B001,1001,大门,王芳,13800000001,2026/12/1,
        B001,1002,1,"李, 明",13800000002,2026-12-01 12:00,135790
        """

    private static let columns = """
        {columns = {buildingId = "小区编码", doorType = "房门类型", authoredName = "姓名",
          authoredMobile = "手机号", endTime = "结束", password = "密码"}}
        """

    @Test("is read by its headings, as text")
    func plain() async throws {
        let bench = try ScriptBench()
        try bench.write("in.csv", "a,b\n1,x\n2,\"y,z\"\n")
        let script = """
            local rows = yeeuu.csv.read("in.csv")
            print(#rows, rows[1].a, rows[2].b, math.type(rows[1].a))
            print(rows[1].c)
            """
        let outcome = try await bench.run(.dryRun, script)
        #expect(outcome.lines == ["2\t1\ty,z\tnil"])
        #expect(outcome.failure?.message.contains("row of in.csv: no field 'c'") == true)
    }

    @Test("is mapped and typed by columns")
    func mapped() async throws {
        let bench = try ScriptBench()
        try bench.write("in.csv", "\u{FEFF}" + Self.text)
        let script = """
            local rows = yeeuu.csv.read("in.csv", \(Self.columns))
            for _, row in ipairs(rows) do
              print(row.buildingId, row.doorType, row.authoredName, yeeuu.date(row.endTime), row.password)
            end
            print(rows[1]["房源编码"])
            """
        let outcome = try await bench.run(.dryRun, script)
        #expect(outcome.failure?.message == nil)
        #expect(
            outcome.lines == [
                "B001\t1\t王芳\t2026-12-01 23:59:59\tnil",
                "B001\t1\t李, 明\t2026-12-01 12:00:00\t••••••", "1001",
            ]
        )
    }

    @Test("has all its bad cells told at once, Excel's damage by name")
    func bad() async throws {
        let bench = try ScriptBench()
        let rows = """
            小区编码,房门类型,姓名,手机号,结束,密码,房源
            B001,3,王,1.38E+10,2026-12-01,12,2.00E+07
            B001,1,李,,morgen,135790,1001
            """
        try bench.write("in.csv", rows)
        let outcome = try await bench.run(
            .dryRun,
            "yeeuu.csv.read(\"in.csv\", "
                + Self.columns.replacing("{buildingId", with: "{code = \"房源\", buildingId") + ")"
        )
        let message = outcome.failure?.message ?? ""
        for part in [
            "csv.read: in.csv:2: doorType: '3' given; give 1 (大门) or 2 (内房门)",
            "in.csv:2: authoredMobile: '1.38E+10' is what Excel makes of a long number",
            "in.csv:2: password: 2 digits given; give 6 to 10; Excel drops leading zeros",
            "in.csv:3: authoredMobile: empty", "in.csv:3: endTime: 'morgen' is no time",
            "in.csv:2: code: '2.00E+07' is what Excel makes of a long number",
        ] {
            #expect(message.contains(part), "\(message)")
        }
    }

    @Test("names its file and line when a request made of a row is wrong")
    func origin() async throws {
        let bench = try ScriptBench()
        try bench.write("in.csv", "buildingId,code,doorType,authoredMobile\nB001,1001,1,\n")
        let outcome = try await bench.run(
            .dryRun,
            "yeeuu.remove_password(yeeuu.csv.read(\"in.csv\")[1])"
        )
        let message = outcome.failure?.message ?? ""
        #expect(message.hasPrefix("test.lua:1: remove_password: in.csv:2: authoredMobile: empty"))
    }

    @Test("names a row's file and line when its item of an each goes wrong, and the rows too short")
    func rows() async throws {
        let bench = try ScriptBench()
        try bench.write("in.csv", "building,code\nB001,1001\nB001,7777\n")
        let script = """
            local report = yeeuu.each(yeeuu.csv.read("in.csv"), function(row)
              return yeeuu.door{building = row.building, code = row.code, doorType = 1}
            end)
            print(#report.ok, report.failed[1].error)
            """
        let outcome = try await bench.run(.dryRun, script)
        let words = "test.lua:2 (in.csv:3): door: B001/7777 is not in the register"
        #expect(outcome.lines.first?.hasPrefix("1\t" + words) == true, "\(outcome.lines)")

        try bench.write("short.csv", "a,b\n1\n1,2,3\n")
        let short = try await bench.run(.dryRun, "yeeuu.csv.read(\"short.csv\")")
        #expect(
            short.failure?.message.hasSuffix(
                "short.csv:2: 1 cells, but 2 headings · short.csv:3: 3 cells, but 2 headings"
            ) == true,
            "\(short.failure?.message ?? "")"
        )
    }

    @Test("says which heading a column lacks")
    func heading() async throws {
        let bench = try ScriptBench()
        try bench.write("in.csv", "手机\n1\n")
        let script = "yeeuu.csv.read(\"in.csv\", {columns = {authoredMobile = \"手机号\"}})"
        let outcome = try await bench.run(.dryRun, script)
        let words = "in.csv: columns.authoredMobile: no heading '手机号'; did you mean '手机'?"
        #expect(outcome.failure?.message.contains(words) == true)
        let far = try await bench.run(
            .dryRun,
            "yeeuu.csv.read(\"in.csv\", {columns = {endTime = \"结束时间\"}})"
        )
        #expect(far.failure?.message.contains("no heading '结束时间'; it has 手机") == true)
    }

    @Test("is written whole, with a mark for Excel, for its owner alone; not in a dry run")
    func write() async throws {
        let bench = try ScriptBench()
        let script = """
            yeeuu.csv.write("out.csv", {{name = "=1+1", unit = "1单元", n = 2}, {name = "a,b", x = true}})
            """
        let dry = try await bench.run(.dryRun, script)
        let target = URL(filePath: bench.folder).resolvingSymlinksInPath().path()
        #expect(
            dry.texts == [
                "dry run: would write \(target)/exports/out.csv: 2 rows, columns unit, name, n, x"
            ]
        )
        #expect(bench.read("exports/out.csv") == nil)
        let live = try await bench.run(.live, script)
        #expect(live.failure?.message == nil)
        #expect(live.texts == ["wrote \(target)/exports/out.csv: 2 rows"])
        let text = "unit,name,n,x\r\n1单元,'=1+1,2,\r\n,\"a,b\",,true\r\n"
        #expect(bench.read("exports/out.csv") == text)
        let path = bench.folder + "/exports/out.csv"
        let bytes = FileManager.default.contents(atPath: path) ?? Data()
        #expect(Array(bytes.prefix(3)) == [0xEF, 0xBB, 0xBF])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let again = try await bench.run(.live, script)
        #expect(
            again.failure?.message.contains("out.csv: already exists; give another name") == true
        )
    }

    @Test("is overwritten only while it stands as a script wrote it")
    func overwrite() async throws {
        let bench = try ScriptBench()
        let first = "yeeuu.csv.write(\"out.csv\", {{a = 1}})"
        #expect(try await bench.run(.live, first).failure == nil)
        let over =
            "yeeuu.csv.write(\"out.csv\", {{b = 1, a = 2}}, {\"b\", \"a\"}, {overwrite = true})"
        for _ in 0..<2 {
            #expect(try await bench.run(.live, over).failure?.message == nil)
            #expect(bench.read("exports/out.csv") == "b,a\r\n1,2\r\n")
        }
        try bench.write("exports/out.csv", "somebody's own\n")
        let edited = try await bench.run(.live, over)
        #expect(edited.failure?.message.contains("only what a script wrote") == true)
        #expect(bench.read("exports/out.csv") == "somebody's own\n")
        try bench.write("exports/other.csv", "somebody's own\n")
        let other = try await bench.run(
            .live,
            "yeeuu.csv.write(\"exports/other.csv\", {{a = 1}}, {overwrite = true})"
        )
        #expect(other.failure?.message.contains("only what a script wrote") == true)
        #expect(bench.read("exports/other.csv") == "somebody's own\n")
    }

    @Test(
        "is nowhere but in exports and --files, of a list's kind, never hidden",
        arguments: [
            (".bashrc", "a hidden name"), (".ssh/authorized_keys", "outside the folders"),
            ("lib/x.lua", "outside the folders"), ("x.lua", "its name ends in one of"),
            ("x", "its name ends in one of"), (".csv", "a hidden name"),
            ("exports/.x/y.csv", "a hidden name"), ("exports/../lib/y.csv", "outside the folders"),
            ("sub/y.csv", "outside the folders"), ("shared/x.lua", "its name ends in one of"),
            ("shared/.netrc", "a hidden name"), ("shared/none/y.csv", "no such folder"),
            ("exports/none/y.csv", "no such folder"), ("../y.csv", "outside the folders"),
            ("shared/y.csv/", "no file name"), ("", "no file name"), ("x\\0.csv", "zero byte"),
        ]
    )
    func confined(_ path: String, _ words: String) async throws {
        let bench = try ScriptBench()
        bench.files = "shared"
        for folder in ["shared", "lib", "sub"] {
            try FileManager.default.createDirectory(
                atPath: bench.folder + "/" + folder,
                withIntermediateDirectories: true
            )
        }
        for mode in [RunMode.dryRun, .live] {
            let outcome = try await bench.run(mode, "yeeuu.csv.write(\"\(path)\", {{a = 1}})")
            let message = outcome.failure?.message ?? "nothing went wrong"
            #expect(message.contains(words), "\(message)")
        }
        let fine = try await bench.run(.live, "yeeuu.csv.write(\"shared/y.csv\", {{a = 1}})")
        #expect(fine.failure == nil)
        #expect(bench.read("shared/y.csv") == "a\r\n1\r\n")
    }

    @Test(
        "is no hidden file, pipe, folder or anything but a list",
        arguments: [".netrc", "notes.md", "pipe.csv", "folder.csv", ".hidden/a.csv"]
    )
    func unreadable(_ path: String) async throws {
        let bench = try ScriptBench()
        for folder in [".hidden", "folder.csv"] {
            try FileManager.default.createDirectory(
                atPath: bench.folder + "/" + folder,
                withIntermediateDirectories: true
            )
        }
        for name in [".netrc", "notes.md", ".hidden/a.csv"] { try bench.write(name, "a\n1\n") }
        #expect(unsafe mkfifo(bench.folder + "/pipe.csv", 0o600) == 0)
        let outcome = try await bench.run(.dryRun, "print(#yeeuu.csv.read(\"\(path)\"))")
        #expect(outcome.failure?.kind == .invalid)
        #expect(outcome.lines.isEmpty)
    }

    @Test("is none of a workspace's own: no script reads its keys or writes its settings")
    func own() async throws {
        let bench = try ScriptBench()
        bench.files = "w"
        let manager = FileManager.default
        for folder in ["/w/keys", "/w/log", "/w/lib", "/keys"] {
            try manager.createDirectory(
                atPath: bench.folder + folder,
                withIntermediateDirectories: true
            )
        }
        for name in ["w/yeeuu.yaml", "w/keys/secret", "w/lib/x.csv", "keys/x.csv"] {
            try bench.write(name, "a,b\n")
        }
        try manager.createSymbolicLink(
            atPath: bench.folder + "/link",
            withDestinationPath: bench.folder + "/w/keys"
        )
        for call in [
            "read(\"w/keys/secret\")", "read(\"link/secret\")", "read(\"w/lib/../yeeuu.yaml\")",
            "write(\"w/yeeuu.yaml\", {}, {overwrite = true})", "write(\"w/log/x\", {})",
            "write(\"w/register.sqlite-wal\", {})",
        ] {
            let outcome = try await bench.run(.live, "yeeuu.csv." + call)
            let words = "the workspace's own, which no script reaches"
            let message = outcome.failure?.message ?? ""
            #expect(message.contains(words) || message.contains("a link"), "\(call)")
        }
        for call in ["read(\"w/lib/x.csv\")", "read(\"keys/x.csv\")", "write(\"w/out.csv\", {})"] {
            let outcome = try await bench.run(.live, "yeeuu.csv." + call)
            #expect(outcome.failure?.message == nil, "\(call)")
        }
    }

    @Test("is reached through no link that leads out")
    func links() async throws {
        let bench = try ScriptBench()
        bench.files = "."
        let inside = bench.folder + "/in"
        try FileManager.default.createSymbolicLink(atPath: inside, withDestinationPath: "/tmp")
        try FileManager.default.createSymbolicLink(
            atPath: bench.folder + "/x.csv",
            withDestinationPath: "/etc/passwd"
        )
        for call in [
            "read(\"x.csv\")", "write(\"in/y.csv\", {})",
            "write(\"./x.csv\", {}, {overwrite = true})",
            "read(\"in/../../etc/passwd\")",
        ] {
            let outcome = try await bench.run(.live, "yeeuu.csv." + call)
            #expect(outcome.failure?.kind == .invalid, "\(call)")
        }
    }

    @Test("is found by require beside the script or under lib")
    func require() async throws {
        let bench = try ScriptBench()
        try FileManager.default.createDirectory(
            atPath: bench.folder + "/lib/shared",
            withIntermediateDirectories: true
        )
        try bench.write("near.lua", "return {n = yeeuu.version}")
        try bench.write("lib/shared/far.lua", "return function() return yeeuu.doors{} end")
        let outcome = try await bench.run(
            .dryRun,
            "print(require('near').n) require('shared.far')()"
        )
        #expect(outcome.lines == ["9.9"])
        #expect(outcome.failure?.message.hasPrefix("shared/far.lua:1: doors: ") == true)
    }
}
