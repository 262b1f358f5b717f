// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target of this package; everything is Swift 6 mode with the same settings.
func modul(_ name: String, _ dependencies: [Target.Dependency], ohne: [String] = [],
           resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: ohne, resources: resources,
            swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], ohne: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: ohne, swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let httpClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

// Bottom-up, as in the picture of the README: a target may use only what stands above it here.
let package = Package(
    name: "mandat",
    products: [.executable(name: "mandat", targets: ["mandat"])],
    dependencies: [
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", path: "Sources/CLibpq", pkgConfig: "libpq",
                       providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CClp", path: "Sources/CClp",
                       providers: [.apt(["coinor-libclp-dev"])]),
        modul("Grundwerte", []),
        modul("Geheimhaltung", ["CClp", "Grundwerte"]),
        modul("Postgres", ["CLibpq", "Grundwerte"]),
        modul("Leistungsrecht", ["Grundwerte"],
              resources: [.embedInCode("Parameter/Daten"), .embedInCode("Eingabe/Daten"),
                          .embedInCode("Verfahren/Daten")]),
        modul("Platform", ["Postgres", "Grundwerte", crypto, cryptoExtras, httpClient, logging],
              ohne: ["Dokumente/brief.typ", "Dokumente/schriftsatz.py", "Vordrucke"]),
        modul("Uebergabe", ["Platform", "Postgres", "Grundwerte", crypto], ohne: ["Vordrucke"]),
        modul("Kommune", ["Uebergabe", "Leistungsrecht", "Platform", "Postgres", "Grundwerte",
                          crypto],
              ohne: ["Vordrucke"], resources: [.embedInCode("Unterlagen/Daten")]),
        modul("Kreis", ["Uebergabe", "Leistungsrecht", "Platform", "Postgres", "Geheimhaltung",
                        "Grundwerte", crypto],
              ohne: ["Vordrucke"]),
        modul("Web", ["Kommune", "Kreis", "Uebergabe", "Leistungsrecht", "Platform", "Postgres",
                      "Grundwerte", hummingbird, mustache, logging, crypto],
              ohne: ["Templates", "Static"]),
        .executableTarget(
            name: "mandat",
            dependencies: ["Web", "Kommune", "Kreis", "Uebergabe", "Leistungsrecht", "Platform",
                           "Postgres", "Grundwerte", arguments, hummingbird, lifecycle, unixSignals,
                           logging],
            swiftSettings: settings),
        modul("TestSupport", ["Platform", "Postgres", "Grundwerte", crypto]),
        modul("Fuzzing", []),

        tests("GrundwerteTests", ["Grundwerte", "Fuzzing"], ohne: ["Faelle"]),
        tests("GeheimhaltungTests", ["Geheimhaltung", "Grundwerte"]),
        tests("PostgresTests", ["Postgres", "Grundwerte", "TestSupport"]),
        tests("LeistungsrechtTests", ["Leistungsrecht", "Grundwerte", "Fuzzing"], ohne: ["Faelle"]),
        tests("PlatformTests", ["Platform", "Postgres", "Grundwerte", "TestSupport", "Fuzzing",
                                crypto, cryptoExtras, logging]),
        tests("KommuneTests", ["Kommune", "Uebergabe", "Leistungsrecht", "Platform", "Postgres",
                               "Grundwerte", "TestSupport", "Fuzzing", logging],
              ohne: ["Zaehlung"]),
        tests("KreisTests", ["Kreis", "Geheimhaltung", "Uebergabe", "Platform", "Postgres",
                             "Grundwerte", "TestSupport", "Fuzzing", logging],
              ohne: ["Auszuege"]),
        tests("WebTests", ["Web", "TestSupport", "Fuzzing", crypto, hummingbird]),
    ],
    swiftLanguageModes: [.v6]
)

// Only deploy/bench asks for it, so that nobody else waits for it.
if Context.environment["MANDAT_BENCH"] != nil {
    package.targets.append(.executableTarget(
        name: "messung",
        dependencies: ["Kommune", "Kreis", "Uebergabe", "Leistungsrecht", "Geheimhaltung",
                       "Platform", "Postgres", "Grundwerte", "TestSupport"],
        path: "Tests/Benchmarks/Messung", swiftSettings: settings))
}
