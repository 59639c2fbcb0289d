// swift-tools-version: 6.2
import PackageDescription

/// One list for every target of ours; warnings are errors, deprecations of dependencies stay warnings.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

/// A program that starts in half the time: relocations packed (glibc 2.36 and later read them), and
/// none of the 49,000 names of the static Swift library offered to libraries that never ask.
let startFast = [
    "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
    "-Xlinker", "--no-export-dynamic",
]

func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "yeeuu",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "yeeuu", targets: ["yeeuu"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            from: "1.4.0",
            traits: ["YAML"]
        ),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        .systemLibrary(name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
        .target(name: "CLuaSupport", dependencies: ["CLua"]),
        module("Basics", []),
        module("LuaRuntime", ["CLua", "CLuaSupport"]),
        module("ALMS", [crypto]),
        module(
            "ALMSClient",
            ["ALMS", .product(name: "AsyncHTTPClient", package: "async-http-client")]
        ),
        module(
            "ALMSSandbox",
            ["ALMS", grdb, .product(name: "Hummingbird", package: "hummingbird")]
        ),
        module("RequestLog", [crypto]),
        module(
            "Vault",
            ["Basics", crypto, .product(name: "CryptoExtras", package: "swift-crypto")]
        ),
        module(
            "Register",
            ["ALMS", "Basics", "Vault", grdb, .product(name: "GRDBSQLite", package: "GRDB.swift")]
        ),
        module("Runs", ["ALMS", "Basics", "RequestLog", "Register", "Vault"]),
        module("YeeuuScript", ["LuaRuntime", "ALMS", "Runs", "Register", "Vault"]),
        .target(
            name: "CEdit",
            linkerSettings: [.linkedLibrary("edit")]
        ),
        .executableTarget(
            name: "yeeuu",
            dependencies: [
                "ALMS", "ALMSClient", "ALMSSandbox", "Basics", "CEdit", "LuaRuntime", "Register",
                "RequestLog", "Runs", "Vault", "YeeuuScript",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings,
            linkerSettings: [
                .unsafeFlags(startFast, .when(platforms: [.linux], configuration: .release))
            ]
        ),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "ALMS", "CLua", "LuaRuntime", "Register", "RequestLog", "Runs", "Vault", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ],
            swiftSettings: settings
        ),
        tests("ALMSTests", ["ALMS"]),
        tests("ALMSClientTests", ["ALMS", "ALMSClient", "ALMSSandbox"]),
        tests(
            "ALMSSandboxTests",
            [
                "ALMS", "ALMSClient", "ALMSSandbox",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
            ]
        ),
        tests("BasicsTests", ["Basics"]),
        tests("EndToEndTests", ["yeeuu"]),
        .executableTarget(
            name: "LuaTrials",
            dependencies: ["LuaRuntime"],
            path: "Tests/LuaTrials",
            swiftSettings: settings
        ),
        tests("LuaRuntimeTests", ["LuaRuntime", "LuaTrials"]),
        tests("RegisterTests", ["ALMS", "Register", "Vault", grdb]),
        tests("RequestLogTests", ["RequestLog", crypto]),
        tests(
            "RunsTests",
            [
                "ALMS", "ALMSClient", "ALMSSandbox", "Basics", "Register", "RequestLog", "Runs",
                "Vault", grdb,
            ]
        ),
        tests("VaultTests", ["Basics", "Vault"]),
        tests("yeeuuTests", ["yeeuu", "ALMS", "Register", "Runs", "Vault"]),
        tests(
            "YeeuuScriptTests",
            ["ALMS", "LuaRuntime", "Register", "RequestLog", "Runs", "Vault", "YeeuuScript"]
        ),
    ]
)
