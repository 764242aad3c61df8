// Option names: camelCase in Swift, snake_case in pipeline files.

/// `minWords` to `min_words`.
public func snakeCase(_ name: String) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
        if ("A"..."Z").contains(scalar) {
            result += "_" + String(scalar).lowercased()
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
