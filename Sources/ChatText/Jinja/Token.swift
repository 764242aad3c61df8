// The tokens of a template.

/// A token of a template and the line it begins on.
struct Token {
    enum Kind: Equatable {
        case data([UInt8])
        case blockBegin, blockEnd, variableBegin, variableEnd
        case name(String)
        case string([UInt8])
        case int(Int)
        case bigInt(String)
        case double(Double)
        case sign(Sign)
        case end
    }

    enum Sign: String, CaseIterable {
        case floorDivide = "//"
        case power = "**"
        case equal = "=="
        case unequal = "!="
        case greaterOrEqual = ">="
        case lessOrEqual = "<="
        case add = "+"
        case subtract = "-"
        case divide = "/"
        case multiply = "*"
        case modulo = "%"
        case tilde = "~"
        case leftBracket = "["
        case rightBracket = "]"
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBrace = "{"
        case rightBrace = "}"
        case greater = ">"
        case less = "<"
        case assign = "="
        case dot = "."
        case colon = ":"
        case pipe = "|"
        case comma = ","
        case semicolon = ";"
    }

    var kind: Kind
    var line: Int

    /// How jinja2 names the token in its messages.
    var description: String {
        switch kind {
        case .data: "template data / text"
        case .blockBegin: "begin of statement block"
        case .blockEnd: "end of statement block"
        case .variableBegin: "begin of print statement"
        case .variableEnd: "end of print statement"
        case .name(let name): name
        case .string: "string"
        case .int, .bigInt: "integer"
        case .double: "float"
        case .sign(let sign): sign.rawValue
        case .end: "end of template"
        }
    }

    /// The token as messages quote it: `repr` of its description.
    var quoted: String { PythonFormat.quoted(description) }
}
