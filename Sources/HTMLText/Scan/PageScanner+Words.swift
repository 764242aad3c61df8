// The scanner's reading of known words in names.

extension PageScanner {
    /// A name's further known words count for nothing.
    private static let mostWords = 32

    /// The sum of the weights of the known words in a class or id; each counts once.
    mutating func weight(of range: Range<Int>, _ place: NameWords.Place) -> Int16 {
        var known = InlineArray<32, Int>(repeating: 0)
        var count = 0
        var sum: Int32 = 0
        NameWords.forEach(in: bytes, range, place) { hash in
            guard let number = page.evidence.note(hash, tables.lexicon), count < Self.mostWords
            else { return }
            for index in 0..<count where known[index] == number { return }
            known[count] = number
            count += 1
            sum += tables.lexicon.name(number)
        }
        return Int16(clamping: sum)
    }

    /// Notes the current class and id as those of the page.
    mutating func notePageNames() {
        for attribute in [Attribute.classNames, .id] { notePageNames(attributes[attribute]) }
    }

    mutating func notePageNames(_ value: Extent) {
        guard !value.isEmpty else { return }
        NameWords.forEach(in: bytes, value.range, .page) { hash in
            page.evidence.note(hash, tables.lexicon)
        }
    }

    /// Records the words in the current names, each once in the class and once in the id; returns
    /// the number of the record, which stands for the weight that training will find.
    mutating func record() -> Int16 {
        var found: [UInt32] = []
        for (attribute, place) in [(Attribute.classNames, NameWords.Place.classNames), (.id, .id)]
        where !attributes[attribute].isEmpty {
            let start = found.count
            NameWords.forEach(in: bytes, attributes[attribute].range, place) { hash in
                if !found[start...].contains(hash) { found.append(hash) }
            }
        }
        return page.evidence.record?.add(found) ?? 0
    }
}
