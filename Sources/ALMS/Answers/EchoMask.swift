/// Hides what was sent in what came back: a service may echo its request, or parts of it.
///
/// Each text is found as it is, in percent escapes, base64 and hexadecimal digits, as escapes of
/// JSON and HTML (also of each other), in either case, full-width, backwards, and with separators
/// between its characters. Of passwords, numbers, tokens and the partner secret two thirds are
/// enough to be hidden.
public struct EchoMask: Sendable {
    /// Hides nothing.
    public static let none = EchoMask([], whole: [])
    /// What stands in place of what is hidden.
    public static let dots = "••••••"
    /// How much of a text is looked at; whoever shows it shows less.
    static let reach = 8192

    private let secrets: [String]
    private let whole: [String]

    /// What `request` carries beside its open parameters, and `secrets` of the sender.
    public init(_ request: Request, secrets: [String] = []) {
        var parts = secrets
        var whole: [String] = []
        for field in request.fields where field.name.parameter.exposure == .sealed {
            switch field.name {
            case .password, .authoredMobile, .operator: parts.append(field.text)
            case .apartmentList: break
            default: whole.append(field.text)
            }
        }
        for apartment in request.apartments { whole += Self.texts(apartment) }
        self.init(parts, whole: whole)
    }

    /// - Parameters:
    ///   - secrets: hidden also in part.
    ///   - whole: hidden where they stand whole.
    init(_ secrets: [String], whole: [String]) {
        self.secrets = secrets.filter { !$0.isEmpty }
        self.whole = whole.filter { !$0.isEmpty }
    }

    /// `text` with dots; what is beyond ``reach`` is left out where anything can be hidden.
    public func masked(_ text: String) -> String {
        guard !text.isEmpty, !secrets.isEmpty || !whole.isEmpty else { return text }
        var search = EchoSearch(text.unicodeScalars.prefix(Self.reach))
        search.hide(secrets: secrets, whole: whole)
        return search.result
    }

    /// What an apartment is called; its keys are open.
    private static func texts(_ apartment: Apartment) -> [String] {
        [apartment.buildingName, apartment.name].filter { $0.unicodeScalars.count > 2 }
    }
}
