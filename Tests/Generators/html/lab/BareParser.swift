// libxml2 by itself: what a parse costs before anything is done with it.
import CLibXML2

/// Parses pages by SAX with handlers that do nothing but count.
final class BareParser {
    private let context: htmlParserCtxtPtr
    private let count = UnsafeMutablePointer<Int>.allocate(capacity: 1)

    init() {
        xmlInitParser()
        context = htmlNewParserCtxt()
        count.initialize(to: 0)
        context.pointee.userData = UnsafeMutableRawPointer(count)
        let handlers = context.pointee.sax!
        handlers.pointee = htmlSAXHandler()
        handlers.pointee.startElement = { data, _, _ in
            data!.assumingMemoryBound(to: Int.self).pointee &+= 1
        }
        handlers.pointee.endElement = { data, _ in
            data!.assumingMemoryBound(to: Int.self).pointee &+= 1
        }
        handlers.pointee.characters = { data, _, length in
            data!.assumingMemoryBound(to: Int.self).pointee &+= Int(length)
        }
    }

    deinit {
        htmlFreeParserCtxt(context)
        count.deallocate()
    }

    func parse(_ page: Span<UInt8>) {
        let options =
            HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NOERROR.rawValue
            | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_NONET.rawValue | XML_PARSE_HUGE.rawValue
        page.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let document = htmlCtxtReadMemory(
                context, start, Int32(bytes.count), nil, "utf-8", Int32(options))
            if let document { xmlFreeDoc(document) }
        }
    }
}
