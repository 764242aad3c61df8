// What `winnow plan` says of the first records of each input.
import Execution
import PipelineCore

/// The beginnings of the inputs in words.
struct PeekText {
    let peek: InputPeek

    var lines: [String] {
        if peek.beginnings.isEmpty { return [] }
        let head = ["", "first records of \(counted(peek.beginnings.count, "input file"))"]
        let others = peek.others == 0 ? [] : ["  \(counted(peek.others, "other")) not looked at"]
        return head + peek.beginnings.map(line(of:)) + others
    }

    /// What a run would stumble over, a line for each kind.
    var warnings: [String] {
        let lost = peek.beginnings.filter(\.isLost)
        if lost.isEmpty, peek.holdsNothing { return ["no document is among the first records"] }
        return lost.prefix(3).map {
            "\($0.bad) of the first \($0.bad + $0.documents) records of "
                + "\(printableLine($0.path)) are bad: \(printableLine($0.badReason ?? ""))"
        }
    }

    private func line(of beginning: InputPeek.Beginning) -> String {
        var parts = [counted(beginning.documents, "document")]
        if beginning.documents > 0 {
            let mean = beginning.textBytes / beginning.documents
            parts[0] += " of \(bytes(mean)) on average"
        }
        if beginning.bad > 0 { parts.append("\(grouped(beginning.bad)) bad") }
        parts += beginning.skipped.sorted { $0.key < $1.key }
            .map { "\(grouped($0.value)) skipped (\($0.key))" }
        if !beginning.fields.isEmpty {
            parts.append("further fields: " + fieldList(beginning.fields))
        }
        let path = printableLine(beginning.path)
        return "  \(beginning.reader) \(path): \(parts.joined(separator: ", "))"
    }

    /// The first names; many would hide the rest of the line.
    private func fieldList(_ names: [String]) -> String {
        let shown = names.prefix(12).map(printableLine).joined(separator: " ")
        return names.count > 12 ? "\(shown) and \(names.count - 12) more" : shown
    }
}

/// `1 task`, `12 tasks`.
func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// The beginnings for scripts.
struct PeekFacts: Encodable {
    let path: String
    let reader: String
    let documents: Int
    let textBytes: Int
    let bad: Int
    let badReason: String?
    let skipped: [String: Int]
    let fields: [String]

    private enum CodingKeys: String, CodingKey {
        case path, reader, documents, bad, skipped, fields
        case textBytes = "text_bytes"
        case badReason = "bad_reason"
    }

    init(_ beginning: InputPeek.Beginning) {
        path = beginning.path
        reader = beginning.reader
        documents = beginning.documents
        textBytes = beginning.textBytes
        bad = beginning.bad
        badReason = beginning.badReason
        skipped = beginning.skipped
        fields = beginning.fields
    }
}
