import Testing

@Suite("All eight operations, over HTTP")
struct OperationTests {
    private static let odd = "王 & = + % 😀 / \\\\ '甲'"

    @Test("round-trip with odd text in every field, at an entrance and an inner door")
    func roundTrip() throws {
        let place = try Place(doors: 3)
        let script = place.script(
            """
            local odd = "\(Self.odd)"
            local common = { buildingId = odd, code = "9/" .. odd }
            local function with(door, more)
              local all = { buildingId = common.buildingId, code = common.code }
              for k, v in pairs(door) do all[k] = v end
              for k, v in pairs(more) do all[k] = v end
              return all
            end
            local entrance = { doorType = 1 }
            local inner = { doorType = 2, door = odd }
            local list = {}
            for i, door in ipairs { entrance, inner } do
              list[i] = with(door, { buildingName = odd, buildingNo = odd, unit = odd, name = odd,
                provinceId = odd, cityId = odd, disId = odd, door = door.door or "" })
            end
            yeeuu.synchronize_apartments(list)
            for _, door in ipairs { entrance, inner } do
              local who = { authoredMobile = "m " .. odd }
              local grant = { authoredMobile = who.authoredMobile, authoredName = odd, author = odd,
                startTime = 1764547200, endTime = 1890000000 }
              yeeuu.auth(with(door, grant))
              grant.password = "204871"
              yeeuu.generate_password(with(door, grant))
              yeeuu.remote_action(with(door, { operator = odd }))
              local read = with(door, { page = 1, pageSize = 10 })
              read.buildingId = nil
              print(yeeuu.get_device_logs_page_count(read).count, #yeeuu.get_device_logs(read).data)
              if yeeuu.args { leave = { type = "boolean" } }.leave then goto done end
              yeeuu.remove_password(with(door, who))
              yeeuu.delete_auth(with(door, who))
              ::done::
            end
            """
        )
        let run = try place.yeeuu("run", "--yes", "--allow", "remote_action", script, "leave=true")
        #expect(run.status == 0, "\(run.all)")
        #expect(run.output == "1\t1\n1\t1\n")
        let odd = "王 & = + % 😀 / \\ '甲'"
        let held = try place.held().filter { $0.buildingId == odd }
        #expect(held.map(\.kind).sorted() == ["auth", "auth", "password", "password"])
        for grant in held {
            #expect(grant.code == "9/" + odd && grant.authoredMobile == "m " + odd)
            #expect(grant.authoredName == odd && grant.author == odd)
            #expect(grant.doorType == "1" || grant.door == odd)
        }
        let register = try place.grants("kind=password").filter { $0.buildingId == odd }
        #expect(register.count == 2 && register.allSatisfy { $0.password == "204871" })
        let again = try place.yeeuu(
            ["run", "--yes", "--allow", "remote_action", script],
            environment: ["YEEUU_POLICY_KEEP_A_WAY_IN": "false"]
        )
        #expect(again.status == 0, "\(again.all)")
        #expect(try place.held().allSatisfy { $0.buildingId != odd })
        #expect(try place.yeeuu("log", "verify").status == 0)
    }

    @Test("remote_action is never sent a second time")
    func remoteActionOnce() throws {
        let place = try Place(doors: 3)
        let server = try Server(place, "--fault", "cut-after")
        let lua = "yeeuu.doors { all = true }[1]:remote_action { operator = \"13800000000\" }"
        let run = try place.yeeuu(
            ["run", "--yes", "--allow", "remote_action", place.script(lua)],
            environment: ["YEEUU_TARGET": server.target]
        )
        #expect(run.status == 6, "\(run.all)")
        #expect(try server.requests() == 1)
    }
}
