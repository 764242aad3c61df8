// The parts of a corpus that was split, as their shards lie: train, validation, test.

/// Shards of one part of a corpus, or of one that isn't split.
public struct ShardPart: Sendable {
    /// `train`, `validation` or `test`; nil where nothing is split.
    public let name: String?
    public let shards: [ShardFiles]

    public init(name: String?, shards: [ShardFiles]) {
        self.name = name
        self.shards = shards
    }

    /// What a flat file of the part is called, as nanoGPT names them.
    var flatName: String { name == "validation" ? "val" : name ?? "train" }

    /// Shards by the parts that their folders (or, of flat files, their names) tell.
    ///
    /// - Throws: ``ShardError/Code/unsupported`` where some tell one and others none.
    public static func divided(_ shards: [ShardFiles]) throws(ShardError) -> [ShardPart] {
        let names = shards.map(name)
        guard Set(names).count > 1 else { return [ShardPart(name: nil, shards: shards)] }
        if let lone = zip(shards, names).first(where: { $1 == nil }) {
            throw ShardError(
                .unsupported, lone.0.path,
                "it lies in no part of a corpus, and others lie in "
                    + Set(names.compactMap(\.self)).sorted().joined(separator: ", ")
                    + "; name those of one part, or of one corpus")
        }
        return Set(names.compactMap(\.self)).sorted().map { name in
            ShardPart(name: name, shards: zip(shards, names).filter { $1 == name }.map(\.0))
        }
    }

    private static func name(of shard: ShardFiles) -> String? {
        var components = shard.path.split(separator: "/").map(String.init)
        if !shard.format.isFlat { components.removeLast() }
        let known = [
            "train": "train", "validation": "validation", "val": "validation", "test": "test",
        ]
        return components.last { known[$0] != nil }.flatMap { known[$0] }
    }
}
