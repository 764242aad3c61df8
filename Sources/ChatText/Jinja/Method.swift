// The methods of Python's strings, lists, dicts and numbers.

/// A method's name, whatever type it is of.
enum Method: String, Sendable {
    // str
    case capitalize, casefold, center, count, encode, endswith, expandtabs, find, format
    case formatMap = "format_map"
    case index, isalnum, isalpha, isascii, isdecimal, isdigit, isidentifier, islower, isnumeric
    case isprintable, isspace, istitle, isupper, join, ljust, lower, lstrip, maketrans, partition
    case removeprefix, removesuffix, replace, rfind, rindex, rjust, rpartition, rsplit, rstrip
    case split, splitlines, startswith, strip, swapcase, title, translate, upper, zfill
    // list
    case append, clear, copy, extend, insert, pop, remove, reverse, sort
    // dict
    case fromkeys, get, items, keys, popitem, setdefault, update, values
    // loop, cycler
    case cycle, changed, next, reset

    private static let listMethods: Set<Method> = [
        .append, .clear, .copy, .count, .extend, .index, .insert, .pop, .remove, .reverse, .sort,
    ]
    private static let dictMethods: Set<Method> = [
        .clear, .copy, .fromkeys, .get, .items, .keys, .pop, .popitem, .setdefault, .update,
        .values,
    ]
    private static let changing: Set<Method> = [
        .append, .clear, .extend, .insert, .pop, .popitem, .remove, .reverse, .setdefault, .sort,
        .update,
    ]
    private static let others: Set<Method> = listMethods.union(dictMethods).union([
        .cycle, .changed, .next, .reset,
    ]).subtracting([.count, .index])

    var isOfDicts: Bool { Self.dictMethods.contains(self) }

    func exists(on object: Value) -> Bool {
        switch object {
        case .string: !Self.others.contains(self)
        case .list: Self.listMethods.contains(self)
        case .tuple, .range: self == .count || self == .index
        case .dict: isOfDicts
        case .loop: self == .cycle || self == .changed
        case .cycler: self == .next || self == .reset
        case .function(.dict): self == .fromkeys
        default: false
        }
    }

    /// The method would change its object, which the sandbox doesn't let it.
    func changes(_ object: Value) -> Bool {
        switch object {
        case .list, .dict: Self.changing.contains(self)
        default: false
        }
    }
}
