// Checks every byte of a shard and says precisely what is damaged.
import FileFormats
import FileStore

/// What verifying a shard found.
public struct ShardReport: Sendable {
    public let files: ShardFiles
    /// The index; nil where it could not be read.
    public internal(set) var index: ShardIndex?
    /// What is wrong, in the order it was found; at most ``ShardVerifier/mostFindings``.
    public internal(set) var findings: [ShardError] = []

    public var isSound: Bool { findings.isEmpty }
}

/// Verifies shards in Winnow's own format.
///
/// Every frame is decompressed. Checked are: the index against itself; frames against their
/// checksums and the seek table; lengths, SHA-256 digests, tokens against the vocabulary and mask
/// bytes against 0 and 1; and where the manifest's record is given, all that it says. One damaged
/// frame doesn't end the work: the frames after it are checked as well.
public struct ShardVerifier {
    public static let mostFindings = 100

    private var report: ShardReport

    /// Verifies one shard, against the manifest's record of it where there is one.
    public static func verify(_ files: ShardFiles, record: ShardRecord? = nil) -> ShardReport {
        var verifier = ShardVerifier(report: ShardReport(files: files))
        verifier.checkIndex()
        verifier.checkTokens()
        verifier.checkMask()
        if let record { verifier.check(against: record) }
        return verifier.report
    }

    private mutating func add(_ finding: ShardError) {
        if report.findings.count < Self.mostFindings { report.findings.append(finding) }
    }

    private mutating func checkIndex() {
        do throws(ShardError) {
            report.index = try report.files.readIndex()
        } catch {
            add(error)
        }
    }

    private mutating func checkTokens() {
        let index = report.index
        let width = index?.width ?? .two
        let limit = index.map { UInt32(clamping: $0.vocabularySize) } ?? .max
        let file = report.files.tokens
        var tokens: [UInt32] = []
        checkColumn(file, width: width.rawValue, digest: index?.tokensDigest) { bytes, start in
            tokens.removeAll(keepingCapacity: true)
            width.unpack(bytes, into: &tokens)
            guard index != nil, let bad = tokens.firstIndex(where: { $0 >= limit }) else {
                return nil
            }
            return ShardError(
                .tokenOutsideVocabulary, file,
                "token \(tokens[bad]) at place \(start + bad), the vocabulary has \(limit)")
        }
    }

    private mutating func checkMask() {
        guard report.index?.hasMask == true else { return }
        let file = report.files.mask
        checkColumn(file, width: 1, digest: report.index?.maskDigest) { bytes, start in
            bytes.firstIndex { $0 > 1 }.map {
                ShardError(.wrongMask, file, "byte \(bytes[$0]) at place \(start + $0)")
            }
        }
    }

    /// Decompresses every frame of a file and checks its content, whose first token's place is given.
    private mutating func checkColumn(
        _ path: String, width: Int, digest: [UInt8]?,
        content check: (_ bytes: [UInt8], _ start: Int) -> ShardError?
    ) {
        do throws(ShardError) {
            let file = try ShardFiles.open(path)
            if let index = report.index, file.count != index.tokens * width {
                add(
                    ShardError(
                        .wrongContent, path,
                        "it holds \(file.count) bytes, the index says \(index.tokens * width)"))
            }
            checkFrames(of: file, width: width, digest: digest, content: check)
        } catch {
            add(error)
            if error.code == .damagedFrames { addReadablePart(of: path, width: width) }
        }
    }

    private mutating func checkFrames(
        of file: SeekableZstdFile, width: Int, digest: [UInt8]?,
        content check: (_ bytes: [UInt8], _ start: Int) -> ShardError?
    ) {
        var hash = SHA256()
        var isWhole = true
        for (number, frame) in file.table.frames.enumerated() {
            do throws(FileError) {
                let bytes = try file.content(ofFrame: number)
                hash.update(bytes.span)
                if let finding = check(bytes, frame.content.lowerBound / width) { add(finding) }
            } catch {
                isWhole = false
                let tokens = frame.content.lowerBound / width..<frame.content.upperBound / width
                add(ShardError(error, in: "frame \(number)\(place(of: tokens))"))
            }
        }
        if isWhole, let digest, hash.finish() != digest {
            add(ShardError(.wrongContent, file.path, "its SHA-256 is not the one in the index"))
        }
    }

    /// Which tokens and, where the index can tell, which documents are concerned.
    private func place(of tokens: Range<Int>) -> String {
        let range = ", tokens \(tokens.lowerBound)..<\(tokens.upperBound)"
        guard let index = report.index, index.tokens >= tokens.upperBound, !tokens.isEmpty else {
            return range
        }
        let first = index.document(holding: tokens.lowerBound)
        let last = index.document(holding: tokens.upperBound - 1)
        return range + ", documents \(first)...\(last)"
    }

    /// Without a seek table, says how far the file can be read from its start.
    private mutating func addReadablePart(of path: String, width: Int) {
        var count = 0
        var buffer: [UInt8] = []
        do throws(FileError) {
            let stream = try ByteStream(path: path)
            while true {
                buffer.removeAll(keepingCapacity: true)
                let added = try stream.read(into: &buffer)
                if added == 0 { break }
                count += added
            }
        } catch {
            // The first finding said that the file is damaged: this only measures what is left.
        }
        add(ShardError(.damagedFrames, path, "from its start \(count / width) tokens can be read"))
    }
}

// MARK: - The manifest's record

extension ShardVerifier {
    private mutating func check(against record: ShardRecord) {
        if let index = report.index { check(index, against: record) }
        for file in record.files { check(file) }
    }

    private mutating func check(_ index: ShardIndex, against record: ShardRecord) {
        let pairs: [(String, String, String)] = [
            ("documents", "\(index.documents)", "\(record.documents)"),
            ("tokens", "\(index.tokens)", "\(record.tokens)"),
            ("token type", index.width.dtype, record.dtype),
            ("vocabulary", "\(index.vocabularySize)", "\(record.vocabularySize)"),
            ("tokenizer", hexDigits(index.tokenizerDigest), record.tokenizerSHA256),
        ]
        for (what, found, expected) in pairs where found != expected {
            add(
                ShardError(
                    .wrongContent, report.files.index,
                    "\(what): \(found), the manifest says \(expected)"))
        }
    }

    private mutating func check(_ file: ShardRecord.File) {
        let folder = report.files.base.utf8.dropLast(report.files.name.utf8.count)
        let path = String(folder)! + file.name
        do throws(FileError) {
            let size = try StoredFile(path).size()
            let digest = try SHA256.hex(of: StoredFile(path))
            if size != file.bytes || digest != file.sha256 {
                add(
                    ShardError(
                        .wrongContent, path,
                        "\(size) bytes with SHA-256 \(digest), the manifest says \(file.bytes) with "
                            + file.sha256))
            }
        } catch {
            add(ShardError(error))
        }
    }
}
