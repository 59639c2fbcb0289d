-- Gives everybody who holds a password in a building a new one.
--
-- What it needs: the building's doors and passwords in the register, each with an end time.
-- What it sends: one generate_password for each password, with the same names and times.
-- It shows no password. To get the list for the tenants, run afterwards:
--     yeeuu runs export RUN --reveal -o passwords.csv
--
-- How to run it, first as a rehearsal that sends nothing:
--     yeeuu run --dry-run examples/rotate_building.lua building=B001
--     yeeuu run examples/rotate_building.lua building=B001
--     yeeuu run examples/rotate_building.lua building=B001 digits=8 out=rotated.csv

yeeuu.needs { operations = { "generate_password" } }

local args = yeeuu.args {
  building = { required = true, help = "the building's code, like B001" },
  digits = { type = "integer", default = 6, help = "how many digits the new passwords have" },
  out = { help = "a CSV file, in exports/, for what became of each password" },
}

local grants = yeeuu.grants { building = args.building, kind = "password", required = true }

local report = yeeuu.each(grants, function(grant)
  grant:rotate_password { digits = args.digits }
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
      local grant = entry.item
      rows[#rows + 1] = {
        door = tostring(grant:get_door()),
        name = grant.authoredName,
        mobile = grant.authoredMobile,
        outcome = outcome,
      }
    end
  end
  yeeuu.csv.write(args.out, rows, { "door", "name", "mobile", "outcome" })
end

local did = yeeuu.dry_run and "would be rotated" or "rotated"
print(#report.ok .. " of " .. #grants .. " passwords of building " .. args.building .. " " .. did)
