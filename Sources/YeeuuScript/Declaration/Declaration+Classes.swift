import ALMS

extension Declaration {
    private static let digits = ScriptField(
        "digits",
        .integer,
        "how many digits a new password has, 6 to 10; 6 unless given"
    )
    private static let newPassword = ScriptField(
        "password",
        .password,
        "the new password; made unless given"
    )

    /// A door: a handle to the register's row.
    static let door = ScriptClass(
        "door",
        "One lock, as the register knows it.",
        fields: apartmentFields.map { .init($0.name, $0.type, $0.summary) } + [
            .init("protected", .boolean, "whether the door is never changed"),
            .init("occupied", .boolean, "whether somebody lives there"),
        ],
        methods: doorOperations + [
            .init(
                "passwords",
                returns: .list(.object("grant")),
                example: "door:passwords()",
                "The active passwords of the door."
            ),
            .init(
                "auths",
                returns: .list(.object("grant")),
                example: "door:auths()",
                "The active authorizations of the door."
            ),
            .init(
                "logs",
                [.init("options", .options(logOptions))],
                returns: .list(.object("entry")),
                waits: true,
                example: "door:logs{from = yeeuu.now() - 86400, to = yeeuu.now()}",
                "Who opened the door between two times, oldest first; reads all pages it needs."
            ),
            .init(
                "revoke",
                [.init("options", .options(revokeOptions))],
                waits: true,
                example: "door:revoke{authoredMobile = \"13800138000\"}",
                "Takes a person's password and then the authorization at the door away."
            ),
            .init(
                "ensure_auth",
                [.init("options", .options(terms))],
                returns: .object("answer"),
                waits: true,
                example: "door:ensure_auth{authoredMobile = …, endTime = …}",
                "Authorizes unless the register holds just that confirmed."
            ),
            .init(
                "ensure_password",
                [.init("options", .options(terms + [newPassword, digits, allowWeak]))],
                returns: .object("answer"),
                waits: true,
                example: "door:ensure_password{authoredMobile = …, endTime = …}",
                "Sets a password unless the register holds one with just these terms confirmed."
            ),
            .init(
                "rotate_password",
                [
                    .init("grant", .object("grant")),
                    .init("options", .options(rotation), isRequired: false),
                ],
                returns: .secret,
                waits: true,
                example: "door:rotate_password(grant, {digits = 6})",
                "Gives the holder of a grant a new password, its terms unchanged."
            ),
        ]
    )

    /// A grant: somebody's access to a door.
    static let grant = ScriptClass(
        "grant",
        "Somebody's access to a door: an authorization or a password.",
        fields: [
            .init("kind", .choice(["auth", "password"]), "authorization or password"),
            .init("authoredName", .text, ParameterName.authoredName.parameter.summary),
            .init("authoredMobile", .mobile, ParameterName.authoredMobile.parameter.summary),
            .init("startTime", .time, "from when it holds; nil when nobody knows"),
            .init("endTime", .time, "until when it holds; nil when nobody knows"),
            .init("author", .text, ParameterName.author.parameter.summary),
            .init("password", .secret, "the password; nil when the register does not know it"),
            .init(
                "confidence",
                .choice(["imported", "asked", "confirmed", "unknown"]),
                "how sure the register is"
            ),
            .init("state", .choice(["active", "ended", "removed"]), "whether it still opens"),
        ] + identity.map { .init($0.rawValue, $0.parameter.form.scriptType, $0.parameter.summary) },
        methods: [
            .init(
                "get_door",
                returns: .object("door"),
                example: "grant:get_door()",
                "The door."
            ),
            .init(
                "rotate_password",
                [.init("options", .options(rotation), isRequired: false)],
                returns: .secret,
                waits: true,
                example: "grant:rotate_password{digits = 6}",
                "Gives the holder a new password, the grant's terms unchanged."
            ),
            .init(
                "extend",
                [.init("options", .options(longer))],
                returns: .object("answer"),
                waits: true,
                example: "grant:extend{by = \"3 months\"}",
                "Lets the grant hold longer: the same again, also the same password, with a later end."
            ),
            .init(
                "move_to",
                [.init("door", .object("door"))],
                returns: .object("answer"),
                waits: true,
                example: "grant:move_to(door)",
                "Gives the same at another door, and takes it away here once that is ok."
            ),
        ]
    )

    /// A holder: one person in one flat.
    static let holder = ScriptClass(
        "holder",
        "One person in one flat, with all doors they hold there, the entrance included.",
        fields: [
            .init("authoredName", .text, ParameterName.authoredName.parameter.summary),
            .init("authoredMobile", .mobile, ParameterName.authoredMobile.parameter.summary),
            .init("buildingId", .text, ParameterName.buildingId.parameter.summary),
            .init("buildingName", .text, ParameterName.buildingName.parameter.summary),
            .init("unit", .text, ParameterName.unit.parameter.summary),
            .init("name", .text, ParameterName.name.parameter.summary),
            .init("code", .text, ParameterName.code.parameter.summary),
            .init("endTime", .time, "until when the last of it holds; nil when nobody knows"),
        ],
        methods: [
            .init(
                "grants",
                [.init("kind", .choice(["auth", "password"]), isRequired: false)],
                returns: .list(.object("grant")),
                example: "holder:grants(\"password\")",
                "What the person holds in the flat now."
            ),
            .init(
                "doors",
                returns: .list(.object("door")),
                example: "holder:doors()",
                "The doors of the flat that the person holds anything at, the entrance first."
            ),
            .init(
                "rotate_password",
                [.init("options", .options(rotation), isRequired: false)],
                returns: .secret,
                waits: true,
                example: "holder:rotate_password{digits = 6}",
                "Gives the person one new password for all these doors, door by door."
            ),
            .init(
                "revoke",
                [
                    .init(
                        "options",
                        .options([
                            .init("vacate", .boolean, "the flat is empty from now on"), lockedOut,
                        ]),
                        isRequired: false
                    )
                ],
                waits: true,
                example: "holder:revoke{vacate = true}",
                "Takes password and authorization at each of these doors away."
            ),
            .init(
                "extend",
                [.init("options", .options(longer))],
                waits: true,
                example: "holder:extend{by = \"3 months\"}",
                "Lets everything that the person holds there hold longer."
            ),
            .init(
                "move_to",
                [.init("code", .text)],
                waits: true,
                example: "holder:move_to(\"10010102\")",
                "Gives the same at another flat's doors, and takes it away here once all of that is ok."
            ),
        ]
    )

    /// A password.
    static let secret = ScriptClass(
        "secret",
        "A password; never == a text: secret:equals(text) compares. Prints as dots, is passed on, and "
            + "== compares what the register holds with what else it holds.",
        methods: [
            .init(
                "equals",
                [.init("text", .password)],
                returns: .boolean,
                example: "grant.password:equals(\"604173\")",
                "Whether it is this text, or this secret; noted in the request log, 20 texts a run."
            ),
            .init(
                "reveal",
                returns: .text,
                example: "secret:reveal()",
                "The text itself; noted in the request log."
            ),
        ]
    )

    /// What each gives.
    static let report = ScriptClass(
        "report",
        "What became of every item of an each.",
        fields: ["ok", "refused", "failed", "unknown", "skipped", "unchanged"].map {
            .init($0, .list(.object("report_entry")), "the items that ended so")
        } + [
            .init("results", .table, "results[i] is what the function gave for item i"),
            .init("stopped", .text, "the bound that ended it; nil when none did"),
        ]
    )

    static let reportEntry = ScriptClass(
        "report_entry",
        "One item of a report.",
        fields: [
            .init("item", .any, "the item"),
            .init("index", .integer, "its place in the list"),
            .init("result", .any, "what the function gave"),
            .init("error", .object("error"), "what went wrong"),
        ]
    )

    /// What an operation gives.
    static let answer = ScriptClass(
        "answer",
        "What the service answered.",
        fields: [
            .init("success", .boolean, "always true: anything else is an error"),
            .init("desc", .text, "the service's own words"),
            .init("data", .list(.table), "the openings of get_device_logs"),
            .init("count", .integer, "the pages of get_device_logs_page_count"),
            .init("unchanged", .boolean, "true when an ensure_* had nothing to send"),
        ]
    )

    /// What is raised.
    static let errorValue = ScriptClass(
        "error",
        "What an operation raises; tostring gives it in words.",
        fields: [
            .init(
                "class",
                .choice(["invalid", "refused", "failed", "unknown", "policy", "cancelled"]),
                "what kind of no it is"
            ),
            .init("operation", .text, "what was called"),
            .init("door", .text, "the door, B001/10010101/甲; nil when there is none"),
            .init("desc", .text, "the service's own words, or ours"),
            .init("status", .integer, "the HTTP status; nil when there is none"),
            .init("attempts", .integer, "how many attempts were made"),
            .init("misspelt", .boolean, "true when a name given does not exist; else nil"),
            .init("message", .text, "everything in one line"),
        ]
    )

    /// One opening.
    static let logEntry = ScriptClass(
        "entry",
        "One opening of a door.",
        fields: [
            .init("opentime", .text, "when, as the service wrote it"),
            .init("time", .time, "when, Unix seconds; nil when the text cannot be read"),
            .init("type", .integer, "how: 0 system, 1 WeChat, 2 app, 3 password, 4 interface"),
            .init("type_name", .text, "how, in words"),
            .init("opener", .text, "who, usually a mobile number"),
            .init("opener_name", .text, "the name from the register; nil when it knows none"),
        ]
    )

    private static let logOptions: [ScriptField] = [
        .init("from", .time, "from when", isRequired: true),
        .init("to", .time, "until when", isRequired: true),
        .init("complete", .boolean, "reads every page: locks may have told of openings late"),
    ]
    private static let revokeOptions: [ScriptField] = [
        .init("authoredMobile", .mobile, "whose access", isRequired: true),
        .init(
            "vacate",
            .boolean,
            "also marks the door unoccupied, when nobody else holds anything there and both are ok"
        ),
        lockedOut,
    ]
    private static let lockedOut = ScriptField(
        "locked_out",
        .text,
        "why an occupied door may be left without a way in; only in an approved plan"
    )
    private static let terms: [ScriptField] = [
        ParameterName.startTime, .endTime, .author, .authoredName, .authoredMobile,
    ].map {
        .init($0.rawValue, $0.parameter.form.scriptType, $0.parameter.summary, isRequired: true)
    }
    private static let rotation: [ScriptField] = [
        digits, newPassword,
        .init("startTime", .time, "from when the new one holds; the grant's own unless given"),
        allowWeak,
    ]
    private static let longer: [ScriptField] = [
        .init("endTime", .time, "the new end"),
        .init("by", .text, "or how much later than the present one: 3 months, 1 year, 10 days"),
    ]
}
