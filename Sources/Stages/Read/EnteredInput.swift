// Where reading enters an input: at its beginning, or at the first record of a range of it.
import FileFormats
import FileStore
import PipelineCore

/// An input's bytes from the place on at which records of its range can begin.
struct EnteredInput {
    let stream: ByteStream
    /// The range to read: the whole file where that can't be entered in the middle.
    let range: StoredRange

    /// At which places of their files a format's records can be told.
    enum Places {
        /// At any byte of plain files, and at the members of compressed ones.
        case anywhere
        /// At members of compressed files whose content is accepted by its first bytes.
        case members((Span<UInt8>) -> Bool)

        fileprivate func accepts(_ head: Span<UInt8>) -> Bool {
            switch self {
            case .anywhere: true
            case .members(let accepts): accepts(head)
            }
        }

        fileprivate var includesPlain: Bool {
            switch self {
            case .anywhere: true
            case .members: false
            }
        }
    }
}

extension OpenInput {
    /// Opens the range at the first place at which records can begin; `nil` where there is none.
    ///
    /// A file that can't be entered in the middle is read as a whole by the range that begins it.
    func entered(_ places: EnteredInput.Places) throws -> EnteredInput? {
        if range.isWhole { return try enteredAtBeginning(.whole) }
        let compression = try Compression.sniff(stored)
        guard try canBeEntered(compression, places) else {
            return range.start == 0 ? try enteredAtBeginning(.whole) : nil
        }
        if range.start == 0 { return try enteredAtBeginning(range) }
        guard let offset = try range.entry?.member ?? firstOffset(compression, places) else {
            return nil
        }
        let stream = try ByteStream(
            stream(from: offset), path: file.path, origin: offset, compression: compression)
        return EnteredInput(stream: stream, range: range)
    }

    private func enteredAtBeginning(_ range: StoredRange) throws -> EnteredInput {
        EnteredInput(stream: try ByteStream(stream(), path: file.path), range: range)
    }

    private func firstOffset(
        _ compression: Compression, _ places: EnteredInput.Places
    ) throws -> Int? {
        if compression == .plain { return range.start }
        return try MemberSearch(stored, compression, accepts: places.accepts)
            .firstMember(in: range)
    }

    private func canBeEntered(
        _ compression: Compression, _ places: EnteredInput.Places
    ) throws -> Bool {
        switch compression {
        case .plain: places.includesPlain
        case .gzip: true
        case .xz, .bzip2: false
        case .zstd: try !stored.beginsWithDictionary
        }
    }
}

extension StoredFile {
    /// Whether the file's zstd frames need the dictionary that it begins with.
    fileprivate var beginsWithDictionary: Bool {
        get throws {
            var head: [UInt8] = []
            try openRanges().read(0..<4, into: &head)
            return head == [0x5D, 0x2A, 0x4D, 0x18]
        }
    }
}
