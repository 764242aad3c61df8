// Values that several components of a tokenizer.json have.

/// What a component looks for.
enum TextPattern {
    case literal([UInt8])
    /// The source of a regular expression.
    case regex(String)
}

extension JSONTree {
    /// The member `pattern`; an empty text is what an empty regular expression is. `component`, for
    /// the error where there is none, is such as "pre_tokenizer Split".
    func pattern(of component: String) throws(TokenizerError) -> TextPattern {
        let literal = self["pattern"]?["String"]?.string
        if let literal, !literal.isEmpty { return .literal(literal) }
        guard let regex = self["pattern"]?["Regex"]?.string ?? literal else {
            throw TokenizerError(.missingField, "\(component) needs a pattern")
        }
        return .regex(String(decoding: regex, as: UTF8.self))
    }

    /// The one character of a text; `nil` for any other value.
    var character: UInt32? {
        let scalars = Array(text(string ?? []).unicodeScalars)
        return scalars.count == 1 ? scalars[0].value : nil
    }
}

extension JSONTree {
    /// A number as `serde_json` reads it, which `tokenizers` does with: the digits as a whole number
    /// times a power of ten, rounded twice. It is not always the nearest one.
    var doubleAsSerde: Double? {
        guard case .number(let digits) = self else { return nil }
        return SerdeNumber(digits).value
    }
}

/// The digits of a number, as `serde_json` gathers them.
private struct SerdeNumber {
    private var significand: UInt64 = 0
    private var exponent = 0
    private var isNegative = false
    /// Whether there were more digits than 64 bits hold; those that follow are left out.
    private var isFull = false

    init(_ text: [UInt8]) {
        var isFraction = false
        for (index, byte) in text.enumerated() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): (isFraction, isFull) = (true, false)
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                let power = String(decoding: text[(index + 1)...], as: UTF8.self)
                let limit = 1 << 31
                let value = Int(power) ?? (power.hasPrefix("-") ? -limit : limit)
                exponent += max(-limit, min(limit, value))
                return
            default: append(UInt64(byte & 15), isFraction)
            }
        }
    }

    private mutating func append(_ digit: UInt64, _ isFraction: Bool) {
        let (tens, overflow) = significand.multipliedReportingOverflow(by: 10)
        let (sum, carry) = tens.addingReportingOverflow(digit)
        if isFull || overflow || carry {
            isFull = true
            if !isFraction { exponent += 1 }
        } else {
            significand = sum
            if isFraction { exponent -= 1 }
        }
    }

    /// 10^0 to 10^308.
    private static let powers: [Double] = (0...308).map { Double("1e\($0)") ?? .infinity }

    /// Nil for what is too large.
    var value: Double? {
        var value = Double(significand)
        var exponent = exponent
        while abs(exponent) > 308, value != 0 {
            if exponent > 0 { return nil }
            value /= Self.powers[308]
            exponent += 308
        }
        if value != 0 {
            let power = Self.powers[abs(exponent)]
            value = exponent < 0 ? value / power : value * power
        }
        return value.isFinite ? (isNegative ? -value : value) : nil
    }
}
