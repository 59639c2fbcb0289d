/// `yeeuu.each`: every item in a coroutine of its own, several at a time.
enum PreludeEach {
    static let source = #"""
        local host = ...
        local yeeuu = host.globals.yeeuu
        local pcall, setmetatable, tostring, type = pcall, setmetatable, tostring, type
        local next, rawget, rawlen = next, rawget, rawlen
        local sort, find = table.sort, string.find
        local begin_list, end_list, back = host.begin_list, host.end_list, host.back
        local enter_item, leave_item = host.enter_item, host.leave_item
        local stopped, is_error = host.stopped, host.is_error
        local item_standing, item_ended = host.item_standing, host.item_ended
        local set_aside = host.set_aside

        local report_names = {
          ok = true, refused = true, failed = true, unknown = true, skipped = true,
          unchanged = true, results = true, stopped = true,
        }
        local report_meta = {
          __index = function(_, key)
            if not report_names[key] then host.no_such_name("report", tostring(key)) end
          end,
          __name = "report",
          __metatable = false,
        }
        local entry_names = { item = true, index = true, result = true, error = true }
        local entry_meta = {
          __index = function(_, key)
            if not entry_names[key] then host.no_such_name("report_entry", tostring(key)) end
          end,
          __name = "report_entry",
          __metatable = false,
        }

        local list_of = {
          refused = "refused", failed = "failed", unknown = "unknown",
          invalid = "failed", policy = "failed", cancelled = "skipped",
        }

        local lists = {
          ok = true, refused = true, failed = true, unknown = true, skipped = true,
          unchanged = true,
        }

        local function by_index(one, other) return one.index < other.index end

        -- Items end in any order, but people compare lists with their own.
        local function in_order(list)
          for place = 2, #list do
            if list[place].index < list[place - 1].index then return sort(list, by_index) end
          end
        end

        -- A row of a file is called by its place there, another table by its number in the list.
        local function name_of(item, index)
          local origin = host.origin(item)
          if origin then return origin end
          if type(item) == "table" then return "item " .. index end
          return host.describe(item)
        end

        -- Runs inside the item's coroutine; leave_item speaks of the item that is current there.
        local function run_item(unchanged, list, count, f, item, index)
          enter_item(list, count)
          local result = f(item, index)
          if leave_item() then unchanged[index] = true end
          return result
        end

        local function not_started(words, class)
          local _, e = pcall(host.fail, "each: not started: " .. words, {
            class = class, operation = "each", desc = words, attempts = 0,
          })
          return e
        end

        function yeeuu.each(items, options, f)
          if f == nil then options, f = nil, options end
          local checked = host.check("each", items, options, f)
          local count = rawlen(items)
          local mark, list, limit, kept = begin_list()
          if checked.concurrency then
            limit = checked.concurrency
            if limit < 1 then
              host.fail("each: concurrency: " .. limit .. " given; give 1 or more", {
                class = "invalid", operation = "each", attempts = 0,
                desc = "concurrency: " .. limit .. " given; give 1 or more",
              })
            end
          end
          local report = setmetatable({
            ok = {}, refused = {}, failed = {}, unknown = {}, skipped = {}, unchanged = {},
            results = {},
          }, report_meta)
          local ok, unchanged, results = report.ok, report.unchanged, report.results
          local flags, bug = {}, nil

          local function ended(index, fine, value, trace)
            if fine then
              local into = ok
              if flags[index] then into, flags[index] = unchanged, nil end
              into[#into + 1] = setmetatable({ item = items[index], index = index, result = value }, entry_meta)
              results[index] = value
              if kept then item_ended(kept, index, into == ok and "ok" or "unchanged") end
              return
            end
            -- A name that does not exist is wrong for every item.
            local class = is_error(value) and not value.misspelt and list_of[value.class]
            if not class then
              class = "failed"
              if not bug then
                bug = { value = value, trace = trace }
                host.bug()
              end
            end
            -- A row of a file knows where it stands.
            local origin = is_error(value) and host.origin(items[index])
            if origin and not find(host.describe(value), origin, 1, true) then
              local at = rawget(value, "position")
              value.position = at and at .. " (" .. origin .. ")" or origin
            end
            -- What came to a request is counted there; what did not is counted here.
            if class == "failed" and not bug and value.class ~= "policy" and value.attempts == 0 then
              host.failed_item(list, count, host.describe(value), items[index])
            end
            if kept then item_ended(kept, index, class) end
            local into = report[class]
            into[#into + 1] = setmetatable({ item = items[index], index = index, error = value }, entry_meta)
          end

          host.limit_list(list, limit)
          -- What went wrong in the earlier run comes last; what was done in it not at all.
          local order, left_out = nil, 0
          if kept and host.has_earlier() then
            local late = {}
            order = {}
            for index = 1, count do
              local standing = item_standing(kept, index, items[index])
              if standing == "done" then
                left_out = left_out + 1
                local same = report.unchanged
                same[#same + 1] = setmetatable({ item = items[index], index = index }, entry_meta)
              else
                local into = standing == "failed" and late or order
                into[#into + 1] = index
              end
            end
            for place = 1, #late do order[#order + 1] = late[place] end
          end
          local last = order and #order or count
          local marks, next_mark = host.canary_marks(last), 1
          local group <close> = host.group()
          -- Items that wait for the end of the line are not at work.
          local function working() return group:running() - set_aside(list) end
          -- After a bound reads go on, so a list that begins then is worked off; else nothing is.
          local _, _, why = stopped()
          local was_stopped = why == "policy"
          local next_index = 1
          -- Whether what was begun has to end, and be judged, before more is begun.
          local function waits()
            if marks[next_mark] ~= next_index - 1 then return false end
            if working() > 0 then return true end
            next_mark = next_mark + 1
            host.judge_canary(list, next_index - 1)
            return false
          end
          while true do
            while next_index <= last and not bug and working() < limit and not waits() do
              if not was_stopped then
                local name, words, class = stopped()
                if name then
                  report.stopped = name
                  local e = not_started(words, class)
                  local skipped = report.skipped
                  for place = next_index, last do
                    local index = order and order[place] or place
                    host.item_not_started(name_of(items[index], index), e.desc, items[index])
                    skipped[#skipped + 1] = setmetatable({ item = items[index], index = index, error = e }, entry_meta)
                  end
                  next_index = last + 1
                  break
                end
              end
              local index = order and order[next_index] or next_index
              next_index = next_index + 1
              if kept and not order then item_standing(kept, index, items[index]) end
              local fine, value, trace = group:run(index, run_item, flags, list, count, f, items[index], index)
              back(mark)
              if fine ~= nil then ended(index, fine, value, trace) end
            end
            if group:running() == 0 then break end
            -- An item whose own list only waits for the end of the line waits for it as well.
            local rests = working() == 0
            if rests then host.rest(mark) end
            local index, fine, value, trace = group:next()
            back(mark)
            if rests then host.stir(mark) end
            if index then ended(index, fine, value, trace) end
          end
          host.forget_list(list)
          end_list(mark)
          for name in next, lists do in_order(report[name]) end
          if kept then host.items_told(left_out, count) end
          if bug then host.rethrow(bug.value, bug.trace) end
          if not was_stopped and not report.stopped then report.stopped = (stopped()) end
          return report
        end
        """#
}
