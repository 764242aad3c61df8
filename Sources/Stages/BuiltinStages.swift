// The catalogue of built-in stages: one line each, grouped like the folders beside this file.
import PipelineCore

extension StageCatalogue {
    /// Every stage that a pipeline file may name.
    public static let builtin = StageCatalogue([
        // Read
        ReadWebArchive.self,
        ReadJSONLines.self,
        ReadText.self,
        ReadHTML.self,

        // Extract
        ExtractHTML.self,

        // Chat
        Messages.self,
        RenderChat.self,

        // Annotate
        DetectLanguage.self,
        CutOtherLanguages.self,
        Classify.self,

        // Filter
        BadWords.self,
        BalanceDomains.self,
        C4Quality.self,
        CodeQuality.self,
        FineWebQuality.self,
        GopherQuality.self,
        GopherRepetition.self,
        MadladQuality.self,
        NemoQuality.self,
        RegexFilter.self,
        Require.self,
        Toxicity.self,
        URLFilter.self,

        // Rewrite
        FixText.self,
        NormalizeText.self,
        PersonalData.self,
        CorrectLines.self,
        RemoveURLs.self,

        // Deduplicate
        ExactDedup.self,
        LineDedup.self,
        MinHashDedup.self,
        ParagraphDedup.self,
        SentenceDedup.self,
        SubstringDedup.self,
        BloomDedup.self,

        // Decontaminate
        Decontaminate.self,

        // Sample
        Sample.self,
        Limit.self,

        // Tokenize
        Tokenize.self,
        TrainTokenizer.self,

        // Write
        WriteJSONLines.self,
        WriteTokenShards.self,
    ])
}
