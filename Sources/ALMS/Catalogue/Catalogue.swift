/// The interface, declared once: argument checks, help, stubs, redaction, plan text and the sandbox read it.
///
/// Source: `alms/API.md`, which reads the vendor's interface document.
public enum Catalogue {
    /// The eight operations in the document's order, which is that of ``OperationName``.
    public static let operations: [Operation] = [
        synchronizeApartments, auth, deleteAuth, remoteAction, generatePassword, removePassword,
        getDeviceLogs, getDeviceLogsPageCount,
    ]

    /// The parameters in the order of ``ParameterName``.
    public static let parameters: [Parameter] =
        requestParameters + apartmentParameters
        + grantParameters + pageParameters

    /// The eleven fields of an apartment in the order they are sent.
    public static let apartmentFields: [ParameterName] = [
        .buildingId, .buildingName, .buildingNo, .unit, .name, .door, .doorType, .code,
        .provinceId, .cityId, .disId,
    ]

    /// The declaration of `name`.
    public static func operation(_ name: OperationName) -> Operation {
        operations[name.place]
    }

    /// The declaration of `name`.
    public static func parameter(_ name: ParameterName) -> Parameter {
        parameters[name.place]
    }

    // MARK: Operations

    private static let doorUses: [Operation.Use] = [
        .init(name: .buildingId, need: .always), .init(name: .doorType, need: .always),
        .init(name: .code, need: .always), .init(name: .door, need: .innerDoor),
    ]
    private static let holder = Operation.Use(name: .authoredMobile, need: .always)
    private static let term: [Operation.Use] = [
        .init(name: .startTime, need: .always), .init(name: .endTime, need: .always),
        .init(name: .author, need: .always), .init(name: .authoredName, need: .always), holder,
    ]
    private static let pages: [Operation.Use] = [
        .init(name: .doorType, need: .always), .init(name: .code, need: .always),
        .init(name: .door, need: .innerDoor), .init(name: .page, need: .always),
        .init(name: .pageSize, need: .always),
    ]

    private static let synchronizeApartments = Operation(
        name: .synchronizeApartments,
        method: .post,
        repeatability: .sameParameters,
        isWrite: true,
        summary: "Tells the service of doors, new and changed; entrances before their inner doors.",
        uses: [.init(name: .apartmentList, need: .always)]
    )
    private static let auth = Operation(
        name: .auth,
        method: .post,
        repeatability: .sameParameters,
        isWrite: true,
        summary: "Authorizes a person at a door from startTime to endTime.",
        uses: doorUses + term
    )
    private static let deleteAuth = Operation(
        name: .deleteAuth,
        method: .post,
        repeatability: .absentIsTheGoal,
        isWrite: true,
        summary: "Takes a person's authorization at a door away.",
        uses: doorUses + [holder]
    )
    private static let remoteAction = Operation(
        name: .remoteAction,
        method: .post,
        repeatability: .never,
        isWrite: true,
        summary: "Opens a door at once, from afar; refused unless allowed, never repeated.",
        uses: doorUses + [.init(name: .operator, need: .always)]
    )
    private static let generatePassword = Operation(
        name: .generatePassword,
        method: .post,
        repeatability: .sameParameters,
        isWrite: true,
        summary: "Sets a person's password at a door; one that is there is replaced.",
        uses: doorUses + term + [.init(name: .password, need: .always)]
    )
    private static let removePassword = Operation(
        name: .removePassword,
        method: .post,
        repeatability: .absentIsTheGoal,
        isWrite: true,
        summary: "Removes a person's password at a door.",
        uses: doorUses + [holder]
    )
    private static let getDeviceLogs = Operation(
        name: .getDeviceLogs,
        method: .get,
        repeatability: .sameParameters,
        isWrite: false,
        summary: "Reads one page of a door's openings.",
        uses: pages
    )
    private static let getDeviceLogsPageCount = Operation(
        name: .getDeviceLogsPageCount,
        method: .get,
        repeatability: .sameParameters,
        isWrite: false,
        summary: "Tells how many pages of openings a door has.",
        uses: pages
    )

    // MARK: Parameters

    private static let requestParameters: [Parameter] = [
        .init(.partnerId, .text, .open, "the partner's id, given by the vendor"),
        .init(.timestamp, .time, .open, "when the request was made, Unix seconds"),
        .init(.nonstr, .text, .open, "a random text, new for every attempt"),
        .init(.token, .text, .nowhere, "the request's signature", isSecret: true),
        .init(.apartmentList, .apartments, .sealed, "the doors to synchronize"),
    ]
    private static let apartmentParameters: [Parameter] = [
        .init(
            .buildingId,
            .text,
            .open,
            "the estate's code",
            headings: ["小区编码", "小区编号"]
        ),
        .init(.buildingName, .text, .sealed, "the estate's name", headings: ["小区名称"]),
        .init(.buildingNo, .text, .sealed, "the building's number in the estate", headings: ["楼栋"]),
        .init(.unit, .text, .sealed, "the unit of the building", headings: ["单元", "单元号"]),
        .init(.name, .text, .sealed, "the apartment's name", headings: ["房源名称"]),
        .init(
            .door,
            .text,
            .open,
            "the inner door's name; empty for a main door",
            headings: ["房门名称"]
        ),
        .init(
            .doorType,
            .doorType,
            .open,
            "1 for a main door, 2 for an inner door",
            headings: ["房门类型"]
        ),
        .init(
            .code,
            .text,
            .open,
            "the apartment's number, shared by its doors",
            headings: ["房源编码", "房源编号"]
        ),
        .init(.provinceId, .text, .sealed, "the province's id", headings: ["省份"]),
        .init(.cityId, .text, .sealed, "the city's id", headings: ["城市"]),
        .init(.disId, .text, .sealed, "the district's id", headings: ["区域"]),
    ]
    private static let grantParameters: [Parameter] = [
        .init(
            .startTime,
            .time,
            .open,
            "from when it holds, Unix seconds",
            headings: ["授权开始时间", "开始"]
        ),
        .init(
            .endTime,
            .time,
            .open,
            "until when it holds, Unix seconds",
            headings: ["授权结束时间", "结束"]
        ),
        .init(.author, .text, .sealed, "who grants", headings: ["授权者"]),
        .init(
            .authoredName,
            .text,
            .sealed,
            "the holder's name",
            headings: ["被授权者名字", "姓名"]
        ),
        .init(
            .authoredMobile,
            .mobile,
            .sealed,
            "the holder's mobile number, or what stands for it",
            headings: ["被授权者手机号码", "手机号"]
        ),
        .init(.operator, .mobile, .sealed, "the mobile number of the one who opens"),
        .init(
            .password,
            .password,
            .sealed,
            "6 to 10 digits, as text",
            headings: ["密码"],
            isSecret: true
        ),
    ]
    private static let pageParameters: [Parameter] = [
        .init(.page, .positive, .open, "which page, from 1"),
        .init(.pageSize, .positive, .open, "how many entries a page has"),
    ]
}
