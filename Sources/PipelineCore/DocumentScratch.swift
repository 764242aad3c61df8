// What one worker owns and all stages of its chain share.

/// One worker's shared scratch.
///
/// Stages share what is costly to compute once per document, such as word segmentation. It is
/// valid as long as ``textVersion`` stands: the engine raises that for every document, and after
/// every stage that may have changed the text.
public final class DocumentScratch {
    /// Differs whenever the text at hand may differ.
    public private(set) var textVersion: UInt64 = 0

    private var shared: [ObjectIdentifier: AnyObject] = [:]

    public init() {}

    /// The worker's one object of a type, made at first use.
    public func object<T: AnyObject>(_ type: T.Type, make: () -> T) -> T {
        if let known = shared[ObjectIdentifier(type)] {
            return unsafeDowncast(known, to: T.self)
        }
        let made = make()
        shared[ObjectIdentifier(type)] = made
        return made
    }

    /// Says that the text at hand is another one from here on.
    public func textChanged() {
        textVersion &+= 1
    }
}
