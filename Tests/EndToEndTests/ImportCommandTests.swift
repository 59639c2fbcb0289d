import Foundation
import Testing

@Suite("Files as a Chinese Excel saves them")
struct ImportCommandTests {
    /// 𠮷 takes four bytes in GB18030, and GBK does not have it.
    private static let doors = """
        小区编码,小区名称,楼栋,单元,房源名称,房门名称,房门类型,房源编码,省份,城市,区域
        翠园A1,翠园小区,１号楼,2单元,𠮷公寓301,,1,301001,330000,330100,330106
        翠园A1,翠园小区,１号楼,2单元,𠮷公寓301,主卧,2,301001,330000,330100,330106

        """
    private static let grants = """
        小区编码,房源编码,房门类型,房门名称,kind,姓名,手机号,开始,结束,授权者,密码
        翠园A1,301001,1,,password,王小明,13800138000,2026/12/1 9:00,2027/12/1,物业管理处,0204871
        翠园A1,301001,2,主卧,password,𠮷丽·买买提,13900139000,2026-12-01,2027-12-01,物业管理处,8048719

        """

    private struct Door: Decodable {
        let buildingId: String
        let buildingName: String
        let buildingNo: String
        let name: String
        let door: String
    }

    /// Writes a text with Windows' line ends in GB18030.
    private func file(_ place: Place, _ name: String, _ text: String) throws -> String {
        let source = place.scratch.file(name + ".utf8", text.replacing("\n", with: "\r\n")).path
        let path = place.scratch.path + "/" + name
        _ = try Shell.run(["iconv", "-f", "UTF-8", "-t", "GB18030", "-o", path, source])
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(String(data: bytes, encoding: .utf8) == nil)
        return path
    }

    @Test("are imported from GB18030 with every name as it was typed")
    func names() throws {
        let place = try Place(doors: 3)
        let doors = try place.yeeuu("doors", "import", file(place, "doors.csv", Self.doors))
        #expect(doors.status == 0 && doors.all.contains("2 new"), "\(doors.all)")
        let list: [Door] = try Line.decode(place.yeeuu("doors", "list", "--json").lines)
        let mine = list.filter { $0.buildingId == "翠园A1" }
        #expect(mine.map(\.door) == ["", "主卧"])
        for door in mine {
            #expect(door.buildingName == "翠园小区" && door.buildingNo == "１号楼")
            #expect(door.name == "𠮷公寓301")
        }

        let path = try file(place, "grants.csv", Self.grants)
        let grants = try place.yeeuu("grants", "import", path)
        #expect(grants.status == 0 && grants.all.contains("2 new"), "\(grants.all)")
        let held = try place.grants("building=翠园A1")
        #expect(held.map(\.authoredName) == ["王小明", "𠮷丽·买买提"])
        #expect(held.map(\.author) == ["物业管理处", "物业管理处"])
        #expect(held.map(\.password) == ["0204871", "8048719"])
        let again = try place.yeeuu("grants", "import", path)
        #expect(again.status == 0 && again.all.contains("2 unchanged"), "\(again.all)")
    }

    @Test("name the row in the file's own words when a cell is wrong")
    func mistakes() throws {
        let place = try Place(doors: 3)
        let text = Self.doors.replacing("主卧,2", with: "主卧,三")
        let bad = try place.yeeuu("doors", "import", file(place, "doors.csv", text))
        #expect(bad.status == 2 && bad.errors.contains("doors.csv:3: doorType"), "\(bad.all)")
        #expect(bad.errors.contains("三"), "\(bad.all)")
        #expect(!(try place.yeeuu("doors", "list").output.contains("翠园")))
    }
}
