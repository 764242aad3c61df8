// Where a record stands in its file, told so that it does not depend on where reading began.

/// Counts the records of a file as they come, from wherever reading entered it.
///
/// A file is laid out in cells of 4 MiB of its stored bytes. A record's place is the cell that it
/// begins in and how many begin there before it, in one number that grows with the file:
/// `cell << 24 | ordinal`. In compressed files, records count to the cell in which their gzip member
/// or zstd frame begins. Reading may enter at cells' borders only, so places are the same however
/// a file is cut. More than 16,777,216 records of one cell run on into the numbers of the next.
public struct RecordPlaces: Sendable {
    /// Stored bytes of a cell.
    public static let cellBytes = 4 << 20
    /// The last cell, which holds all that lies behind 256 GiB.
    public static let lastCell = 65_535
    /// Places are smaller than this.
    public static let limit = 1 << 40
    private static let ordinalBits = 24

    /// The place of the next record.
    public private(set) var next: Int

    /// - Parameter offset: the stored offset at which reading enters.
    public init(enteringAt offset: Int = 0) {
        next = Self.first(ofCellAt: offset)
    }

    /// The first place of the cell that holds a stored offset.
    public static func first(ofCellAt offset: Int) -> Int {
        min(offset / cellBytes, lastCell) << ordinalBits
    }

    /// The cell of a place.
    public static func cell(of place: Int) -> Int { place >> ordinalBits }

    /// A place for people: `12`, or `3.12` for the record with ordinal 12 of cell 3.
    public static func text(_ place: Int) -> String {
        let ordinal = place & (1 << ordinalBits - 1)
        return cell(of: place) == 0 ? "\(ordinal)" : "\(cell(of: place)).\(ordinal)"
    }

    /// Says that the records from here on begin behind a stored offset; true when that is another
    /// cell than before.
    public mutating func move(to offset: Int) -> Bool {
        let first = Self.first(ofCellAt: offset)
        guard first > next else { return false }
        next = first
        return true
    }

    /// Whether `move` to this offset would lead to another cell.
    public func wouldMove(to offset: Int) -> Bool { Self.first(ofCellAt: offset) > next }

    /// Takes the places of some records.
    public mutating func take(_ count: Int = 1) -> Int {
        defer { next += count }
        return next
    }
}

/// A part of a file's stored bytes, whose records one task reads.
public struct StoredRange: Sendable, Codable, Equatable {
    /// 0, or a cell's border.
    public let start: Int
    /// A cell's border; `nil`: to the end of the file.
    public let end: Int?
    /// The first record of the range, where it is known and need not be looked for.
    public let entry: RecordBorder?

    public init(start: Int = 0, end: Int? = nil, entry: RecordBorder? = nil) {
        self.start = start
        self.end = end
        self.entry = entry
    }

    /// The whole file.
    public static let whole = StoredRange()

    public var isWhole: Bool { start == 0 && end == nil }

    /// Whether an offset lies behind the range.
    public func ends(before offset: Int) -> Bool { end.map { offset >= $0 } ?? false }
}

/// The first byte of a record: a member's offset in the file, and how far behind the member's
/// first byte of content. In plain files the first is the byte's offset and the second 0.
public struct RecordBorder: Sendable, Codable, Equatable {
    public let member: Int
    public let within: Int

    public init(member: Int, within: Int) {
        self.member = member
        self.within = within
    }
}

/// Where the records of a range really began and ended.
///
/// The ranges of a file fit together when each begins where the one before it ended.
public struct ReadExtent: Sendable, Codable, Equatable {
    /// The first record of the range; `nil` where none begins in it.
    public var entered: RecordBorder?
    /// The record that was left to the next range; `nil` at the end of the file.
    public var left: RecordBorder?

    public init() {}
}
