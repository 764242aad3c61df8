// Places of records grow with the file and don't depend on where reading enters it.
import FileStore
import Testing

@Suite struct RecordPlacesTests {
    private let cell = RecordPlaces.cellBytes

    /// The places of records that begin at stored offsets.
    private func places(at offsets: [Int], enteringAt start: Int = 0) -> [String] {
        var places = RecordPlaces(enteringAt: start)
        return offsets.map { offset in
            _ = places.move(to: offset)
            return RecordPlaces.text(places.take())
        }
    }

    @Test func `records are counted within the cell in which they begin`() {
        let offsets = [0, 5, cell - 1, cell, cell + 9, 7 * cell + 5, 7 * cell + 6]
        #expect(places(at: offsets) == ["0", "1", "2", "1.0", "1.1", "7.0", "7.1"])
        #expect(places(at: Array(offsets[3...]), enteringAt: cell) == ["1.0", "1.1", "7.0", "7.1"])
        #expect(places(at: [9 * cell], enteringAt: cell) == ["9.0"])
    }

    @Test func `moving says whether it leads to another cell`() {
        var places = RecordPlaces()
        #expect(!places.wouldMove(to: cell - 1) && places.wouldMove(to: cell))
        let moved = [cell - 1, cell, cell, 2 * cell - 1, 4 * cell].map { places.move(to: $0) }
        #expect(moved == [false, true, false, false, true])
    }

    @Test func `more records than a cell has numbers run on into the next cell's`() {
        var places = RecordPlaces()
        _ = places.take(1 << 24 + 5)
        let moved = [places.move(to: cell), places.move(to: 2 * cell)]
        #expect(moved == [false, true])
        #expect(RecordPlaces.text(1 << 24 + 5) == "1.5")
    }

    @Test func `all that lies behind the last cell is in it`() {
        let end = RecordPlaces.first(ofCellAt: 1 << 45)
        #expect(RecordPlaces.cell(of: end) == RecordPlaces.lastCell && end < RecordPlaces.limit)
        #expect(places(at: [1 << 46], enteringAt: 1 << 45) == ["65535.0"])
    }

    @Test func `a range ends before what lies behind it`() {
        #expect(StoredRange.whole.isWhole && !StoredRange.whole.ends(before: .max))
        let range = StoredRange(start: cell, end: 2 * cell)
        #expect(!range.isWhole && range.ends(before: 2 * cell) && !range.ends(before: 2 * cell - 1))
    }
}
