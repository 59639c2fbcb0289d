-- Gives everybody who holds a password in a building a new one.
--
-- What it needs: the building's doors and passwords in the register, each with an end time.
-- What it sends: one generate_password for each password, with the same names and times.
-- With per=person everybody gets one code for all doors of their flat, the entrance included;
-- else each door has a code of its own.
-- It shows no password. To get the list for the tenants, run afterwards:
--     yeeuu runs export RUN --reveal -o passwords.csv
--
-- How to run it, first as a rehearsal that sends nothing:
--     yeeuu run --dry-run examples/rotate_building.lua building=B001 per=person
--     yeeuu run examples/rotate_building.lua building=B001 per=person
--     yeeuu run examples/rotate_building.lua building=B001 digits=8 out=rotated.csv

yeeuu.needs { operations = { "generate_password" } }

local args = yeeuu.args {
  building = { required = true, help = "the building's code, like B001" },
  per = { default = "door", help = "person: one code a person in a flat; door: one a door" },
  digits = { type = "integer", default = 6, help = "how many digits the new passwords have" },
  out = { help = "a CSV file for what became of each password" },
}
if args.per ~= "person" and args.per ~= "door" then
  error("per: '" .. args.per .. "' given; give person or door", 0)
end

local selection = { building = args.building, kind = "password", required = true }
local items = args.per == "person" and yeeuu.holders(selection) or yeeuu.grants(selection)

local report = yeeuu.each(items, function(item)
  item:rotate_password { digits = args.digits }
end)

-- What did not work, one line each.
for _, outcome in ipairs { "refused", "failed", "unknown" } do
  for _, entry in ipairs(report[outcome]) do
    print(tostring(entry.error))
  end
end

if args.out then
  local rows = {}
  for _, outcome in ipairs { "ok", "refused", "failed", "unknown", "skipped" } do
    for _, entry in ipairs(report[outcome]) do
      local item = entry.item
      rows[#rows + 1] = {
        door = args.per == "person" and tostring(item) or tostring(item:get_door()),
        name = item.authoredName,
        mobile = item.authoredMobile,
        outcome = outcome,
      }
    end
  end
  yeeuu.csv.write(args.out, rows, { "door", "name", "mobile", "outcome" })
end

local what = args.per == "person" and "people's passwords" or "passwords"
local did = yeeuu.dry_run and "would be rotated" or "rotated"
print(#report.ok .. " of " .. #items .. " " .. what .. " of building " .. args.building .. " " .. did)
