-- Shows who opened the doors of a building, by default since yesterday evening at eight.
--
-- What it needs: the building's doors in the register.
-- What it sends: reads only (get_device_logs and its page count); it changes nothing.
--
-- How to run it:
--     yeeuu run examples/who_opened.lua building=B001
--     yeeuu run examples/who_opened.lua building=B001 from="2026-12-01 20:00" to="2026-12-02 06:00"
--     yeeuu run examples/who_opened.lua building=B001 out=opened.csv

yeeuu.needs { operations = { "get_device_logs", "get_device_logs_page_count" } }

local now = yeeuu.now()
local yesterday = yeeuu.date(now - 24 * 60 * 60, "%Y-%m-%d")

local args = yeeuu.args {
  building = { required = true, help = "the building's code, like B001" },
  from = { type = "time", default = yesterday .. " 20:00", help = "from when" },
  to = { type = "time", default = now, help = "until when" },
  out = { help = "a CSV file for the list, in exports/" },
}

local doors = yeeuu.doors { building = args.building, required = true }

local report = yeeuu.each(doors, function(door)
  return door:logs { from = args.from, to = args.to }
end)

local rows = {}
for _, entry in ipairs(report.ok) do
  for _, opening in ipairs(entry.result) do
    rows[#rows + 1] = {
      time = opening.opentime,
      door = tostring(entry.item),
      who = opening.opener_name or opening.opener,
      mobile = opening.opener,
      how = opening.type_name,
    }
  end
end
table.sort(rows, function(a, b) return a.time < b.time end)

local columns = { "time", "door", "who", "mobile", "how" }
yeeuu.print_table(rows, columns)
if args.out then
  yeeuu.csv.write(args.out, rows, columns)
end

for _, outcome in ipairs { "refused", "failed", "unknown", "skipped" } do
  for _, entry in ipairs(report[outcome]) do
    print("not read: " .. tostring(entry.error))
  end
end
print(#rows .. " openings of " .. #doors .. " doors of building " .. args.building)
