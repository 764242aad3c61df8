// Lets libxml2 decide how the elements of a page nest, from the page's skeleton.
import CLibXML2

/// Owns a parser context, which is reused from page to page; belongs to one worker.
final class SkeletonParser {
    /// Nesting past this depth is read flat; browsers stop at 512 too.
    static let maximumDepth = 512

    private let context: htmlParserCtxtPtr
    private let builder: UnsafeMutablePointer<TreeBuilder>

    init() {
        xmlInitParser()
        guard let context = htmlNewParserCtxt(), let handlers = context.pointee.sax else {
            fatalError("out of memory")
        }
        self.context = context
        builder = .allocate(capacity: 1)
        builder.initialize(to: TreeBuilder())
        context.pointee.userData = UnsafeMutableRawPointer(builder)
        Self.install(handlers)
    }

    deinit {
        htmlFreeParserCtxt(context)
        builder.deinitialize(count: 1)
        builder.deallocate()
    }

    /// Replaces `tree` by the structure of a scanned page.
    func parse(_ page: ScannedPage, into tree: inout PageTree) {
        tree.removeAll()
        swap(&tree, &builder.pointee.tree)
        page.elements.withUnsafeBufferPointer { elements in
            page.formulas.withUnsafeBufferPointer { formulas in
                builder.pointee.begin(elements, formulas: formulas, context)
                page.skeleton.withUnsafeBufferPointer { read($0) }
                builder.pointee.finish()
            }
        }
        swap(&tree, &builder.pointee.tree)
    }

    private func read(_ skeleton: UnsafeBufferPointer<UInt8>) {
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue
            | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue
            | HTML_PARSE_NODEFDTD.rawValue | XML_PARSE_HUGE.rawValue
        skeleton.withMemoryRebound(to: CChar.self) { bytes in
            let document = htmlCtxtReadMemory(
                context, bytes.baseAddress, Int32(bytes.count), nil, nil, Int32(options))
            if let document { xmlFreeDoc(document) }
        }
    }

    /// Replaces every handler: no node of libxml2's own tree is ever made.
    private static func install(_ handlers: UnsafeMutablePointer<htmlSAXHandler>) {
        handlers.pointee = htmlSAXHandler()
        handlers.pointee.startElement = { data, _, attributes in
            data?.assumingMemoryBound(to: TreeBuilder.self).pointee.open(attributes)
        }
        handlers.pointee.endElement = { data, _ in
            data?.assumingMemoryBound(to: TreeBuilder.self).pointee.close()
        }
        handlers.pointee.characters = { data, _, count in
            data?.assumingMemoryBound(to: TreeBuilder.self).pointee.text(Int(count))
        }
    }
}
