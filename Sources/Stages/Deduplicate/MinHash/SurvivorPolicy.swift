// Which document of a cluster stays.
import ByteKernels
import FileFormats
import PipelineCore

/// The choice between duplicates: by source first, then by the policy, then by a rule that does
/// not depend on the order of the input.
struct SurvivorPolicy: Sendable, Equatable {
    enum Choice: String, Codable, CaseIterable, Sendable {
        case first
        case longest
        case oldest
        case best
    }

    var choice = Choice.first
    /// `best`: the measurement's place in a document's values.
    var column: Int?
    /// `oldest`: the record's field with the date.
    var dateField = "date"
    /// Values of the record's field `sourceField`, the preferred first.
    var sources: [String] = []
    var sourceField = "source"
}

/// Computes documents' ranks; scratch for one observer.
final class SurvivorRanker {
    private let policy: SurvivorPolicy
    private let dateField: JSONPath
    private let sourceField: JSONPath
    private let sources: [[UInt8]]
    private let fields = RecordFields()

    init(_ policy: SurvivorPolicy) {
        self.policy = policy
        dateField = JSONPath(policy.dateField)
        sourceField = JSONPath(policy.sourceField)
        sources = policy.sources.map { Array($0.utf8) }
    }

    /// The document's rank: the smallest (order, tie, key) of a cluster stays.
    ///
    /// `order` has the source's place in its upper 11 bits below the top one, which is set; 52 bits
    /// of what the policy compares are below. `tie` is a hash of id, URL and signature, 0 where the first document stays.
    func rank(_ document: Document, signature: UInt64) -> (order: UInt64, tie: UInt64) {
        let preference = 1 << 63 | source(of: document) << 52
        switch policy.choice {
        case .first: return (preference, 0)
        case .longest: return (preference | inverse(UInt64(document.text.count)), tie())
        case .best:
            let value = policy.column.map { document.values[$0] } ?? .nan
            return (preference | inverse(ordered(value) >> 12), tie())
        case .oldest: return (preference | date(of: document), tie())
        }
        func tie() -> UInt64 {
            var hash = xxHash64(document.id.span, seed: signature)
            hash = xxHash64(document.url.span, seed: hash)
            return hash
        }
    }

    private func inverse(_ value: UInt64) -> UInt64 { ((1 << 52) - 1) - min(value, (1 << 52) - 1) }

    /// A number's bits in the order of numbers; below all of them what was not measured.
    private func ordered(_ value: Double) -> UInt64 {
        if value.isNaN { return 0 }
        let bits = (value == 0 ? 0.0 : value).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    /// The place of the document's source in the list; the list's end for all others.
    private func source(of document: Document) -> UInt64 {
        if sources.isEmpty { return 0 }
        let name = fields.text(sourceField, of: document) ?? []
        return UInt64(sources.firstIndex { $0 == name } ?? sources.count)
    }

    /// The digits of an ISO 8601 date as a number; the last possible for documents without one.
    private func date(of document: Document) -> UInt64 {
        let digits = (fields.text(dateField, of: document) ?? []).lazy.filter {
            (0x30...0x39).contains($0)
        }
        var (value, count) = (UInt64(0), 0)
        for digit in digits.prefix(14) {
            value = value * 10 + UInt64(digit - 0x30)
            count += 1
        }
        if count == 0 { return (1 << 52) - 1 }
        for _ in count..<14 { value *= 10 }
        return value
    }
}
