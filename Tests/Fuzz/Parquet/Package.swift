// swift-tools-version: 6.2
// A libFuzzer target for the Parquet reader; a package of its own because it needs unsafe flags.
//
//     cd Tests/Fuzz/Parquet && swift build -c release
//     SWIFT_BACKTRACE=enable=no .build/release/FuzzParquet -max_total_time=600 -timeout=10 CORPUS
import PackageDescription

let fuzz: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]

let package = Package(
    name: "FuzzParquet",
    targets: [
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd"),
        .systemLibrary(name: "CLibDeflate", pkgConfig: "libdeflate"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlidec"),
        .systemLibrary(name: "CLzma", pkgConfig: "liblzma"),
        .systemLibrary(name: "CBzip2"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        .target(name: "CByteKernels"),
        .target(name: "ByteKernels", dependencies: ["CByteKernels"]),
        .target(name: "FileStore"),
        .target(
            name: "FileFormats",
            dependencies: [
                "FileStore", "ByteKernels", "CZstd", "CLibDeflate", "CZlib", "CBrotli", "CLzma",
                "CBzip2", "CCrypto",
            ],
            swiftSettings: [.unsafeFlags(["-sanitize=fuzzer"])]),
        .executableTarget(
            name: "FuzzParquet", dependencies: ["FileFormats", "FileStore"], swiftSettings: fuzz,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
    ],
    swiftLanguageModes: [.v6]
)
