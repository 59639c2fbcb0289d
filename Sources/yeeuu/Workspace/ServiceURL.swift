import ALMSClient

/// Checks URLs by the client's own rule.
enum ServiceURL {
    /// - Throws: `TargetProblem`.
    static func check(_ url: String) async throws {
        let nobody = Credentials(partnerId: "", secret: "")
        let client = try ALMSClient(target: url, credentials: nobody)
        await client.shutdown()
    }
}
