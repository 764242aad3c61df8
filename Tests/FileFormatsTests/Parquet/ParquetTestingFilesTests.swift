// Files of apache/parquet-testing: read as pyarrow reads them, or refused by name.
import FileFormats
import FileStore
import Foundation
import Testing

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/parquet").standardized.path

private let isHere = FileManager.default.fileExists(atPath: folder)

private func names(_ part: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(part)")) ?? [])
        .filter { $0.hasSuffix(".parquet") }.sorted()
}

@Suite(.enabled(if: isHere)) struct ParquetTestingFilesTests {
    @Test(arguments: names("bad_data"))
    func `a bad file is refused, and why is said`(name: String) throws {
        let error = #expect(throws: FileError.self) {
            try allRows(StoredFile("\(folder)/bad_data/\(name)"))
        }
        #expect(error?.reason.isEmpty == false)
    }

    /// SHA-256 of the rows as JSON lines, its first half; compare.py found them equal to pyarrow's.
    @Test(arguments: names("data"))
    func `a file is read as pyarrow reads it`(name: String) throws {
        let file = try StoredFile("\(folder)/data/\(name)")
        guard let digest = Self.digests[name] else {
            #expect(throws: FileError.self) { try allRows(file) }
            return
        }
        let lines = try allRows(file).map { $0 + "\n" }.joined()
        #expect(SHA256.hex(of: Array(lines.utf8).span).hasPrefix(digest))
    }

    private static let digests = [
        "alltypes_plain.parquet": "00f36e1cb8b611634dd16216eee4fe11",
        "alltypes_plain.snappy.parquet": "2e62a039f00aa76c71fd3b3f373bc0f2",
        "alltypes_tiny_pages_plain.parquet": "fc48798ca50c4073d95877f8b30960e5",
        "binary.parquet": "7cc3217f71a89d883d313fb17e1cf84e",
        "byte_array_decimal.parquet": "f754bade3088b64f94fc2626a2b40332",
        "byte_stream_split.zstd.parquet": "735cc399fbac085e478b727e17ff96e8",
        "column_chunk_key_value_metadata.parquet": "e3b0c44298fc1c149afbf4c8996fb924",
        "concatenated_gzip_members.parquet": "dec04320ba54092e9253f3cf0f615175",
        "data_index_bloom_encoding_with_length.parquet": "ef152b69443bcd03ea446c4140d0e467",
        "datapage_v1-uncompressed-checksum.parquet": "45cf73a30a51c3f7d44e1d91c182e484",
        "datapage_v2.snappy.parquet": "ad51da940e5b46f64aad142a78750f93",
        "delta_binary_packed.parquet": "afbd9be711eed32ffa926eb29e85b551",
        "delta_byte_array.parquet": "ece7a362da1dc9b58cecbf1425a03f3d",
        "delta_encoding_required_column.parquet": "5998d9ce1f7700399aac316dae018652",
        "delta_length_byte_array.parquet": "ef330bcb1e4f7429dd4028c2b17e8196",
        "fixed_length_byte_array.parquet": "9b01ddca998e877a4f5c8c2f29f50f9c",
        "fixed_length_decimal.parquet": "f754bade3088b64f94fc2626a2b40332",
        "float16_nonzeros_and_nans.parquet": "51696a91398d426c7736c23e14219cd7",
        "float16_zeros_and_nans.parquet": "106d64361579597df627e6077a6b61b3",
        "hadoop_lz4_compressed.parquet": "2e62d3594598fa814e7cd06a7f9a62d2",
        "hadoop_lz4_compressed_larger.parquet": "92723daec8ff2a1c11fc06f0cf6e630f",
        "int32_decimal.parquet": "f754bade3088b64f94fc2626a2b40332",
        "int32_with_null_pages.parquet": "e4cf923777891bea78b19887efc00d97",
        "int96_from_spark.parquet": "5113ec10972c1882a95b0c7824b11387",
        "lz4_raw_compressed.parquet": "2e62d3594598fa814e7cd06a7f9a62d2",
        "lz4_raw_compressed_larger.parquet": "92723daec8ff2a1c11fc06f0cf6e630f",
        "nan_in_stats.parquet": "29b817306cb1d3c54354a9a295cd432d",
        "nation.dict-malformed.parquet": "b89efb0b3c61b98d1dc61c5ab469e792",
        "nested_maps.snappy.parquet": "d4fee8f11b23da69eab1178cb1f63d79",
        "nested_structs.rust.parquet": "ca1520a38bdc3b7ffb63e5e64fe4bb92",
        "nonnullable.impala.parquet": "5b26517ebb53fd8f8dc116d6d49fd0d7",
        "null_list.parquet": "31950a36aee8ca4051d09fbc61955b14",
        "nulls.snappy.parquet": "e9301dfb89ea089ddbe79f76bd23c783",
        "old_list_structure.parquet": "590f05a6b7d9e8677af4ad7518f9729c",
        "page_v2_empty_compressed.parquet": "c192c13e478008a1e06acaa7b585dacd",
        "plain-dict-uncompressed-checksum.parquet": "eb3568f8ef21f9c393f297a35a99b04e",
        "repeated_primitive_no_list.parquet": "c32d07b72c96c4a6c0966569ba4b3d60",
        "rle-dict-snappy-checksum.parquet": "61a8fb5924f6535ace9b7e4d94501ff1",
        "rle_boolean_encoding.parquet": "6025e9540ea30db2cde09474a20dec58",
        "single_nan.parquet": "5b2f99bce4cdcbc3843af40a1443501b",
        "unknown-logical-type.parquet": "b239310089e8025ae6c7a20f1841a296",
    ]
}
