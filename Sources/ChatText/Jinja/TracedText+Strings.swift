// What Python's string methods do to a text, origins kept.

extension TracedText {
    /// Every character replaced by what `map` makes of it.
    func mapped(_ map: (UInt32) -> String) -> TracedText {
        var result = TracedText()
        var index = 0
        while index < count {
            let (value, length) = PythonText.scalar(bytes, at: index)
            result.append(map(value).utf8, origin: origin(at: index))
            index += length
        }
        result.isMarkup = isMarkup
        return result
    }

    /// `str.casefold`, for the letters that differ from their small form.
    func casefolded() -> TracedText {
        mapped { value in
            switch value {
            case 0xDF, 0x1E9E: "ss"
            case 0x3C2: "\u{3C3}"
            default: PythonText.lowercase(value)
            }
        }
    }

    func lowercased() -> TracedText {
        var result = TracedText()
        var index = 0
        while index < count {
            let (value, length) = PythonText.scalar(bytes, at: index)
            let lower =
                value == 0x3A3 && endsWord(at: index) ? "\u{3C2}" : PythonText.lowercase(value)
            result.append(lower.utf8, origin: origin(at: index))
            index += length
        }
        result.isMarkup = isMarkup
        return result
    }

    /// A capital sigma here is the last letter of a word: letters stand before it, none behind.
    private func endsWord(at index: Int) -> Bool {
        let before = String(decoding: bytes[..<index], as: UTF8.self).unicodeScalars.last {
            !$0.properties.isCaseIgnorable
        }
        let after = String(decoding: bytes[(index + 2)...], as: UTF8.self).unicodeScalars.first {
            !$0.properties.isCaseIgnorable
        }
        return before.map { PythonText.isCased($0.value) } == true
            && after.map { PythonText.isCased($0.value) } != true
    }

    /// `str.title`: a capital at the start of every run of letters.
    func titlecased() -> TracedText {
        var isInWord = false
        return mapped { value in
            defer { isInWord = PythonText.isCased(value) }
            return isInWord ? PythonText.lowercase(value) : PythonText.titlecase(value)
        }
    }

    /// `str.capitalize`: a capital first, small letters after it.
    func capitalized() -> TracedText {
        guard !isEmpty else { return self }
        let length = PythonText.scalar(bytes, at: 0).length
        var result = slice(0..<length).mapped(PythonText.titlecase)
        result.append(slice(length..<count).lowercased())
        return result
    }

    /// The `is…` methods.
    func has(_ method: Method) -> Bool {
        let values = string.unicodeScalars.map(\.value)
        switch method {
        case .isascii: return PythonText.isASCII(bytes)
        case .isprintable: return values.allSatisfy(PythonText.isPrintable)
        case .isidentifier:
            return !isEmpty && values.allSatisfy(PythonText.isWord)
                && !PythonText.isNumeric(values[0])
        case .isupper:
            return values.contains(where: PythonText.isUppercase)
                && !values.contains { PythonText.isLowercase($0) || PythonText.isTitlecase($0) }
        case .islower:
            return values.contains(where: PythonText.isLowercase)
                && !values.contains { PythonText.isUppercase($0) || PythonText.isTitlecase($0) }
        case .istitle: return isTitle(values)
        default: break
        }
        if values.isEmpty { return false }
        switch method {
        case .isspace: return values.allSatisfy(PythonText.isSpace)
        case .isalpha: return values.allSatisfy(PythonText.isAlphabetic)
        case .isdigit: return values.allSatisfy(PythonText.isDigit)
        case .isdecimal: return values.allSatisfy(PythonText.isDecimal)
        case .isnumeric: return values.allSatisfy(PythonText.isNumeric)
        default:
            return values.allSatisfy { PythonText.isAlphabetic($0) || PythonText.isNumeric($0) }
        }
    }

    private func isTitle(_ values: [UInt32]) -> Bool {
        var (isInWord, hasCased) = (false, false)
        for value in values {
            if PythonText.isUppercase(value) || PythonText.isTitlecase(value) {
                if isInWord { return false }
                (isInWord, hasCased) = (true, true)
            } else if PythonText.isLowercase(value) {
                if !isInWord { return false }
            } else {
                isInWord = false
            }
        }
        return hasCased
    }

    /// The parts between separators, at most `limit` cuts made from one end.
    func split(by separator: [UInt8], limit: Int, fromRight: Bool) -> [TracedText] {
        let places =
            fromRight
            ? placesFromRight(of: separator, limit: limit)
            : ByteSearch.all(separator, in: bytes, limit: limit)
        var parts: [TracedText] = []
        var start = 0
        for place in places {
            parts.append(slice(start..<place))
            start = place + separator.count
        }
        parts.append(slice(start..<count))
        return parts
    }

    private func placesFromRight(of separator: [UInt8], limit: Int) -> [Int] {
        var places: [Int] = []
        var end = count
        while places.count < limit,
            let place = ByteSearch.last(separator, in: bytes, before: end)
        {
            places.append(place)
            end = place
        }
        return places.reversed()
    }

    /// The words between runs of white space, at most `limit` cuts made from one end.
    func splitAtSpace(limit: Int, fromRight: Bool) -> [TracedText] {
        var words: [Range<Int>] = []
        var start: Int?
        var index = 0
        while index < count {
            let (value, length) = PythonText.scalar(bytes, at: index)
            if PythonText.isSpace(value) {
                if let begun = start { words.append(begun..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
            index += length
        }
        if let begun = start { words.append(begun..<count) }
        return joinedPastLimit(words, limit, fromRight).map(slice)
    }

    /// What is left when all cuts are made stays one part, with all the space in it.
    private func joinedPastLimit(
        _ words: [Range<Int>], _ limit: Int, _ fromRight: Bool
    ) -> [Range<Int>] {
        if limit >= words.count { return words }
        if fromRight {
            return [0..<words[words.count - limit - 1].upperBound] + words.suffix(limit)
        }
        return words.prefix(limit) + [words[limit].lowerBound..<count]
    }
}
