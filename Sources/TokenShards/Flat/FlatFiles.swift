// The files of a flat token file: `train.bin` or `train.npy`, and what stands beside it.
import FileFormats
import FileStore

/// A common path with some endings.
///
///     NAME.bin          the tokens, little-endian, u16 or u32; or
///     NAME.npy          the same behind numpy's header
///     NAME.ends         u64 each: where each document ends, in tokens
///     NAME.mask         a byte 0 or 1 for each token, where there is a loss mask
///     NAME.facts.json   what the tokens are, with the digests of the files
///
/// Trainers of nanoGPT's kind need the first alone.
enum FlatFiles {
    static func ending(isArray: Bool) -> String { isArray ? ".npy" : ".bin" }

    static let ends = ".ends"
    static let mask = ".mask"
    static let facts = ".facts.json"
}

/// `NAME.facts.json`.
struct FlatFacts {
    var dtype = TokenWidth.two.dtype
    var tokens = 0
    var documents = 0
    var vocabularySize: Int?
    var tokenizerSHA256: String?
    var sequenceLength = 0
    /// SHA-256 of the other files, by their endings.
    var digests: [(name: String, value: String)] = []

    var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        func add(_ key: String, _ text: String) {
            writer.key(key)
            writer.string(text)
        }
        func add(_ key: String, _ number: Int) {
            writer.key(key)
            writer.int(number)
        }
        add("dtype", dtype)
        add("tokens", tokens)
        add("documents", documents)
        if let vocabularySize { add("vocabulary_size", vocabularySize) }
        if let tokenizerSHA256 { add("tokenizer_sha256", tokenizerSHA256) }
        if sequenceLength > 0 { add("sequence_length", sequenceLength) }
        writer.key("sha256")
        writer.beginObject()
        for digest in digests { add(digest.name, digest.value) }
        writer.endObject()
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }
}

extension FlatFacts {
    /// Reads the file; nil where there is none.
    init?(_ path: String) throws(ShardError) {
        guard let file = try NumberFile.ifPresent(path) else { return nil }
        guard file.count <= 1 << 16 else {
            throw ShardError(.damagedIndex, path, "\(file.count) bytes are too many")
        }
        let json = try JSONReading(file.bytes(0..<file.count), file: path)
        dtype = try json.required("dtype").string()
        tokens = try json.required("tokens").count()
        documents = try json.required("documents").count()
        vocabularySize = try json.field("vocabulary_size")?.count()
        tokenizerSHA256 = try json.field("tokenizer_sha256")?.string()
        sequenceLength = try json.field("sequence_length")?.count() ?? 0
        digests = try json.required("sha256").strings()
        guard sequenceLength <= Int(UInt32.max) else {
            throw ShardError(.damagedIndex, path, "sequences of \(sequenceLength) tokens")
        }
        guard dtype == TokenWidth.two.dtype || dtype == TokenWidth.four.dtype else {
            throw ShardError(.unsupported, path, "tokens of type '\(dtype)'")
        }
    }

    var width: TokenWidth { dtype == TokenWidth.two.dtype ? .two : .four }
}

/// numpy's header of an array of one dimension.
struct NumpyHeader {
    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    /// Where the array's bytes begin.
    let start: Int
    let width: TokenWidth
    let dtype: String
    let count: Int

    /// The header of an array, 128 bytes.
    static func bytes(_ width: TokenWidth, count: Int) -> [UInt8] {
        let text =
            "{'descr': '<u\(width.rawValue)', 'fortran_order': False, 'shape': (\(count),), }"
        let padding = String(repeating: " ", count: 128 - 10 - text.utf8.count - 1)
        return magic + [1, 0, 118, 0] + Array((text + padding + "\n").utf8)
    }

    init(_ file: NumberFile) throws(ShardError) {
        func refused(_ found: String) -> ShardError { ShardError(.damagedIndex, file.path, found) }
        guard file.count >= 12, try file.bytes(0..<6) == Self.magic else {
            throw refused("no numpy array")
        }
        let version = try file.bytes(6..<7)[0]
        let size = version == 1 ? 2 : 4
        let length = Int(try file.numbers(1, width: size, at: 8)[0])
        guard (1...3).contains(version), length <= min(1 << 16, file.count - 8 - size) else {
            throw refused("a numpy header of version \(version) and \(length) bytes")
        }
        start = 8 + size + length
        let text = String(decoding: try file.bytes(8 + size..<start), as: UTF8.self)
        let types = ["<u2": TokenWidth.two, "<u4": .four, "<i4": .four]
        let type = Self.value("'descr': '", "'", in: text) ?? ""
        guard let width = types[type] else {
            throw ShardError(
                .unsupported, file.path, "an array of type '\(type)'; known are <u2, <u4, <i4")
        }
        guard Self.value("'fortran_order': ", ",", in: text) == "False",
            let shape = Self.value("'shape': (", ",)", in: text), let count = Int(shape)
        else { throw refused("no array of one dimension") }
        guard count >= 0, count <= file.count, start + count * width.rawValue == file.count else {
            throw ShardError(
                .wrongContent, file.path,
                "\(file.count) bytes, its header says \(count) tokens of \(width.rawValue)")
        }
        self.width = width
        self.count = count
        dtype = type == "<i4" ? "int32" : width.dtype
    }

    private static func value(_ before: String, _ after: String, in text: String) -> String? {
        guard let start = text.firstRange(of: before) else { return nil }
        let rest = text[start.upperBound...]
        return rest.firstRange(of: after).map { String(rest[..<$0.lowerBound]) }
    }
}
