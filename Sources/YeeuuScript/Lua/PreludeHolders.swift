/// One person in one flat: everything they hold there together.
enum PreludeHolders {
    static let source = #"""
        local host = ...
        local holder = host.methods.holder
        local pcall, ipairs, tostring, unpack, concat = pcall, ipairs, tostring, table.unpack, table.concat
        local flows = host.flows

        local rank = { cancelled = 1, invalid = 2, policy = 3, unknown = 4, failed = 5, refused = 6 }

        local function fail(operation, self, words, worst)
          local where = tostring(self)
          host.fail(operation .. ": " .. where .. ": " .. words, {
            class = worst and worst.class or "invalid", operation = operation,
            door = worst and worst.door, desc = worst and worst.desc or words,
            status = worst and worst.status, attempts = worst and worst.attempts or 0,
          })
        end

        -- Runs `f` for every item, whatever becomes of the others; raises what went wrong together.
        local function together(operation, self, items, f, kept)
          local parts, worst = {}, nil
          for _, item in ipairs(items) do
            host.enter_catch()
            local ok, e = pcall(f, item)
            host.leave_catch()
            if not ok then
              if not host.is_error(e) then host.rethrow(e) end
              if not worst or (rank[e.class] or 0) < (rank[worst.class] or 0) then worst = e end
              local left = e.class == "unknown" and kept.unknown or kept.old
              parts[#parts + 1] = e.message .. (left and " (" .. left .. ")" or "")
            end
          end
          if not worst then return end
          local count = #items - #parts
          fail(operation, self, concat(parts, " · ") .. "; " .. count .. " of " .. #items .. " " .. kept.done, worst)
        end

        -- What the person holds, each with what the register knows of it; refuses when any of it
        -- cannot be worked on, before anything is sent.
        local function whole(operation, self, kind, problem_of)
          local held, problems = {}, {}
          for _, g in ipairs(self:grants(kind)) do
            local item = { grant = g, door = g:get_door(), held = host.held_by(g) }
            local problem = problem_of(item)
            if problem then problems[#problems + 1] = host.door_key(item.door) .. ": " .. problem end
            held[#held + 1] = item
          end
          if #held == 0 then fail(operation, self, "holds " .. (kind and "no " .. kind or "nothing") .. " there now") end
          if #problems > 0 then fail(operation, self, concat(problems, " · ")) end
          return held
        end

        local function doors_of(items)
          local doors = {}
          for i, item in ipairs(items) do doors[i] = item.door end
          return doors
        end

        function holder.rotate_password(self, options)
          local operation = "holder:rotate_password"
          local o = host.check(operation, self, options)
          local items = whole(operation, self, "password", function(item)
            return flows.rotation_problem(item.grant, item.held, o)
          end)
          local new = o.password and host.as_secret(items[1].door, o.password)
            or host.new_password(self.authoredMobile, o.digits, unpack(doors_of(items)))
          -- Where the old one goes first, each door is judged with its removal.
          if not host.removes_first() then
            local calls = {}
            for i, item in ipairs(items) do
              calls[i] = flows.giving(item.door, item.grant, item.held, o)
              calls[i].password = new
            end
            host.admit(operation, calls)
          end
          together(operation, self, items, function(item)
            flows.rotate(item.door, item.grant, item.held, o, new)
          end, {
            old = "the old password stays", unknown = "the old password or the new one",
            done = "doors have the new password",
          })
          return new
        end

        function holder.revoke(self, options)
          local operation = "holder:revoke"
          local o = host.check(operation, self, options)
          local doors = self:doors()
          if #doors == 0 then fail(operation, self, "holds nothing there now") end
          local whose = { authoredMobile = self.authoredMobile, vacate = o.vacate, locked_out = o.locked_out }
          host.admit_revoke(operation, whose.authoredMobile, o.vacate or false, o.locked_out or "", unpack(doors))
          together(operation, self, doors, function(place) host.take_away(place, whose) end,
            { done = "doors taken away" })
        end

        function holder.extend(self, options)
          local operation = "holder:extend"
          local o = host.check(operation, self, options)
          if (not o.endTime) == (not o.by) then
            fail(operation, self, o.by and "endTime and by given; give one of them"
              or "nothing given; give endTime, or by = \"3 months\"")
          end
          local items = whole(operation, self, nil, function(item)
            local problem
            item.time, problem = flows.new_end(item.grant, item.held, o)
            return problem
          end)
          local calls = {}
          for _, item in ipairs(items) do
            if not flows.is_longer(item.held, item.time) then
              calls[#calls + 1] = flows.giving(item.door, item.grant, item.held, { endTime = item.time })
            end
          end
          host.admit(operation, calls)
          together(operation, self, items, function(item)
            flows.extend(item.door, item.grant, item.held, item.time)
          end, { old = "the old end stays", unknown = "the old end or the new one", done = "hold longer" })
        end

        -- The door of a flat that is to it what `from` is to its own; nil and why there is none.
        local function counterpart(from, targets, inner)
          local same, rooms = nil, {}
          for _, target in ipairs(targets) do
            if from.doorType == 1 and target.doorType == 1 then return target end
            if target.doorType == 2 then
              rooms[#rooms + 1] = target
              if target.door == from.door then same = target end
            end
          end
          if from.doorType == 2 and (same or #rooms == 1 and inner == 1) then return same or rooms[1] end
          return nil, "the other flat has no such door; move each grant with grant:move_to(door)"
        end

        function holder.move_to(self, code)
          local operation = "holder:move_to"
          host.check(operation, self, code)
          if code == self.code then fail(operation, self, "is in that flat already") end
          local targets = host.doors_of(self, code)
          if #targets == 0 then fail(operation, self, "the register has no door with the code '" .. code .. "'") end
          local inner = 0
          for _, place in ipairs(self:doors()) do
            if place.doorType == 2 then inner = inner + 1 end
          end
          local items = whole(operation, self, nil, function(item)
            local problem = flows.again_problem(item.grant, item.held)
            if problem then return problem end
            item.target, problem = counterpart(item.door, targets, inner)
            return problem
          end)
          local calls = {}
          for i, item in ipairs(items) do
            calls[i] = flows.giving(item.target, item.grant, item.held)
          end
          for i = 1, #items do calls[#items + i] = flows.taking(items[i].door, items[i].grant, items[i].held, true) end
          host.admit(operation, calls)
          for place, item in ipairs(items) do
            if item.grant.kind == "password" then item.held = flows.settled(item.door, item.grant, item.held) end
            local ok, e = pcall(flows.give, item.target, item.grant, item.held)
            if not ok then
              if host.is_error(e) then
                e.message = e.message .. "; " .. tostring(self) .. " keeps everything there, and holds "
                  .. place - 1 .. " of " .. #items .. " at the new flat"
              end
              host.rethrow(e)
            end
          end
          together(operation, self, items, function(item) flows.take(item.door, item.grant, item.held, true) end,
            { old = "holds at both", done = "moved" })
        end
        """#
}
