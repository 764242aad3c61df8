// Checks every byte of a shard in Winnow's own format and says precisely what is damaged.
import FileFormats
import FileStore

/// Verifies shards in Winnow's own format.
///
/// Every frame is decompressed. Checked are: the index against itself; frames against their
/// checksums and the seek table; lengths, SHA-256 digests, tokens against the vocabulary and mask
/// bytes against 0 and 1. One damaged frame or file doesn't end the work: what comes after is
/// checked as well.
struct WinnowVerifier {
    private let files: WinnowFiles
    private var index: WinnowIndex?
    private var report: ShardReport

    /// What is wrong with the shard whose files have this common path.
    static func verify(_ base: String) -> ShardReport {
        var verifier = WinnowVerifier(
            files: WinnowFiles(base), report: ShardReport(path: base))
        verifier.checkIndex()
        verifier.checkTokens()
        verifier.checkMask()
        verifier.checkStored()
        return verifier.report
    }

    private mutating func checkIndex() {
        do throws(ShardError) {
            let index = try files.readIndex()
            self.index = index
            report.facts = WinnowReader.facts(index, files)
        } catch {
            report.add(error)
        }
    }

    private mutating func checkTokens() {
        let width = index?.width ?? .two
        let limit = index.map { UInt32(clamping: $0.vocabularySize) } ?? .max
        let hasIndex = index != nil
        let file = files.tokens
        var tokens: [UInt32] = []
        checkColumn(file, width: width.rawValue, digest: known(index?.tokensDigest)) {
            bytes, start in
            tokens.removeAll(keepingCapacity: true)
            width.unpack(bytes, into: &tokens)
            guard hasIndex, let bad = tokens.firstIndex(where: { $0 >= limit }) else { return nil }
            return ShardError(
                .tokenOutsideVocabulary, file,
                "token \(tokens[bad]) at place \(start + bad), the vocabulary has \(limit)")
        }
    }

    private mutating func checkMask() {
        guard index?.hasMask == true else { return }
        let file = files.mask
        checkColumn(file, width: 1, digest: known(index?.maskDigest)) { bytes, start in
            bytes.firstIndex { $0 > 1 }.map {
                ShardError(.wrongMask, file, "byte \(bytes[$0]) at place \(start + $0)")
            }
        }
    }

    /// A digest of a column's content, which shards of earlier versions have.
    private func known(_ digest: [UInt8]?) -> [UInt8]? {
        digest == ShardLayout.unknownDigest ? nil : digest
    }

    /// Compares the files as they lie there with their digests, where these are there: a bit that no
    /// decoder looks at can't be found otherwise.
    private mutating func checkStored() {
        guard let index else { return }
        do throws(ShardError) {
            guard let digests = try StoredDigests(files, hasMask: index.hasMask) else {
                return report.add(unchecked: "the digests of the files as they are stored")
            }
            for finding in digests.findings
            where !report.findings.contains(where: { $0.file == finding.file }) {
                report.add(finding)
            }
        } catch {
            report.add(error)
        }
    }

    /// Decompresses every frame of a file and checks its content, whose first token's place is given.
    private mutating func checkColumn(
        _ path: String, width: Int, digest: [UInt8]?,
        content check: (_ bytes: [UInt8], _ start: Int) -> ShardError?
    ) {
        do throws(ShardError) {
            let file = try WinnowFiles.open(path)
            if let index, file.count != index.ends.tokens * width {
                report.add(
                    ShardError(
                        .wrongContent, path,
                        "it holds \(file.count) bytes, the index says \(index.ends.tokens * width)")
                )
            }
            checkFrames(of: file, width: width, digest: digest, content: check)
        } catch {
            report.add(error)
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
                if digest != nil { hash.update(bytes.span) }
                if let finding = check(bytes, frame.content.lowerBound / width) {
                    report.add(finding)
                }
            } catch {
                isWhole = false
                let tokens = frame.content.lowerBound / width..<frame.content.upperBound / width
                report.add(ShardError(error, in: "frame \(number)\(place(of: tokens))"))
            }
        }
        if isWhole, let digest, hash.finish() != digest {
            report.add(
                ShardError(.wrongContent, file.path, "its SHA-256 is not the one in the index"))
        }
    }

    /// Which tokens and, where the index can tell, which documents are concerned.
    private func place(of tokens: Range<Int>) -> String {
        let range = ", tokens \(tokens.lowerBound)..<\(tokens.upperBound)"
        guard let ends = index?.ends, ends.tokens >= tokens.upperBound, !tokens.isEmpty else {
            return range
        }
        let first = ends.document(holding: tokens.lowerBound)
        let last = ends.document(holding: tokens.upperBound - 1)
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
        report.add(
            ShardError(.damagedFrames, path, "from its start \(count / width) tokens can be read"))
    }
}
