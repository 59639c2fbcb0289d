import ALMS

extension Declaration {
    private static let short: [ScriptField] = [
        .init("building", .text, "the same as buildingId"),
        .init("mobile", .mobile, "the same as authoredMobile"),
    ]
    private static let common: [ScriptField] = [
        .init("all", .boolean, "everything there is"),
        .init("required", .boolean, "finding nothing is an error"),
    ]

    /// The keys of a selector of doors.
    static let doorSelector: [ScriptField] =
        short
        + Catalogue.apartmentFields.map { name in
            ScriptField(name.rawValue, name.parameter.form.scriptType, name.parameter.summary)
        }
        + [
            .init("authoredMobile", .mobile, "doors where this person holds anything"),
            .init("protected", .boolean, "whether the door is never changed"),
            .init("occupied", .boolean, "whether somebody lives there"),
        ] + common

    /// The keys of a selector of grants.
    static let grantSelector: [ScriptField] =
        short
        + Catalogue.apartmentFields.map { name in
            ScriptField(name.rawValue, name.parameter.form.scriptType, name.parameter.summary)
        }
        + [
            .init("authoredMobile", .mobile, "the holder's mobile number"),
            .init("authoredName", .text, "the holder's name"),
            .init("author", .text, "who granted"),
            .init("kind", .choice(["auth", "password"]), "authorization or password"),
            .init("expiring_within", .text, "ends within this time: 7d, 12h"),
            .init("weak", .boolean, "whether the password is weak"),
            .init(
                "shared",
                .boolean,
                "whether others hold the password too; what this run set does not count"
            ),
            .init("unconfirmed_for", .text, "not confirmed for this time: 30d"),
            .init("startTime", .time, "begins exactly then"),
            .init("endTime", .time, "ends exactly then"),
            .init("protected", .boolean, "whether the door is never changed"),
            .init("occupied", .boolean, "whether somebody lives there"),
            .init(
                "state",
                .choice(["active", "ended", "removed", "any"]),
                "active unless given"
            ),
        ] + common

    static let registerFunctions: [ScriptFunction] = [
        .init(
            "doors",
            [.init("selector", .options(doorSelector))],
            returns: .list(.object("door")),
            example: "yeeuu.doors{building = \"B001\"}",
            "Finds doors in the register; a list, empty when there is none."
        ),
        .init(
            "door",
            [.init("selector", .options(doorSelector))],
            returns: .object("door"),
            example: "yeeuu.door{building = \"B001\", code = \"10010101\", doorType = 1}",
            "Finds exactly one door in the register; none or several are an error."
        ),
        .init(
            "grants",
            [.init("selector", .options(grantSelector))],
            returns: .list(.object("grant")),
            example: "yeeuu.grants{building = \"B001\", kind = \"password\"}",
            "Finds grants in the register: who holds what at which door."
        ),
        .init(
            "holders",
            [.init("selector", .options(grantSelector))],
            returns: .list(.object("holder")),
            example: "yeeuu.holders{building = \"B001\", kind = \"password\"}",
            "Finds people in the register, each once a flat, with all doors they hold there."
        ),
    ]

    /// The keys of each's options.
    static let eachOptions: [ScriptField] = [
        .init("concurrency", .integer, "how many items at a time")
    ]

    static let flowFunctions: [ScriptFunction] = [
        .init(
            "each",
            [
                .init("list", .table), .init("options", .options(eachOptions), isRequired: false),
                .init("function", .function),
            ],
            returns: .object("report"),
            waits: true,
            example: "yeeuu.each(doors, function(door, index) … end)",
            "Runs a function for every item, several at a time; an error ends its item alone."
        ),
        .init(
            "args",
            [.init("declarations", .declarations(argumentFields))],
            returns: .table,
            example: "local args = yeeuu.args{building = {required = true, help = \"which\"}}",
            "Declares the key=value words of the command line and gives their values."
        ),
        .init(
            "needs",
            [.init("needs", .options(needsFields))],
            example: "yeeuu.needs{operations = {\"generate_password\"}, max_doors = 400}",
            "Says at the beginning what the script will do at most; nothing else is let through."
        ),
        .init(
            "sleep",
            [.init("seconds", .number)],
            waits: true,
            example: "yeeuu.sleep(2)",
            "Waits; other items of an each go on."
        ),
        .init(
            "print_table",
            [.init("rows", .table), .init("columns", .list(.text), isRequired: false)],
            example: "yeeuu.print_table(rows, {\"door\", \"name\"})",
            "Prints rows as an aligned table."
        ),
    ]

    /// What yeeuu.args says of one word.
    static let argumentFields: [ScriptField] = [
        .init(
            "type",
            .choice(["text", "integer", "number", "boolean", "time"]),
            "text unless given"
        ),
        .init("help", .text, "what it is for"),
        .init("required", .boolean, "whether it must be given"),
        .init("default", .any, "its value when it is not given"),
    ]

    /// The keys of yeeuu.needs.
    static let needsFields: [ScriptField] = [
        .init("operations", .list(.text), "the operations that may be used"),
        .init("max_doors", .integer, "how many doors may be changed at most"),
    ]

    static let valueFunctions: [ScriptFunction] = [
        .init(
            "password",
            [
                .init(
                    "options",
                    .options([.init("digits", .integer, "how many, 6 to 10; 6 unless given")]),
                    isRequired: false
                )
            ],
            returns: .secret,
            example: "yeeuu.password{digits = 6}",
            "Makes a new password that is not weak."
        ),
        .init("now", returns: .time, example: "yeeuu.now()", "Now, in Unix seconds."),
        .init(
            "time",
            [.init("text", .text), .init("bound", .choice(["start", "end"]), isRequired: false)],
            returns: .time,
            example: "yeeuu.time(\"2026-12-01 12:00\")",
            "Reads a time, today and tomorrow 9:00 too; a bare date is 00:00:00, or 23:59:59 with \"end\"."
        ),
        .init(
            "after",
            [.init("time", .time), .init("span", .text)],
            returns: .time,
            example: "yeeuu.after(\"tomorrow 09:00\", \"3 months\")",
            "The time so much later: seconds, minutes, hours, days, weeks, months, years of the calendar."
        ),
        .init(
            "date",
            [.init("time", .time), .init("format", .text, isRequired: false)],
            returns: .text,
            example: "yeeuu.date(yeeuu.now(), \"%Y-%m-%d\")",
            "Writes a time in the workspace's zone."
        ),
        .init(
            "json.decode",
            [.init("text", .text)],
            returns: .any,
            example: "yeeuu.json.decode(text)",
            "Reads JSON."
        ),
        .init(
            "json.encode",
            [.init("value", .any)],
            returns: .text,
            example: "yeeuu.json.encode({door = \"甲\"})",
            "Writes a value as JSON."
        ),
        .init(
            "log.info",
            [.repeated("values", .any)],
            example: "yeeuu.log.info(\"three to go\")",
            "Writes a line for people beside the script's output."
        ),
        .init(
            "log.warn",
            [.repeated("values", .any)],
            example: "yeeuu.log.warn(\"no end time: \", grant.authoredName)",
            "Writes a warning for people beside the script's output."
        ),
    ]

    static let fileFunctions: [ScriptFunction] = [
        .init(
            "csv.read",
            [
                .init("path", .text),
                .init(
                    "options",
                    .options([
                        .init("columns", .table, "heading = type, or your name = heading")
                    ]),
                    isRequired: false
                ),
            ],
            returns: .list(.table),
            example: "yeeuu.csv.read(\"tenants.csv\", {columns = {endTime = \"end\"}})",
            "Reads a CSV file: a list of rows by heading."
        ),
        .init(
            "csv.write",
            [
                .init("path", .text), .init("rows", .table),
                .init("columns", .list(.text), isRequired: false),
                .init(
                    "options",
                    .options([
                        .init("overwrite", .boolean, "whether an existing file may be replaced")
                    ]),
                    isRequired: false
                ),
            ],
            example: "yeeuu.csv.write(\"out.csv\", rows, {\"door\", \"name\"})",
            "Writes rows as a CSV file, a bare name in exports/, whole or not at all; not in a dry run."
        ),
    ]
}
