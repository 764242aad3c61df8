// Which documents an output is of.

/// The fates of documents that an output takes.
public enum OutputFate: String, Codable, CaseIterable, Sendable {
    /// Those that reached the end.
    case kept
    /// Those that a rule dropped, as they were then.
    case dropped

    static let help =
        "kept, or dropped: what rules dropped, with stage and rule as fields (a record's own of these "
        + "names go into an object 'own'); of pages that are still HTML, what is no UTF-8 becomes U+FFFD"
}
