/// Passwords and authorizations: making them so, and exchanging them.
enum PreludePasswords {
    static let source = #"""
        local host = ...
        local door, grant = host.methods.door, host.methods.grant
        local pcall, ipairs = pcall, ipairs
        local generate_password, remove_password = door.generate_password, door.remove_password
        local auth = door.auth

        local function refuse(operation, self, words)
          local place = host.door_key(self)
          host.fail(operation .. ": " .. place .. ": " .. words, {
            class = "invalid", operation = operation, door = place, desc = words, attempts = 0,
          })
        end

        local function send(self, held, password, weak)
          return generate_password(self, {
            startTime = held.startTime, endTime = held.endTime, author = held.author,
            authoredName = held.authoredName, authoredMobile = held.authoredMobile,
            password = password, allow_weak = weak or nil,
          })
        end

        -- The old one goes before the new one comes, for locks that refuse otherwise.
        -- Whatever becomes of it: who had a password is not left with none.
        local function remove_then_set(self, held, terms, new, weak)
          if not held.password then
            refuse("rotate_password", self,
              "the register does not know the old password, which is put back if the new one is refused; "
                .. "rotate with rotation: replace")
          end
          host.admit_exchange(self, held.authoredMobile)
          host.enter_exchange()
          local removed, trouble = pcall(remove_password, self, { authoredMobile = held.authoredMobile })
          host.leave_exchange()
          if not removed and not (host.is_error(trouble) and trouble.class == "unknown") then
            host.rethrow(trouble)
          end
          host.enter_catch()
          local ok, e = removed, trouble
          if removed then ok, e = pcall(send, self, terms, new, weak) end
          if not ok and host.is_error(e) and (not removed or e.class == "refused" or e.class == "failed") then
            host.enter_return()
            pcall(send, self, held, held.password, true)
            host.leave_return()
          end
          host.leave_catch()
          if not ok then host.rethrow(e) end
        end

        -- Passwords that may or may not have been set go first, the same ones again, oldest first.
        local function settle(self, held)
          for _, terms in ipairs(held.pending) do
            if terms.password then
              if host.removes_first() and held.password then
                remove_then_set(self, held, terms, terms.password, true)
              else
                send(self, terms, terms.password, true)
              end
            end
          end
        end

        -- What keeps a password from being rotated; nil when nothing does.
        local function rotation_problem(g, held, o)
          if g.kind ~= "password" then
            return "an authorization has no password; give a grant of kind password"
          end
          if not held then return "the password was removed; set one with ensure_password" end
          if not held.endTime then
            return "the grant has no endTime; give it one with yeeuu grants import --overwrite"
          end
          if not (o.startTime or held.startTime) then
            return "the grant has no startTime; give one with startTime = yeeuu.now()"
          end
        end

        -- The same terms but for what `changes` says.
        local function changed(held, changes)
          return {
            startTime = changes.startTime or held.startTime, endTime = changes.endTime or held.endTime,
            author = held.author, authoredName = held.authoredName, authoredMobile = held.authoredMobile,
          }
        end

        -- What is held, once nothing about it is open any more.
        local function settled(self, g, held)
          settle(self, held)
          return #held.pending > 0 and host.held_by(g) or held
        end

        -- Exchanges a password that may be rotated for `new`, or for one that is made.
        local function rotate(self, g, held, o, new)
          held = settled(self, g, held)
          new = new or o.password and host.as_secret(self, o.password)
            or host.new_password(held.authoredMobile, o.digits, self)
          local terms = changed(held, o)
          if host.removes_first() then
            remove_then_set(self, held, terms, new, o.allow_weak)
          else
            send(self, terms, new, o.allow_weak)
          end
          return new
        end

        local function rotate_one(operation, self, g, o)
          local held = host.held_by(g)
          local problem = rotation_problem(g, held, o)
          if problem then refuse(operation, self, problem) end
          return rotate(self, g, held, o)
        end

        function door.rotate_password(self, g, options)
          local o = host.check("door:rotate_password", self, g, options)
          if host.door_of(g) ~= self then
            refuse("door:rotate_password", self, "the grant is of another door")
          end
          return rotate_one("door:rotate_password", self, g, o)
        end

        function grant.rotate_password(self, options)
          local o = host.check("grant:rotate_password", self, options)
          return rotate_one("grant:rotate_password", self:get_door(), self, o)
        end

        local function same_terms(held, o)
          return held.startTime == o.startTime and held.endTime == o.endTime
            and held.author == o.author and held.authoredName == o.authoredName
        end

        function door.ensure_auth(self, options)
          local o = host.check("door:ensure_auth", self, options)
          local held = host.held(self, "auth", o.authoredMobile)
          if held and held.confidence == "confirmed" and held.settled and same_terms(held, o) then
            return host.unchanged(self, "auth", o.authoredMobile)
          end
          return auth(self, o)
        end

        function door.ensure_password(self, options)
          local o = host.check("door:ensure_password", self, options)
          local held = host.held(self, "password", o.authoredMobile)
          local wanted = o.password and host.as_secret(self, o.password)
          local same = false
          if held then
            settle(self, held)
            if #held.pending > 0 then held = host.held(self, "password", o.authoredMobile) or held end
            same = not wanted or host.is_held(self, o.authoredMobile, wanted)
            if same and same_terms(held, o) and held.confidence == "confirmed" and held.settled then
              return host.unchanged(self, "password", o.authoredMobile)
            end
            if not wanted and not held.password then
              refuse("door:ensure_password", self,
                "the register does not know the present password, so its terms cannot be changed; "
                  .. "give a password, or rotate it")
            end
          end
          local is_known = held and held.password and same
          local password = wanted or held and held.password
            or host.new_password(o.authoredMobile, o.digits, self)
          return send(self, o, password, o.allow_weak or is_known or nil)
        end

        host.flows = {
          refuse = refuse, send = send, settled = settled, changed = changed, rotate = rotate,
          rotation_problem = rotation_problem, same_terms = same_terms,
        }
        """#
}
