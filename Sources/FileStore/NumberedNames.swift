// How numbers stand in the names of files and folders.

/// A number in five digits or more, so that names sort as their numbers do up to 99,999.
public func nameDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
}
