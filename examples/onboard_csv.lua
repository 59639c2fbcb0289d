-- Lets new tenants in: authorizes everybody of a CSV file and gives each a password.
--
-- What it needs: a file like onboard.csv beside this script (Excel can write it), and the doors
-- in the register. A bare date is a day's beginning as a start, its end as an end.
-- What it sends: auth and generate_password for each row, and nothing where the register
-- already holds just that: so it can be run again after the file was mended.
-- To get the list for the tenants, run afterwards:
--     yeeuu runs export RUN --reveal -o passwords.csv
--
-- How to run it, first as a rehearsal that sends nothing:
--     yeeuu run --dry-run examples/onboard_csv.lua file=examples/onboard.csv
--     yeeuu run examples/onboard_csv.lua file=examples/onboard.csv

yeeuu.needs { operations = { "auth", "generate_password" } }

local args = yeeuu.args {
  file = { required = true, help = "the CSV file" },
  author = { default = "物业", help = "who grants" },
}

-- On the left our names, on the right the file's headings.
local rows = yeeuu.csv.read(args.file, {
  columns = {
    buildingId = "小区编码",
    code = "房源编码",
    doorType = "房门类型",
    door = "房门名称",
    authoredName = "姓名",
    authoredMobile = "手机号",
    startTime = "开始",
    endTime = "结束",
  },
})

local report = yeeuu.each(rows, function(row)
  local door = yeeuu.door {
    buildingId = row.buildingId,
    code = row.code,
    doorType = row.doorType,
    door = row.door,
  }
  local terms = {
    authoredName = row.authoredName,
    authoredMobile = row.authoredMobile,
    author = args.author,
    startTime = row.startTime,
    endTime = row.endTime,
  }
  door:ensure_auth(terms)
  door:ensure_password(terms)
end)

for _, outcome in ipairs { "refused", "failed", "unknown", "skipped" } do
  for _, entry in ipairs(report[outcome]) do
    print(entry.item.authoredName .. ": " .. tostring(entry.error))
  end
end

local did = yeeuu.dry_run and "would be let in" or "let in"
print(#report.ok .. " of " .. #rows .. " " .. did .. ", " .. #report.unchanged .. " held it all before")
