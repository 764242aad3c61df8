// swift-tools-version: 6.2
// A libFuzzer target for HTMLText; a package of its own because it needs unsafe flags.
//
//     cd Tests/Fuzz/HTMLText && swift build -c release
//     SWIFT_BACKTRACE=enable=no .build/release/FuzzHTMLText -max_total_time=600 -timeout=10 CORPUS
import PackageDescription

let fuzz: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]

let package = Package(
    name: "FuzzHTMLText",
    targets: [
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0"),
        .target(name: "CByteKernels"),
        .target(name: "ByteKernels", dependencies: ["CByteKernels"]),
        .target(
            name: "HTMLText", dependencies: ["CLibXML2", "ByteKernels"],
            swiftSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
        .executableTarget(
            name: "FuzzHTMLText", dependencies: ["HTMLText"], swiftSettings: fuzz,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
