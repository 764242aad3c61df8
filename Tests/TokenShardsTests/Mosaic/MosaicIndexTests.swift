// A data set's index.json: what it may name, and that the shards are what it says.
import FileFormats
import Foundation
import Testing
import TokenShards

@Suite struct MosaicIndexTests {
    private let folder: ShardFolder
    private let index: String

    init() throws {
        let documents = SampleDocuments(all: [.init(id: "a", tokens: [1, 2, 3])])
        var layout = ShardLayout(name: "t", vocabularySize: 10, shardBytes: 1 << 20)
        layout.hasMosaicHashes = false
        folder = try ShardFolder(documents, ShardFormat.mds.assembler(layout))
        index = String(decoding: try folder.bytes("t/index.json"), as: UTF8.self)
    }

    /// What the verifier finds after `old` has become `new` in the index.
    private func findings(_ old: String, _ new: String) throws -> [ShardError] {
        #expect(index.contains(old))
        try folder.write(Array(index.replacing(old, with: new).utf8), "t/index.json")
        return try ShardFiles.find([folder.path + "/t"]).flatMap { $0.verify().findings }
    }

    @Test func `names outside the folder are refused and not opened`() throws {
        let name = #""shard.00000.mds""#
        for lie in [
            "../shard.00000.mds", "/etc/x.mds", "a/../../x.mds", "", "x/./y.mds", "x//y.mds",
        ] {
            let findings = try findings(name, "\"\(lie)\"")
            let index = folder.path + "/t/index.json"
            #expect(findings.map(\.file) == [index])
            #expect(
                findings.first?.found.hasSuffix("'\(lie)' names no .mds file in this folder")
                    == true)
        }
        #expect(try findings(name, #""/etc/passwd""#).map(\.code) == [.damagedIndex])
        #expect(throws: ShardError.self) {
            for shard in try ShardFiles.find([folder.path]) { _ = try shard.open() }
        }
    }

    @Test(arguments: [
        (#""version": 2}"#, #""version": 3}"#, ShardError.Code.unsupported),
        (#""format": "mds""#, #""format": "json""#, .unsupported),
        (#""samples": 1"#, #""samples": -1"#, .damagedIndex),
        (#""samples": 1"#, #""samples": 4611686018427387904"#, .wrongContent),
        (#""samples": 1"#, #""samples": 1e30"#, .damagedIndex),
        (#""samples": 1"#, #""samples": 2"#, .wrongContent),
        (#""raw_data""#, #""data""#, .damagedIndex),
        (#"{"shards": ["#, #"{"shards": {"#, .damagedIndex),
        (#"{"shards": ["#, #"{"shards": [7, "#, .damagedIndex),
        (#""column_names": ["id""#, #""column_names": ["name""#, .wrongContent),
        (#"[null, null]"#, #"[null, 8]"#, .wrongContent),
        (#""hashes": {}"#, #""hashes": {"sha1": 7}"#, .damagedIndex),
    ])
    func `what contradicts the shard or itself is found`(
        old: String, new: String, code: ShardError.Code
    ) throws {
        #expect(try findings(old, new).map(\.code) == [code])
    }

    @Test func `a shard listed twice is refused`() throws {
        let entry = index.dropFirst(#"{"shards": ["#.count).dropLast(#"], "version": 2}"#.count)
        #expect(try findings(String(entry), "\(entry), \(entry)").map(\.code) == [.damagedIndex])
    }

    @Test func `hashes are checked where their names are known`() throws {
        let shard = try folder.bytes("t/shard.00000.mds")
        let good = [
            "sha1": sha1Hex(of: shard.span), "sha256": SHA256.hex(of: shard.span),
            // Recorded from an implementation in Python.
            "xxh64": "fa6eca991a1d1138",
        ]
        for (name, value) in good {
            #expect(try findings(#""hashes": {}"#, #""hashes": {"\#(name)": "\#(value)"}"#) == [])
            let bad = try findings(#""hashes": {}"#, #""hashes": {"\#(name)": "00"}"#)
            #expect(bad.map(\.found) == ["\(name) \(value), its index says 00"])
        }
        #expect(try findings(#""hashes": {}"#, #""hashes": {"md5": "00"}"#) == [])
        #expect(try ShardFiles.find([folder.path]).map { $0.verify().unchecked } == [["md5"]])
    }

    @Test func `a shard that is only there as something that is not read is named so`() throws {
        let zip = #""zip_data": {"basename": "shard.00000.mds.br", "bytes": 9, "hashes": {}}"#
        #expect(try findings(#""zip_data": null"#, zip) == [])
        try FileManager.default.removeItem(atPath: folder.path + "/t/shard.00000.mds")
        try folder.write(Array("something".utf8), "t/shard.00000.mds.br")
        let findings = try findings(#""zip_data": null"#, zip)
        #expect(findings.map(\.code) == [.unsupported])
        #expect(findings.first?.found.contains("shard.00000.mds.br") == true)
    }

    @Test(arguments: [
        (#""samples": 1"#, #""samples": 2"#), (#""hashes": {}"#, #""hashes": {"sha1": "00"}"#),
        (#""hashes": {}"#, #""hashes": {"md5": "00"}"#), (#""tokens""#, #""tolkens""#),
    ])
    func `the index over folders has to say what theirs say`(old: String, new: String) throws {
        let name = #""basename": ""#
        let whole = index.replacing(name, with: name + "t/")
        try folder.write(Array(whole.utf8), "index.json")
        func findings() throws -> [ShardError] {
            try ShardFiles.find([folder.path]).flatMap { $0.verify().findings }
        }
        #expect(try findings() == [])
        try folder.write(Array(whole.replacing(old, with: new).utf8), "index.json")
        let found = try findings()
        #expect(found.map(\.code).contains(.damagedIndex), "\(found)")
        try folder.write(Array(#"{"shards": [], "version": 2}"#.utf8), "index.json")
        #expect(try findings().map(\.found) == ["it doesn't list t/shard.00000.mds"])
    }

    @Test func `an index cut anywhere is refused, whatever is beside it`() throws {
        for count in 0..<index.utf8.count {
            try folder.write(Array(index.utf8.prefix(count)), "t/index.json")
            let findings = try ShardFiles.find([folder.path]).flatMap { $0.verify().findings }
            #expect(findings.map(\.code) == [.damagedIndex])
        }
    }
}
