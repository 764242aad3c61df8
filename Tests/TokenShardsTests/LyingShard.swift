// A shard folder whose files a test makes by hand, to lie in any place.
import FileFormats
import TokenShards

/// Bytes put together from numbers.
func little(_ numbers: [some FixedWidthInteger]) -> [UInt8] {
    numbers.flatMap { number in
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}

extension ShardFolder {
    /// What opening and then verifying the shard of a file finds; an empty list where it is sound.
    func refusals(_ file: String) throws -> Set<ShardError.Code> {
        let shards = try ShardFiles.find([path + "/" + file])
        var codes: Set<ShardError.Code> = []
        for shard in shards {
            do throws(ShardError) {
                let open = try shard.open()
                for number in 0..<min(open.documents, 10) { _ = try open.tokens(of: number) }
            } catch {
                codes.insert(error.code)
            }
            let findings = shard.verify().findings.map(\.code)
            codes.formUnion(findings)
        }
        return codes
    }
}
