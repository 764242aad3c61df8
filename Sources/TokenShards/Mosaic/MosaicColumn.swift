// What an MDS shard, or the list of a data set's shards, says of the columns.
import FileFormats

/// One column: its name, how its values are encoded, and their size where it is fixed.
struct MosaicColumn: Equatable {
    let name: String
    let encoding: String
    let size: Int?

    /// The width of the tokens in it; nil for a column of anything else.
    var width: TokenWidth? {
        TokenWidth.allCases.first { encoding == "ndarray:" + $0.dtype }
    }

    /// Reads the columns of an object that describes a shard.
    static func columns(of description: JSONReading) throws(ShardError) -> [MosaicColumn] {
        let names = try description.list("column_names")
        let encodings = try description.list("column_encodings")
        let sizes = try description.list("column_sizes")
        guard names.count == encodings.count, names.count == sizes.count else {
            throw description.damaged("its columns' names, encodings and sizes are not as many")
        }
        var columns: [MosaicColumn] = []
        var known: Set<String> = []
        for (place, size) in sizes.enumerated() {
            guard try known.insert(names[place].string()).inserted else {
                throw names[place].damaged("two columns of this name")
            }
            columns.append(
                MosaicColumn(
                    name: try names[place].string(), encoding: try encodings[place].string(),
                    size: try size.isNull ? nil : size.count()))
        }
        return columns
    }
}
