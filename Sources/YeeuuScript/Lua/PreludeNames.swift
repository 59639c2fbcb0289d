/// Puts functions into their places: `yeeuu.csv`, `help`, `pcall`.
enum PreludeNames {
    static let source = #"""
        local host = ...
        local globals = host.globals
        local yeeuu = globals.yeeuu
        local pairs, setmetatable, type, tostring = pairs, setmetatable, type, tostring

        local function namespace(name, functions)
          yeeuu[name] = setmetatable(functions, {
            __index = function(_, key) host.no_such_name("yeeuu." .. name, tostring(key)) end,
            __newindex = function() host.fail("yeeuu." .. name .. ": nothing can be added to it") end,
            __metatable = false,
          })
        end
        namespace("csv", { read = host.csv_read, write = host.csv_write })
        namespace("json", { decode = host.json_decode, encode = host.json_encode })
        namespace("log", { info = host.log_info, warn = host.log_warn })

        -- Calls inside a pcall need not be ok for what comes after them: the run is told.
        local pcall, xpcall = pcall, xpcall
        local enter, leave = host.enter_catch, host.leave_catch
        local function left(...)
          leave()
          return ...
        end
        function globals.pcall(...)
          enter()
          return left(pcall(...))
        end
        function globals.xpcall(...)
          enter()
          return left(xpcall(...))
        end

        -- Taken before a script can put something else into their places.
        local standard = {}
        for name, value in pairs(globals) do
          local kind = type(value)
          if host.is_standard(name) and value ~= globals and (kind == "table" or kind == "function") then
            standard[name] = value
          end
        end
        local topics
        local function add(prefix, functions)
          for name, value in pairs(functions) do
            if type(value) == "function" then topics[value] = prefix .. name end
          end
        end
        function globals.help(topic)
          if not topics then
            topics = {}
            add("yeeuu.", yeeuu)
            for _, name in pairs { "csv", "json", "log" } do
              topics[yeeuu[name]] = "yeeuu." .. name
              add("yeeuu." .. name .. ".", yeeuu[name])
            end
            for _, name in pairs { "door", "grant", "holder", "secret" } do add(name .. ":", host.methods[name]) end
            for name, value in pairs(standard) do
              topics[value] = name
              if type(value) == "table" then add(name .. ".", value) end
            end
            topics[globals.help] = "help"
          end
          local kind = type(topic)
          if topic == nil then
            host.help()
          elseif topic == yeeuu then
            host.help("yeeuu")
          elseif kind == "string" then
            host.help(topic)
          elseif topics[topic] then
            host.help(topics[topic])
          elseif host.is_error(topic) then
            host.help("error")
          else
            local ok, text = pcall(tostring, topic)
            local name = host.topic_of(topic, ok and text or "")
            if name then host.help(name) end
          end
        end
        """#
}
