// What a pipeline may ask of a mixture: contradictions are found before any work.
import PipelineCore

/// Checks a mixture's options against the inputs and against each other.
struct MixCheck {
    private let options: Mix.Options
    private let around: MixingContext
    /// Shares that add up to this close to 1 are meant to be all of it: thirds are written 0.333.
    private static let tolerance = 0.002

    init(_ options: Mix.Options, _ around: MixingContext) {
        self.options = options
        self.around = around
    }

    var hasShares: Bool { around.inputs.contains { $0.share.share != nil } }

    private var shares: [Double] { around.inputs.compactMap(\.share.share) }

    private var total: Int { max(options.totalTokens.count, options.totalBytes.count) }

    /// The inputs with shares that add up to 1, or all of them as one source.
    var sources: [MixRecipe.Portion] {
        let sum = shares.reduce(0, +)
        guard hasShares else {
            let epochs = around.inputs.first?.share.maxEpochs ?? 1
            return [MixRecipe.Portion(name: "all inputs", share: nil, maxEpochs: epochs)]
        }
        return around.inputs.map { input in
            MixRecipe.Portion(
                name: input.name, share: (input.share.share ?? 0) / sum,
                maxEpochs: input.share.maxEpochs)
        }
    }

    /// Throws ``OptionError``.
    func run() throws {
        try checkShares()
        try checkEpochs()
        try OptionError.check(
            options.totalTokens.count == 0 || options.totalBytes.count == 0, "total_bytes",
            "must not stand beside total_tokens")
        try OptionError.check(
            total > 0 || hasShares || options.maxPerGroup.count > 0 || around.inputs.isEmpty,
            "total_tokens", "is not given, and no input has a share: there is nothing to mix by")
        try checkGroups()
    }

    private func checkShares() throws {
        guard hasShares else { return }
        if let first = around.inputs.first(where: { $0.share.share == nil }) {
            throw OptionError(
                "share", "must be given for every input or for none; '\(first.name)' has none")
        }
        let sum = shares.reduce(0, +)
        try OptionError.check(
            abs(sum - 1) <= Self.tolerance, "share",
            "of all inputs together must be 1, and they add up to \(shown(sum))")
    }

    private func checkEpochs() throws {
        let epochs = around.inputs.map(\.share.maxEpochs)
        try OptionError.check(
            hasShares || Set(epochs).count <= 1, "max_epochs",
            "differs between inputs without a share: give each input a share, or one max_epochs")
        try OptionError.check(
            around.isShuffled || !epochs.contains { $0 > 1 }, "max_epochs",
            "above 1 repeats documents, whose copies would stand side by side: put 'shuffle' at the "
                + "end of the stages")
    }

    private func checkGroups() throws {
        let isBalanced = options.temperature != 1 || options.maxPerGroup.count > 0
        try OptionError.check(
            options.by.isEmpty != isBalanced, options.by.isEmpty ? "by" : "temperature",
            options.by.isEmpty
                ? "must say what the groups are that temperature and max_per_group are about"
                : "or max_per_group must say what is done with the groups of 'by'")
        try OptionError.check(
            options.temperature == 1 || total > 0 || hasShares, "temperature",
            "needs total_tokens or shares: where all is written, there is nothing to even out")
    }

    /// Three digits behind the point.
    private func shown(_ number: Double) -> String {
        "\((number * 1000).rounded() / 1000)"
    }
}
