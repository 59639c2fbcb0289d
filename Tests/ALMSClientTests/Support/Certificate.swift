import NIOSSL

/// A certificate for 127.0.0.1 that nobody vouches for; its key is no secret.
enum Certificate {
    /// A server's context with it.
    static func selfSigned() throws -> NIOSSLContext {
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
            )
        )
    }

    private static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBkDCCATagAwIBAgIUdhX80mR0NVYiS2Z4v9I2V38fwJIwCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyNDA2NTEwMVoYDzIxMjYxMDMx
        MDY1MTAxWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAATSgYhDlsZpOFp0HZFvZk8Q2dTs3nObqHd9Lq9WEKP664VsjqzDoYnO
        fTDkWTlkXI8NoQSY3jQP49gentuOFzNco2QwYjAdBgNVHQ4EFgQU+5DkgclkUxdD
        i0J5lHHXC48/yfYwHwYDVR0jBBgwFoAU+5DkgclkUxdDi0J5lHHXC48/yfYwDwYD
        VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
        IQDsjm+JXkSOoWaWsB3E+lOejVp2PmO6Q6yIZBCWHHBTWAIgXBFZTtLZbQu7mQEk
        KWW7fuo1tNFUxguoaW+IkTn2BY4=
        -----END CERTIFICATE-----
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgIJQubwVHP7qXH+aN
        onlJx3Dv1H4XbM899tWL9iclb0GhRANCAATSgYhDlsZpOFp0HZFvZk8Q2dTs3nOb
        qHd9Lq9WEKP664VsjqzDoYnOfTDkWTlkXI8NoQSY3jQP49gentuOFzNc
        -----END PRIVATE KEY-----
        """
}
