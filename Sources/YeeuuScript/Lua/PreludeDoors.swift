/// Doors: reading their openings, and taking somebody's access away.
enum PreludeDoors {
    static let source = #"""
        local host = ...
        local door = host.methods.door
        local pcall, ipairs, sort = pcall, ipairs, table.sort
        local remove_password, delete_auth = door.remove_password, door.delete_auth

        -- Which error is told when several were raised: the order of the exit codes.
        local rank = { cancelled = 1, invalid = 2, policy = 3, unknown = 4, failed = 5, refused = 6 }

        local function guarded(f, ...)
          host.enter_catch()
          local ok, e = pcall(f, ...)
          host.leave_catch()
          if not ok and not host.is_error(e) then host.rethrow(e) end
          if not ok then return e end
        end

        -- Takes away what was admitted before.
        local function take_away(self, o)
          local whose = { authoredMobile = o.authoredMobile }
          host.enter_leaving(o.vacate or false, o.locked_out or "")
          local first = guarded(remove_password, self, whose)
          local second = guarded(delete_auth, self, whose)
          host.leave_leaving()
          local worst = first or second
          if first and second and (rank[second.class] or 0) < (rank[first.class] or 0) then worst = second end
          if worst then host.rethrow(worst) end
        end
        host.take_away = take_away

        function door.revoke(self, options)
          local o = host.check("door:revoke", self, options)
          -- What would be refused for the second half is refused before the first.
          host.admit_revoke("door:revoke", o.authoredMobile, o.vacate or false, o.locked_out or "", self)
          take_away(self, o)
        end

        local page_size = 50
        local day = 86400

        -- One door's openings on their way: read once each, whatever pages they came on.
        local function reader(self)
          local seen, entries = {}, {}
          local this = { entries = entries }
          function this.read(page)
            local newest, fresh
            local answer = self:get_device_logs { page = page, pageSize = page_size }
            for _, opening in ipairs(answer.data) do
              local key = opening.opentime .. "\0" .. opening.opener .. "\0" .. opening.type
              local entry = seen[key]
              if not entry then
                entry = host.log_entry(self, opening.opentime, opening.type, opening.opener)
                seen[key] = entry
                entries[#entries + 1] = entry
                fresh = true
              end
              local time = entry.time
              if time and (not newest or time > newest) then newest = time end
            end
            return newest, fresh, #answer.data
          end
          return this
        end

        -- Pages from `first` to `last`; newest first, it ends after one that is wholly too old.
        local function read_pages(log, first, last, step, enough)
          for page = first, last, step do
            local newest = log.read(page)
            if enough and newest and newest < enough then return end
          end
        end

        local function read_all(self, log, o)
          local pages = self:get_device_logs_page_count({ page = 1, pageSize = page_size }).count
          local enough = not o.complete and o.from - day or nil
          local newest = log.read(1)
          if pages > 1 then
            local last_newest = log.read(pages)
            if not newest or not last_newest or newest == last_newest then
              read_pages(log, 2, pages - 1, 1)
            elseif newest > last_newest then
              if not enough or newest >= enough then read_pages(log, 2, pages - 1, 1, enough) end
            else
              if not enough or last_newest >= enough then read_pages(log, pages - 1, 2, -1, enough) end
              local page = pages
              repeat
                local _, _, count = log.read(page)
                page = page + 1
              until count < page_size
            end
          end
          -- What came meanwhile pushed entries along: again from the front, until nothing is new.
          local page = 1
          repeat
            local _, fresh, count = log.read(page)
            page = page + 1
          until not fresh or count < page_size
        end

        local function earlier(a, b)
          local one, other = a.time or 0, b.time or 0
          if one ~= other then return one < other end
          return a.opentime < b.opentime
        end

        function door.logs(self, options)
          local o = host.check("door:logs", self, options)
          if o.to < o.from then
            local words = "to: " .. o.to .. " is before from " .. o.from .. "; give a later one"
            host.fail("door:logs: " .. words, {
              class = "invalid", operation = "door:logs", desc = words, attempts = 0,
            })
          end
          local log = reader(self)
          read_all(self, log, o)
          local entries = {}
          for _, entry in ipairs(log.entries) do
            local time = entry.time
            if not time or time >= o.from and time <= o.to then entries[#entries + 1] = entry end
          end
          sort(entries, earlier)
          return entries
        end
        """#
}
