// What people call languages, as the labels of a model.
import FastText
import PipelineCore

/// Finds a model's labels by a language's codes and names.
///
///     en, EN, eng, en-US, English   →   en, or eng_Latn in a model with such labels
///     no, nor, Norwegian            →   nb and nn, where a model tells these
package struct LanguageLabels {
    private let labels: [String]

    init(of model: FastTextModel) {
        labels = (0..<model.vocabulary.labelCount).map {
            let whole = model.vocabulary.label($0)
            let prefix = Vocabulary.labelPrefix
            return String(
                decoding: whole.starts(with: prefix) ? whole[prefix.count...] : whole[...],
                as: UTF8.self)
        }
    }

    package init(_ labels: [String]) { self.labels = labels }

    /// The labels that a list of languages means, in its order, each once; throws for one that the
    /// model doesn't tell.
    package func labels(for languages: [String], option: String) throws -> [String] {
        var found: [String] = []
        for language in languages {
            let meant = labels(for: language)
            guard !meant.isEmpty else { throw refusal(of: language, option) }
            found += meant.filter { !found.contains($0) }
        }
        return found
    }

    /// The labels of the embedded model.
    private static let embedded = LanguageLabels(of: BuiltinModel.language.model)

    /// Every code and name of a language given in whatever form, its shortest code first.
    static func everyForm(of language: String, option: String) throws -> [String] {
        let codes = codes(parts(language))
        if let group = codes.compactMap({ languageGroups[$0] }).first, codes.count > 1 {
            return group
        }
        guard let code = codes.first, embedded.labels.contains(code) else {
            throw embedded.refusal(of: language, option)
        }
        return [code]
    }

    /// A language as it was given, then its codes and names, which its labels are among. Throws for a
    /// name that nobody knows; a code may be one of some other model.
    static func forms(of language: String, option: String) throws -> [String] {
        let words = parts(language)
        let known = codes(words)
        let isName = words.allSatisfy { $0.utf8.count > 3 } && script(words) == nil
        if isName, known == Set(words.prefix(1)), !embedded.labels.contains(language) {
            throw embedded.refusal(of: language, option)
        }
        return [language]
            + known.filter { $0 != language }.sorted {
                ($0.utf8.count, $0) < ($1.utf8.count, $1)
            }
    }

    private func labels(for language: String) -> [String] {
        // What the model doesn't say, and the stage does of text without letters.
        if language == "und" { return [language] }
        let parts = Self.parts(language)
        let script = Self.script(parts)
        let same = labels.filter { Self.parts($0) == parts }
        if !same.isEmpty, script != nil { return same }
        let codes = same.isEmpty ? Self.codes(parts) : [parts[0]]
        let told = labels.filter { label in
            Self.parts(label).first.map(codes.contains) ?? false
        }
        guard let script else { return told.isEmpty ? same : told }
        let written = told.filter { Self.script(Self.parts($0)) == script }
        // A label without a script stands for all that no other label names.
        return written.isEmpty ? told.filter { Self.script(Self.parts($0)) == nil } : written
    }

    /// The script that a label names, or that a region writes Chinese in.
    private static func script(_ parts: [String]) -> String? {
        if let named = parts.dropFirst().first(where: { $0.count == 4 }) { return named }
        guard parts.count > 1, ["zh", "zho", "chi", "cmn"].contains(parts[0]) else { return nil }
        return ["tw", "hk", "mo"].contains(parts[1]) ? "hant" : "hans"
    }

    /// The pieces between hyphens and underscores, small.
    private static func parts(_ language: String) -> [String] {
        language.lowercased().split { $0 == "-" || $0 == "_" || $0 == " " }.map(String.init)
    }

    /// Everything that means the same language as the first piece, or as all of them as a name.
    private static func codes(_ parts: [String]) -> Set<String> {
        guard let first = parts.first else { return [] }
        for name in [parts.joined(separator: "_"), first] {
            if let several = groupsOfLanguages[name] {
                return Set(several.flatMap { languageGroups[$0] ?? [$0] }).union([name])
            }
            if let group = languageGroups[name] { return Set(group) }
        }
        return [first]
    }

    private func refusal(of language: String, _ option: String) -> OptionError {
        let names =
            labels + languageGroups.keys.filter { !Set(codesOf($0)).isDisjoint(with: labels) }
        let word = language.lowercased()
        // Codes are so short that each is near to some other.
        let nearest = nearestName(to: word, in: names.sorted()).flatMap {
            word.count > 3 && $0.count > 3 ? $0 : nil
        }
        return OptionError(
            option,
            "names '\(language)', which is no language that the model tells"
                + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                + " ('winnow classifier info --model builtin:language --labels' lists them)")
    }

    private func codesOf(_ name: String) -> [String] { languageGroups[name] ?? [] }
}

/// A language's codes and names by each of them.
private let languageGroups: [String: [String]] = {
    var groups: [String: [String]] = [:]
    for row in languageTable.split(separator: ";") {
        let words = row.split(whereSeparator: \.isWhitespace).map(String.init)
        for word in words where groups[word] == nil { groups[word] = words }
    }
    return groups
}()

/// Names for several languages that models tell apart.
private let groupsOfLanguages: [String: [String]] = {
    let norwegian = ["nb", "nn"]
    let serboCroatian = ["sr", "hr", "bs"]
    return [
        "no": norwegian, "nor": norwegian, "norwegian": norwegian, "sh": serboCroatian,
        "hbs": serboCroatian, "serbo_croatian": serboCroatian, "scr": ["hr"], "scc": ["sr"],
    ]
}()
