// Which column of a row holds which feature.

/// The columns of one group, side by side from `start` on.
struct FeatureColumns<Group: FeatureGroup>: Sendable {
    let start: Int
    let count: Int

    /// Takes the next columns; their names are those of the cases, after a prefix.
    init(
        _ names: inout [String], _ prefix: String = "", _ cases: [Group] = Array(Group.allCases)
    ) {
        start = names.count
        names.append(contentsOf: cases.map { prefix + "\($0)" })
        count = names.count - start
    }
}

/// The columns of all groups. Their order is that of the model's tables: after a change the model
/// must be trained anew.
struct FeatureLayout: Sendable {
    static let shared = FeatureLayout()

    let text: FeatureColumns<TextFeature>
    let telling: FeatureColumns<TellingWord>
    let depth: Int
    let hints: FeatureColumns<Hint>
    let elements: FeatureColumns<ElementKind>
    let containers: [FeatureColumns<ContainerFeature>]
    let place: FeatureColumns<PlaceFeature>
    let neighbours: [(offset: Int, columns: FeatureColumns<NeighbourFeature>)]
    let near: FeatureColumns<NearFeature>
    let reading: FeatureColumns<ReadingFeature>
    let style: FeatureColumns<StyleFeature>
    let page: FeatureColumns<PageFeature>
    let inner: FeatureColumns<SiblingFeature>
    let outer: FeatureColumns<SiblingFeature>
    let known: FeatureColumns<NamesFeature>
    let kinds: FeatureColumns<PageKind>

    /// The name of each column.
    let names: [String]

    /// The number of columns.
    var width: Int { names.count }

    private init() {
        var names: [String] = []
        text = FeatureColumns(&names)
        telling = FeatureColumns(&names, "telling.")
        depth = names.count
        names.append("depth")
        hints = FeatureColumns(&names, "hint.", Hint.features)
        elements = FeatureColumns(&names, "tag.")
        containers = (0..<5).map { FeatureColumns(&names, "container\($0).") }
        place = FeatureColumns(&names)
        neighbours = [-3, -2, -1, 1, 2, 3].map { offset in
            (offset, FeatureColumns(&names, "near\(offset > 0 ? "+" : "")\(offset)."))
        }
        near = FeatureColumns(&names)
        reading = FeatureColumns(&names)
        style = FeatureColumns(&names, "style.")
        page = FeatureColumns(&names, "page.")
        inner = FeatureColumns(&names, "inner.")
        outer = FeatureColumns(&names, "outer.")
        known = FeatureColumns(&names, "names.")
        kinds = FeatureColumns(&names, "kind.")
        self.names = names
    }
}
