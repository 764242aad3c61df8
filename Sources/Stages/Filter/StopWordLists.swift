// Stop words of some languages, for `gopher_quality` on documents of several.

/// Frequent function words by language code, in the spirit of Gopher's eight English ones.
///
/// The lists are our own: short forms that nearly every page of running text has, and few others
/// have. They are not FineWeb-2's, which its configuration files give (`stopwords`) and
/// `stop_words_of` takes.
let stopWordLists: [String: [String]] = [
    "cs": ["a", "se", "je", "na", "že", "to", "ve", "jako", "které", "by"],
    "da": ["og", "det", "at", "en", "den", "til", "er", "som", "af", "ikke"],
    "de": ["der", "die", "und", "das", "nicht", "mit", "ist", "von", "zu", "auf"],
    "en": ["the", "be", "to", "of", "and", "that", "have", "with"],
    "es": ["de", "la", "que", "el", "en", "los", "se", "por", "con", "una"],
    "fi": ["ja", "on", "ei", "että", "se", "ovat", "joka", "myös", "oli", "kun"],
    "fr": ["de", "la", "le", "et", "les", "des", "que", "est", "une", "pour"],
    "it": ["di", "che", "la", "il", "un", "per", "non", "una", "sono", "della"],
    "nl": ["de", "het", "van", "een", "en", "dat", "niet", "zijn", "voor", "met"],
    "pl": ["i", "w", "na", "się", "nie", "z", "do", "że", "jest", "to"],
    "pt": ["de", "que", "o", "a", "não", "uma", "com", "para", "os", "do"],
    "ru": ["и", "в", "не", "на", "что", "с", "как", "это", "по", "для"],
    "sv": ["och", "att", "det", "en", "som", "är", "inte", "med", "för", "av"],
    "tr": ["ve", "bir", "bu", "için", "de", "da", "ile", "olarak", "çok", "daha"],
    "uk": ["і", "в", "не", "на", "що", "з", "як", "та", "це", "до"],
]
