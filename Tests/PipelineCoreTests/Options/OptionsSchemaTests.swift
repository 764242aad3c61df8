// What an options struct says about itself: names, types, defaults and help, in declaration order.
import PipelineCore
import Testing

private func described(_ name: String) throws -> OptionDescription {
    try #require(TrialOptions.describe().first { $0.name == name })
}

@Test func `options are described in the order of their declaration, each with its help`() throws {
    let options = try TrialOptions.describe()
    #expect(options.map(\.name) == TrialOptions.help.map(\.key))
    #expect(options.map(\.help) == TrialOptions.help.map(\.value))
}

@Test(arguments: [
    ("is_strict", "true or false", "true"), ("min_words", "integer", "50"),
    ("seed", "integer", "7"),
    ("max_share", "number", "0.25"), ("text_field", "text", "text"),
    ("keep", "first | oldest_of_all", "first"), ("languages", "list of text", "[en, de]"),
    ("weights", "map to integer", "{ wiki: 2 }"), ("words_of", "map to list of text", "{}"),
    ("bounds", "list of list of number", "[]"),
    ("training", "{ vocab_size, pattern }", "{ vocab_size: 32768, pattern: cl100k }"),
    ("sources", "list of { path, fields }", "[]"), ("max_words", "integer", ""),
    ("min_score", "number", ""), ("is_loud", "true or false", ""), ("salt", "integer", ""),
    ("prefix", "text", ""), ("other", "first | oldest_of_all", ""),
    ("more", "{ vocab_size, pattern }", ""),
])
func `each type has its words, each default its YAML`(
    name: String, type: String, value: String
) throws {
    let option = try described(name)
    #expect(option.type.words == type)
    #expect(option.defaultValue == value)
}

@Test func `a default reads as YAML that gives it again`() throws {
    for option in try TrialOptions.describe() where !option.defaultValue.isEmpty {
        let yaml = "\(option.name): \(option.defaultValue)"
        try #expect(TrialOptions.read(yaml) == TrialOptions(), "\(yaml)")
    }
}

@Test func `a group's own options are described inside its type`() throws {
    guard case .list(.group(let options)) = try described("sources").type else {
        Issue.record("sources is no list of groups")
        return
    }
    #expect(options.map(\.name) == ["path", "fields"])
    #expect(options.map(\.defaultValue) == ["''", "[question]"])
    #expect(options.map(\.help) == ["a file", "its fields"])
}

@Test func `a type that has several forms says which`() {
    struct Threshold: OptionTypeProviding {
        static var optionType: OptionType { .either([.number, .choice(["auto"])]) }
    }
    #expect(optionType(of: Threshold.self) == .either([.number, .choice(["auto"])]))
    #expect(optionType(of: [Threshold].self).words == "list of number, or auto")
}

@Test func `options without options describe nothing`() throws {
    try #expect(NoOptions.describe().isEmpty)
}

@Test(arguments: [
    ("minWords", "min_words"), ("path", "path"), ("maxLineMegabytes", "max_line_megabytes"),
    ("top2Grams", "top2_grams"), ("idOfURL", "id_of_u_r_l"), ("already_there", "already_there"),
    ("", ""), ("ÄÖ", "ÄÖ"),
])
func `a capital of a name becomes an underscore and its small letter`(
    name: String, written: String
) {
    #expect(snakeCase(name) == written)
}
