// Languages by codes and names, as the labels of models.
import PipelineCore
import Stages
import Testing

private let builtin = LanguageLabels([
    "en", "nb", "nn", "zh", "he", "id", "tl", "sr", "hr", "bs", "de", "ckb",
])
private let scripts = LanguageLabels([
    "eng_Latn", "zho_Hans", "zho_Hant", "srp_Cyrl", "srp_Latn", "nob_Latn",
])

@Test(arguments: [
    ("en", ["en"]), ("EN", ["en"]), ("eng", ["en"]), ("en-US", ["en"]), ("english", ["en"]),
    ("English", ["en"]), ("no", ["nb", "nn"]), ("nor", ["nb", "nn"]), ("Norwegian", ["nb", "nn"]),
    ("nb", ["nb"]), ("nob", ["nb"]), ("iw", ["he"]), ("in", ["id"]), ("fil", ["tl"]),
    ("zh-cn", ["zh"]), ("zh_Hant", ["zh"]), ("cmn", ["zh"]), ("sh", ["sr", "hr", "bs"]),
    ("ger", ["de"]), ("deu", ["de"]), ("und", ["und"]), ("ckb", ["ckb"]), ("sorani", ["ckb"]),
])
func `a language is known by its codes and names`(name: String, labels: [String]) throws {
    #expect(Set(try builtin.labels(for: [name], option: "keep")) == Set(labels))
}

@Test(arguments: [
    ("en", ["eng_Latn"]), ("zh", ["zho_Hans", "zho_Hant"]), ("zh-Hant", ["zho_Hant"]),
    ("sr", ["srp_Cyrl", "srp_Latn"]), ("sr_latn", ["srp_Latn"]), ("ENG_LATN", ["eng_Latn"]),
    ("no", ["nob_Latn"]),
])
func `labels with scripts are met with and without them`(name: String, labels: [String]) throws {
    #expect(Set(try scripts.labels(for: [name], option: "keep")) == Set(labels))
}

@Test(arguments: [("emglish", "english"), ("xx", ""), ("yes", ""), ("", ""), ("klingon", "")])
func `what is no language is refused with the nearest`(name: String, nearest: String) {
    #expect {
        try builtin.labels(for: [name], option: "keep")
    } throws: { error in
        let reason = (error as? OptionError)?.reason ?? ""
        let says = nearest.isEmpty ? !reason.contains("did you") : reason.contains("'\(nearest)'?")
        return reason.contains("'\(name)'") && says
    }
}

private let twoScripts = LanguageLabels(["zh", "zh-Hant", "sr", "sr-Latn", "en"])

@Test(arguments: [
    ("zh", ["zh", "zh-Hant"]), ("zh-Hant", ["zh-Hant"]), ("zh_TW", ["zh-Hant"]), ("zh-cn", ["zh"]),
    ("zh-Hans", ["zh"]), ("cmn-Hant", ["zh-Hant"]), ("sr-Cyrl", ["sr"]),
    ("srp", ["sr", "sr-Latn"]),
    ("sr-Latn", ["sr-Latn"]), ("chinese", ["zh", "zh-Hant"]),
])
func `a bare label stands for the scripts that no other names`(name: String, labels: [String])
    throws
{
    #expect(Set(try twoScripts.labels(for: [name], option: "keep")) == Set(labels))
}
