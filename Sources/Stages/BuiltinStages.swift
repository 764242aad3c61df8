// The catalogue of built-in stages: one line each, grouped like the folders beside this file.
import PipelineCore

extension StageCatalogue {
    /// Every stage that a pipeline file may name.
    public static let builtin = StageCatalogue([
        // Read
        ReadWebArchive.self,
        ReadJSONLines.self,
        ReadParquet.self,
        ReadText.self,
        ReadHTML.self,

        // Extract
        ExtractHTML.self,

        // Chat
        Messages.self,
        NormalizeChat.self,
        FilterChat.self,
        RenderChat.self,

        // Classify
        Classify.self,
        DetectLanguage.self,
        Toxicity.self,

        // Filter
        CodeQuality.self,
        FineWebQuality.self,
        GopherQuality.self,
        GopherRepetition.self,
        MadladQuality.self,
        NemoQuality.self,
        RegexFilter.self,
        Require.self,
        URLFilter.self,

        // Rewrite
        BadWords.self,
        C4Quality.self,
        CutOtherLanguages.self,
        FixText.self,
        NormalizeText.self,
        PersonalData.self,
        RefinedWebLines.self,
        RemoveURLs.self,

        // Deduplicate
        ExactDedup.self,
        LineDedup.self,
        MinHashDedup.self,
        ParagraphDedup.self,
        SentenceDedup.self,
        SubstringDedup.self,
        BloomDedup.self,

        // Mix
        Mix.self,

        // Decontaminate
        Decontaminate.self,

        // Sample
        BalanceDomains.self,
        Sample.self,
        Limit.self,

        // Tokenize
        Tokenize.self,
        TrainTokenizer.self,

        // Arrange
        Split.self,
        Shuffle.self,
        Pack.self,

        // Write
        WriteJSONLines.self,
        WriteParquet.self,
        WriteTokenLines.self,
        WriteTokenShards.self,
    ])
}
