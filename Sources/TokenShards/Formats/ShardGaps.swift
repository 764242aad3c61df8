// Shards that are missing between others, by the numbers in their names.
import FileStore

extension ShardFiles {
    /// The shards that the numbers of others tell of and that are not among them, by their paths.
    ///
    /// A task's shards are numbered from 0, as `TASK-NUMBER` or, of MDS, `shard.NUMBER`; other names
    /// tell nothing. A missing last one can't be known.
    public static func gaps(in shards: [ShardFiles]) -> [String] {
        var numbers: [String: Set<Int>] = [:]
        for shard in shards {
            if let (stem, number) = numbered(shard.path) {
                numbers[stem, default: []].insert(number)
            }
        }
        return numbers.sorted { $0.key < $1.key }.flatMap { stem, found in
            let last = min(found.max() ?? 0, found.count + mostGaps)
            return (0..<last).filter { !found.contains($0) }.map { stem + nameDigits($0) }
        }
    }

    /// More can't be missing in one row: its names mean something else.
    private static let mostGaps = 10_000

    private static func numbered(_ path: String) -> (stem: String, number: Int)? {
        let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
        let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.count
        let head = name.dropLast(digits)
        let isNumbered =
            head == "shard." || head.last == "-" && head.dropLast().allSatisfy(\.isNumber)
        guard isNumbered, digits >= 5, let number = Int(name.suffix(digits)) else { return nil }
        return (String(path.dropLast(digits)), number)
    }
}
