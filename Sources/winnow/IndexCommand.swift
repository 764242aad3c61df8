// `winnow index`: what an index of `minhash_dedup` holds, and its upkeep.
import ArgumentParser
import Execution
import Foundation
import Stages

struct IndexCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "List, merge and compact what minhash_dedup remembers of earlier runs.",
        discussion: """
            Examples:
              winnow index info indexes/web
              winnow index list indexes/web | head
              winnow index merge indexes/all indexes/web indexes/books
              winnow index compact indexes/all
            """,
        subcommands: [Info.self, List.self, Merge.self, Compact.self])

    struct Info: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print an index's segments and how its signatures are made.")

        @Argument(help: "The index's folder.")
        var path: String

        func run() throws {
            let listing = try known(path)
            let documents = listing.segments.reduce(0) { $0 &+ $1.documents }
            let size = listing.segments.reduce(0) { $0 &+ $1.bytes }
            print("\(counted(documents, "document")), \(bytes(size)), \(listing.scheme)")
            for segment in listing.segments {
                print(
                    "  \(segment.name)  \(counted(segment.documents, "document")), "
                        + "\(bytes(segment.bytes))")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the identifier of every document, a line each.")

        @Argument(help: "The index's folder.")
        var path: String

        func run() throws {
            _ = try known(path)
            try MinHashIndex(path).forEachIdentifier { printOutput($0 + [10]) }
        }
    }

    struct Merge: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add the segments of indexes to one; the others stay as they are.")

        @Argument(help: "The index to add to; made when it isn't there.")
        var path: String

        @Argument(help: "The indexes whose segments are added.")
        var others: [String]

        func run() throws {
            let index = MinHashIndex(path)
            for other in others {
                let count = try index.merge(MinHashIndex(other))
                print("\(counted(count, "new segment")) of \(other)")
            }
        }
    }

    struct Compact: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make one segment of all, which later runs read faster.")

        @Argument(help: "The index's folder.")
        var path: String

        func run() throws {
            _ = try known(path)
            let count = try MinHashIndex(path).compact()
            print(count == 0 ? "nothing to do" : "made one segment of \(count)")
        }
    }
}

private func known(_ path: String) throws -> MinHashIndex.Listing {
    guard let listing = try MinHashIndex(path).listing() else {
        throw ValidationError("\(path) holds no index (no index.json).")
    }
    return listing
}
