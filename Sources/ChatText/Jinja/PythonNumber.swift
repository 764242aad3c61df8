// Python's reading, rounding and printing of numbers.
import Glibc

enum PythonNumber {
    /// `int(text, base)`.
    static func integer(_ text: String, base: Int) -> Value? {
        var digits = Substring(trimmed(text))
        let isNegative = digits.first == "-"
        if isNegative || digits.first == "+" { digits = digits.dropFirst() }
        var radix = base
        let prefixes = ["0x": 16, "0o": 8, "0b": 2]
        if let known = prefixes[digits.prefix(2).lowercased()], base == 0 || base == known {
            radix = known
            digits = digits.dropFirst(2)
            if digits.first == "_" { digits = digits.dropFirst() }
        }
        if radix == 0 { radix = 10 }
        guard (2...36).contains(radix), hasFineUnderscores(digits) else { return nil }
        let plain = digits.filter { $0 != "_" }
        guard !plain.isEmpty, plain.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
        else { return nil }
        if let value = Int((isNegative ? "-" : "") + plain, radix: radix) { return .int(value) }
        guard radix == 10, plain.allSatisfy(\.isNumber) else { return nil }
        return .bigInt((isNegative ? "-" : "") + plain.drop { $0 == "0" })
    }

    /// Underscores stand only between digits.
    private static func hasFineUnderscores(_ digits: Substring) -> Bool {
        !digits.hasPrefix("_") && !digits.hasSuffix("_") && !digits.contains("__")
    }

    /// `float(text)`.
    static func double(_ text: String) -> Double? {
        let trimmed = trimmed(text)
        let lower = trimmed.lowercased()
        let unsigned = lower.hasPrefix("-") || lower.hasPrefix("+") ? lower.dropFirst() : lower[...]
        if ["inf", "infinity"].contains(unsigned) {
            return lower.hasPrefix("-") ? -.infinity : .infinity
        }
        if unsigned == "nan" { return .nan }
        guard unsigned.first.map({ $0.isNumber || $0 == "." }) == true,
            unsigned.allSatisfy({ $0.isASCII && ($0.isNumber || "._e+-".contains($0)) }),
            hasFineUnderscores(unsigned)
        else { return nil }
        var plain = lower.filter { $0 != "_" }
        if plain.hasSuffix(".") { plain += "0" }
        plain = plain.replacing(".e", with: ".0e")
        if plain.hasPrefix("+") { plain.removeFirst() }
        return Double(
            plain.hasPrefix("-.")
                ? "-0" + plain.dropFirst() : plain.hasPrefix(".") ? "0" + plain : plain)
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let start = scalars.firstIndex(where: { !PythonText.isSpace($0.value) }),
            let end = scalars.lastIndex(where: { !PythonText.isSpace($0.value) })
        else { return "" }
        return String(scalars[start...end])
    }

    /// The digits of a whole double of any size.
    static func digits(of number: Double) -> String { fixed(number, 0) }

    /// `'%.<places>f' % number`.
    static func fixed(_ number: Double, _ places: Int) -> String {
        printed("%.\(places)f", number)
    }

    /// A number printed by C's rules, which are Python's.
    static func printed(_ format: String, _ number: Double) -> String {
        withVaList([number]) { arguments in
            var copy = [CChar](repeating: 0, count: 512)
            let needed = vsnprintf(&copy, copy.count, format, arguments)
            return needed < copy.count
                ? String(
                    decoding: copy.prefix(Int(needed)).map(UInt8.init(bitPattern:)), as: UTF8.self)
                : ""
        }
    }

    /// `round(number, precision)` (half to even of the exact value), `ceil` or `floor`.
    static func rounded(_ number: Double, _ precision: Int, _ method: String) -> Double {
        if !number.isFinite { return number }
        let scale = pow(10, Double(precision))
        switch method {
        case "ceil": return (number * scale).rounded(.up) / scale
        case "floor": return (number * scale).rounded(.down) / scale
        default: break
        }
        if precision > 22 { return number }
        if precision >= 0 { return Double(fixed(number, precision)) ?? number }
        return (number * scale).rounded(.toNearestOrEven) / scale
    }

    /// `filesizeformat`.
    static func fileSize(_ bytes: Double, isBinary: Bool) -> String {
        let base: Double = isBinary ? 1024 : 1000
        if bytes == 1 { return "1 Byte" }
        if bytes < base { return "\(Int(bytes)) Bytes" }
        let letters = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
        var unit = base
        for letter in letters {
            unit *= base
            if bytes < unit || letter == "Y" {
                let prefix = isBinary ? letter.uppercased() + "i" : letter
                return fixed(base * bytes / unit, 1) + " \(prefix)B"
            }
        }
        return ""
    }
}
