// swift-tools-version: 6.2
import PackageDescription

/// `make check` and CI set WINNOW_STRICT: there a warning in our own code is an error.
let strict = Context.environment["WINNOW_STRICT"] != nil
let settings: [SwiftSetting] = strict ? [.treatAllWarnings(as: .error)] : []

func library(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [])
    -> Target
{
    .target(
        name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + ["TestSupport"], exclude: exclude,
        swiftSettings: settings)
}

func system(_ name: String, _ pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let package = Package(
    name: "winnow",
    products: [
        .executable(name: "winnow", targets: ["winnow"]),
        .library(name: "WinnowKit", targets: ["WinnowKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries and C kernels.
        system("CLibXML2", "libxml-2.0", apt: "libxml2-dev"),
        system("CZstd", "libzstd", apt: "libzstd-dev"),
        system("CLibDeflate", "libdeflate", apt: "libdeflate-dev"),
        system("CZlib", "zlib", apt: "zlib1g-dev"),
        system("CBrotli", "libbrotlidec", apt: "libbrotli-dev"),
        system("CLzma", "liblzma", apt: "liblzma-dev"),
        // Debian's has no file for pkg-config.
        .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
        system("CCrypto", "libcrypto", apt: "libssl-dev"),
        .target(name: "CByteKernels"),
        .target(name: "CTextRules", dependencies: ["CByteKernels"]),
        .target(
            name: "CModels",
            exclude: ["language.ftz", "language.md", "toxicity.ftz", "toxicity.md"]),

        // Kernels know bytes.
        library("ByteKernels", ["CByteKernels"]),

        // What the field's rules count in text.
        library("TextRules", ["ByteKernels", "CTextRules"]),

        // Formats and models know files.
        library("FileStore", []),
        library(
            "FileFormats",
            [
                "FileStore", "ByteKernels", "CZstd", "CLibDeflate", "CZlib", "CBrotli", "CLzma",
                "CBzip2", "CCrypto",
            ]),
        library("HTMLText", ["ByteKernels", "CByteKernels", "CLibXML2"]),
        library("FastText", ["ByteKernels", "CModels"]),
        library("BytePairEncoding", ["ByteKernels", "CByteKernels"]),
        library("ChatText", ["FileFormats", "FileStore", "ByteKernels"]),
        library("TokenShards", ["FileFormats", "FileStore", "ByteKernels"]),

        // Stages know documents.
        library("PipelineCore", ["FileStore", "Yams", "CCrypto"]),
        library(
            "Stages",
            [
                "PipelineCore", "TextRules", "HTMLText", "FastText", "BytePairEncoding", "ChatText",
                "TokenShards", "FileFormats", "FileStore", "ByteKernels",
            ]),

        // Execution knows tasks.
        library("Execution", ["PipelineCore", "FileFormats", "FileStore", "ByteKernels"]),

        // The command line knows people.
        library("WinnowKit", ["Execution", "Stages", "PipelineCore"]),
        .executableTarget(
            name: "winnow",
            dependencies: [
                "Execution", "Stages", "PipelineCore", "FileFormats", "FileStore", "HTMLText",
                "BytePairEncoding", "FastText", "TokenShards", "ChatText", "CByteKernels",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),

        // Tests mirror Sources.
        .target(
            name: "TestSupport",
            dependencies: ["FileStore", "PipelineCore", "Stages", "Execution"],
            path: "Tests/TestSupport", exclude: ["Examples"], swiftSettings: settings),
        tests("ByteKernelsTests", ["ByteKernels", "CByteKernels"]),
        tests("FileStoreTests", ["FileStore"]),
        tests("FileFormatsTests", ["FileFormats", "FileStore", "ByteKernels"]),
        tests("TextRulesTests", ["TextRules", "ByteKernels"]),
        tests("HTMLTextTests", ["HTMLText"], exclude: ["Pages"]),
        tests("FastTextTests", ["FastText"], exclude: ["Fixtures"]),
        tests("BytePairEncodingTests", ["BytePairEncoding"], exclude: ["Fixtures"]),
        tests("ChatTextTests", ["ChatText", "FileFormats"]),
        tests("TokenShardsTests", ["TokenShards", "FileFormats", "FileStore"]),
        tests("PipelineCoreTests", ["PipelineCore", "FileStore", "Yams"]),
        tests(
            "StagesTests",
            [
                "Stages", "PipelineCore", "TextRules", "FileStore", "FileFormats", "ByteKernels",
                "ChatText",
            ]),
        tests(
            "ExecutionTests",
            ["Execution", "PipelineCore", "Stages", "FileFormats", "FileStore"]),
        tests("WinnowTests", ["winnow"]),
        tests(
            "PipelineTests",
            [
                "Execution", "Stages", "PipelineCore", "BytePairEncoding", "FileFormats",
                "FileStore", "TokenShards", "WinnowKit",
            ],
            exclude: [
                "kill_and_resume.sh", "kill_late.py", "large_inputs.py", "made_documents.awk",
                "memory.py",
                "read_shards.py", "trainer_clients.py",
                "invariants.py", "large_inputs.py", "ledger_queries.py", "run_results.py",
                "same_results.py", "slurm",
                "trial_pipelines.py",
                "verify_shards.py", "requirements-shards.txt", "requirements-trainers.txt",
            ]),
        tests(
            "ParityTests", ["Stages", "PipelineCore", "TextRules", "ByteKernels"],
            exclude: [
                "Goldens", "record_datatrove.py", "record_datatrove_spans.py", "record_ftfy.py",
                "record_spacy.py",
            ]),
        .executableTarget(
            name: "winnow-bench",
            dependencies: [
                "Execution", "Stages", "PipelineCore", "HTMLText", "FastText",
                "BytePairEncoding", "TokenShards", "FileFormats", "FileStore", "TextRules",
                "ByteKernels", "CLibXML2",
            ],
            path: "Tests/Benchmarks",
            exclude: [
                "html", "chat", "classifiers", "dedup", "filters", "parquet", "pii", "shards",
                "tokenizers", "pairs.py",
            ],
            swiftSettings: settings),
        // Runs many tokenizers in one process for the fuzzers of Tests/Fuzz/Tokenizers.
        .executableTarget(
            name: "tokenizer-lab", dependencies: ["BytePairEncoding"],
            path: "Tests/Fuzz/Tokenizers/Lab", swiftSettings: settings),
        // Renders many templates in one process for the fuzzer of Tests/Fuzz/Chat.
        .executableTarget(
            name: "chat-lab", dependencies: ["ChatText", "FileFormats"],
            path: "Tests/Fuzz/Chat/Lab", swiftSettings: settings),
        // Dumps pages' blocks for Tests/Generators/html/train.py and runs the models it makes.
        .executableTarget(
            name: "html-lab", dependencies: ["CLibXML2", "HTMLText"],
            path: "Tests/Generators/html/lab",
            swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu11
)
