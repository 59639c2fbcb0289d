/// An answer of the service that could be read.
public struct Answer: Sendable, Equatable {
    /// One opening of a door.
    public struct Opening: Sendable, Equatable {
        /// 0 the ALMS system, 1 WeChat, 2 app, 3 password, 4 interface.
        public let type: Int
        /// When, as the service wrote it: `2016-05-31 17:01:24`.
        public let opentime: String
        /// Who, usually a mobile number.
        public let opener: String

        /// Makes an opening.
        public init(type: Int, opentime: String, opener: String) {
            self.type = type
            self.opentime = opentime
            self.opener = opener
        }

        /// The type in words.
        public var typeName: String {
            let names = ["system", "WeChat", "app", "password", "interface"]
            return names.indices.contains(type) ? names[type] : "type \(type)"
        }
    }

    /// Whether the service did what was asked.
    public let success: Bool
    /// The service's own words; from `errorMsg` where `desc` is empty.
    public let desc: String
    /// The openings of a `get_device_logs`.
    public let data: [Opening]?
    /// The pages of a `get_device_logs_page_count`.
    public let count: Int?

    /// Makes an answer.
    public init(success: Bool, desc: String = "", data: [Opening]? = nil, count: Int? = nil) {
        self.success = success
        self.desc = desc
        self.data = data
        self.count = count
    }
}
