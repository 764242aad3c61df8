// Where the bytes of a rendered text come from: the template, or somebody's words.

/// The origin of a stretch of text.
///
/// Strings carry it through every operation of a template (slices, `split`, `trim`, `replace`, `~`,
/// `tojson` …), so that of every rendered byte it is known whose it is, whatever the template does.
package struct Origin: Equatable, Sendable {
    /// 0: the template itself; 1: other data, such as tools; from 2: the message of that number less 2.
    fileprivate var source: UInt32
    /// Written between `{% generation %}` and `{% endgeneration %}`.
    package var isGenerated = false

    /// The template's own text: literals, and variables such as `bos_token`.
    package static let template = Origin(source: 0)
    /// Data that is no message: tools, documents, settings.
    package static let data = Origin(source: 1)

    /// The words of message `index`.
    package static func message(_ index: Int) -> Origin { Origin(source: UInt32(index + 2)) }

    /// The same source, in generation marks or not.
    func generated(_ isGenerated: Bool) -> Origin {
        Origin(source: source, isGenerated: isGenerated)
    }

    /// The text is the template's own: here a special token is meant as one.
    package var isTemplate: Bool { source == 0 }

    /// The message that the text is of.
    package var message: Int? { source < 2 ? nil : Int(source) - 2 }
}

/// UTF-8 text and where each byte of it comes from.
package struct TracedText: Sendable {
    /// A stretch of one origin, up to `end`.
    package struct Run: Equatable, Sendable {
        package var end: Int
        package var origin: Origin
    }

    package private(set) var bytes: [UInt8]
    /// The origin of all of the text while `runs` is empty.
    private var whole: Origin
    /// Stretches that cover the text; empty while there is only one.
    private var runs: [Run] = []
    /// HTML that is safe already (jinja's `Markup`).
    var isMarkup = false

    package init(_ bytes: [UInt8] = [], origin: Origin = .template) {
        self.bytes = bytes
        whole = origin
    }

    package init(_ string: String, origin: Origin = .template) {
        self.init(Array(string.utf8), origin: origin)
    }

    package var count: Int { bytes.count }
    package var isEmpty: Bool { bytes.isEmpty }
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// The text's stretches of one origin each, in order.
    package var stretches: [Run] {
        !runs.isEmpty ? runs : isEmpty ? [] : [Run(end: bytes.count, origin: whole)]
    }

    /// The origin of the text's first byte.
    var firstOrigin: Origin { runs.first?.origin ?? whole }

    /// The origin of the byte at `index`.
    func origin(at index: Int) -> Origin {
        if runs.isEmpty { return whole }
        return runs[firstRun(endingAfter: index)].origin
    }

    /// The run that byte `index` lies in, by bisection.
    private func firstRun(endingAfter index: Int) -> Int {
        var (low, high) = (0, runs.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].end > index { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The bytes of a range, with their origins.
    func slice(_ range: Range<Int>) -> TracedText {
        if range.count == bytes.count { return self }
        var text = TracedText(Array(bytes[range]), origin: whole)
        text.isMarkup = isMarkup
        if runs.isEmpty || range.isEmpty { return text }
        var index = firstRun(endingAfter: range.lowerBound)
        text.whole = runs[index].origin
        if runs[index].end >= range.upperBound { return text }
        while index < runs.count {
            let end = min(runs[index].end, range.upperBound) - range.lowerBound
            text.runs.append(Run(end: end, origin: runs[index].origin))
            if runs[index].end >= range.upperBound { break }
            index += 1
        }
        return text
    }

    mutating func reserveCapacity(_ bytes: Int, runs: Int) {
        self.bytes.reserveCapacity(bytes)
        self.runs.reserveCapacity(runs)
    }

    /// Adds bytes of one origin.
    mutating func append(_ added: some Collection<UInt8>, origin: Origin) {
        if added.isEmpty { return }
        noteRun(count: added.count, origin)
        bytes.append(contentsOf: added)
    }

    /// Adds a text with its origins.
    mutating func append(_ added: TracedText) {
        if added.isEmpty { return }
        if added.runs.isEmpty {
            noteRun(count: added.count, added.whole)
        } else {
            var start = 0
            for run in added.runs {
                noteRun(count: run.end - start, run.origin, offset: start)
                start = run.end
            }
        }
        bytes.append(contentsOf: added.bytes)
    }

    /// Adds a part of a text with its origins.
    mutating func append(_ added: TracedText, _ range: Range<Int>) {
        if added.runs.isEmpty {
            append(added.bytes[range], origin: added.whole)
        } else {
            append(added.slice(range))
        }
    }

    /// Notes the origin of `count` bytes that are about to be added `offset` bytes from the end.
    private mutating func noteRun(count: Int, _ origin: Origin, offset: Int = 0) {
        let start = bytes.count + offset
        if start == 0 {
            whole = origin
            return
        }
        if runs.isEmpty {
            if whole == origin { return }
            runs.append(Run(end: start, origin: whole))
        }
        if runs[runs.count - 1].origin == origin {
            runs[runs.count - 1].end = start + count
        } else {
            runs.append(Run(end: start + count, origin: origin))
        }
    }

    /// The same text, marked as written between generation marks.
    func generated() -> TracedText {
        var text = self
        text.whole.isGenerated = true
        for index in text.runs.indices { text.runs[index].origin.isGenerated = true }
        return text
    }

    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        runs.removeAll(keepingCapacity: true)
        whole = .template
    }
}
