/// Grants that hold longer, and grants that move.
enum PreludeGrants {
    static let source = #"""
        local host = ...
        local door, grant = host.methods.door, host.methods.grant
        local pcall, ipairs = pcall, ipairs
        local after = host.globals.yeeuu.after
        local auth, delete_auth, remove_password = door.auth, door.delete_auth, door.remove_password
        local flows = host.flows
        local refuse, send, settled, changed = flows.refuse, flows.send, flows.settled, flows.changed

        -- What keeps a grant from being given again; nil when nothing does.
        local function again_problem(g, held)
          if not held then return "the grant was removed" end
          if not held.endTime then
            return "the grant has no endTime; give it one with yeeuu grants import --overwrite"
          end
          if not held.startTime then
            return "the grant has no startTime; give it one with yeeuu grants import --overwrite"
          end
          if g.kind == "password" and not held.password then
            return "the register does not know the password; rotate it"
          end
        end

        -- The new end, or nil and what is wrong.
        local function new_end(g, held, o)
          local problem = again_problem(g, held)
          if problem then return nil, problem end
          local time = o.endTime or after(held.endTime, o.by)
          if time < held.endTime then
            return nil, "endTime: it ends later already; ensure_auth and ensure_password set an earlier end"
          end
          return time
        end

        local function one_of(operation, self, o)
          if (not o.endTime) == (not o.by) then
            refuse(operation, self, o.by and "endTime and by given; give one of them"
              or "nothing given; give endTime, or by = \"3 months\"")
          end
        end

        -- Whether the register holds it confirmed with that end already.
        local function is_longer(held, time)
          return held.endTime == time and held.confidence == "confirmed" and held.settled
        end

        local function extend(self, g, held, time)
          local kind = g.kind
          if kind == "password" then held = settled(self, g, held) end
          if is_longer(held, time) then
            return host.unchanged(self, kind, held.authoredMobile)
          end
          local terms = changed(held, { endTime = time })
          if kind == "auth" then return auth(self, terms) end
          return send(self, terms, held.password, true)
        end

        function grant.extend(self, options)
          local o = host.check("grant:extend", self, options)
          local place = self:get_door()
          one_of("grant:extend", place, o)
          local held = host.held_by(self)
          local time, problem = new_end(self, held, o)
          if problem then refuse("grant:extend", place, problem) end
          return extend(place, self, held, time)
        end

        -- Requests as `host.admit` takes them.
        local function giving(target, g, held, changes)
          local operation = g.kind == "auth" and "auth" or "generate_password"
          return {
            operation = operation, door = target, terms = changed(held, changes or {}),
            password = g.kind == "password" and held.password or nil,
          }
        end
        local function taking(place, g, held, vacates)
          local operation = g.kind == "auth" and "delete_auth" or "remove_password"
          local whose = { authoredMobile = held.authoredMobile }
          return { operation = operation, door = place, terms = whose, vacates = vacates }
        end

        -- What is taken away afterwards needs this to be ok, whoever catches the error.
        local function give(target, g, held)
          local depth = host.begin_needed()
          local ok, answer
          if g.kind == "auth" then
            ok, answer = pcall(auth, target, changed(held, {}))
          else
            ok, answer = pcall(send, target, changed(held, {}), held.password, true)
          end
          host.end_needed(depth)
          if not ok then host.rethrow(answer) end
          return answer
        end

        -- Whoever moves leaves an empty flat behind, unless somebody else holds anything there.
        local function take(self, g, held, vacates)
          local whose = { authoredMobile = held.authoredMobile }
          host.enter_leaving(vacates, "")
          local ok, e = pcall(g.kind == "auth" and delete_auth or remove_password, self, whose)
          host.leave_leaving()
          if not ok then host.rethrow(e) end
        end

        -- Whether a grant is all that its holder has at a door.
        local function is_last(self, g)
          for _, other in ipairs(g.kind == "auth" and self:passwords() or self:auths()) do
            if other.authoredMobile == g.authoredMobile then return false end
          end
          return true
        end

        function grant.move_to(self, target)
          host.check("grant:move_to", self, target)
          local place = self:get_door()
          if place == target then refuse("grant:move_to", place, "the grant is of that door already") end
          local held = host.held_by(self)
          local problem = again_problem(self, held)
          if problem then refuse("grant:move_to", place, problem) end
          if self.kind == "password" then held = settled(place, self, held) end
          local vacates = is_last(place, self)
          host.admit("grant:move_to", { giving(target, self, held), taking(place, self, held, vacates) })
          local answer = give(target, self, held)
          local ok, e = pcall(take, place, self, held, vacates)
          if not ok then
            if host.is_error(e) then e.message = e.message .. "; it holds at " .. host.door_key(target) .. " too" end
            host.rethrow(e)
          end
          return answer
        end

        flows.again_problem, flows.new_end, flows.one_of = again_problem, new_end, one_of
        flows.extend, flows.give, flows.take = extend, give, take
        flows.giving, flows.taking, flows.is_longer = giving, taking, is_longer
        """#
}
