-- Takes everything that a departed tenant holds away: passwords first, then authorizations.
--
-- What it needs: the tenant's grants in the register, under one mobile number.
-- What it sends: remove_password and delete_auth for each of the tenant's doors.
-- The last one who holds a key to an occupied door keeps it, unless vacate=true says that the
-- doors are empty from now on.
--
-- How to run it, first as a rehearsal that sends nothing:
--     yeeuu run --dry-run examples/offboard_tenant.lua mobile=13800138000
--     yeeuu run examples/offboard_tenant.lua mobile=13800138000

yeeuu.needs { operations = { "remove_password", "delete_auth" } }

local args = yeeuu.args {
  mobile = { required = true, help = "the tenant's mobile number" },
  vacate = { type = "boolean", default = false, help = "whether the doors are empty from now on" },
}

local doors = yeeuu.doors { mobile = args.mobile }
if #doors == 0 then
  print(args.mobile .. " holds nothing")
  return
end

local report = yeeuu.each(doors, function(door)
  door:revoke { authoredMobile = args.mobile, vacate = args.vacate }
end)

for _, outcome in ipairs { "refused", "failed", "unknown", "skipped" } do
  for _, entry in ipairs(report[outcome]) do
    print(tostring(entry.error))
  end
end

local did = yeeuu.dry_run and "would lose" or "lost"
print(args.mobile .. " " .. did .. " access to " .. #report.ok .. " of " .. #doors .. " doors")
