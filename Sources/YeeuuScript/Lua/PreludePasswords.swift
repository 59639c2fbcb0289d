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
            pcall(send, self, held, held.password, true)
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

        local function rotate(operation, self, g, o)
          local held = host.held_by(g)
          if g.kind ~= "password" then
            refuse(operation, self, "an authorization has no password; give a grant of kind password")
          end
          if not held then refuse(operation, self, "the password was removed; set one with ensure_password") end
          if not held.endTime then
            refuse(operation, self,
              "the grant has no endTime; give it one with yeeuu grants import --overwrite")
          end
          if not held.startTime then
            refuse(operation, self,
              "the grant has no startTime; give it one with yeeuu grants import --overwrite")
          end
          settle(self, held)
          if #held.pending > 0 then held = host.held_by(g) or held end
          local new = o.password and host.as_secret(self, o.password)
            or host.new_password(self, held.authoredMobile, o.digits)
          if host.removes_first() then
            remove_then_set(self, held, held, new, o.allow_weak)
          else
            send(self, held, new, o.allow_weak)
          end
          return new
        end

        function door.rotate_password(self, g, options)
          local o = host.check("door:rotate_password", self, g, options)
          if host.door_of(g) ~= self then
            refuse("door:rotate_password", self, "the grant is of another door")
          end
          return rotate("door:rotate_password", self, g, o)
        end

        function grant.rotate_password(self, options)
          local o = host.check("grant:rotate_password", self, options)
          return rotate("grant:rotate_password", self:get_door(), self, o)
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
            or host.new_password(self, o.authoredMobile, o.digits)
          return send(self, o, password, o.allow_weak or is_known or nil)
        end
        """#
}
