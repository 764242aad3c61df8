// Words around a listed term that tell whether it is used, spoken about, or another word.

extension ToxicityScorer {
    enum Cue: Sendable {
        case mention
        case report
        case reclaimed
        case clinical
        case homonym
        case aimed
    }

    static let cues: [(Cue, [String])] = [
        (
            .mention,
            [
                "the word", "the term", "the phrase", "words like", "called me", "calls me",
                "called her", "called him", "calling people", "slur", "slurs", "hate speech",
                "offensive", "insult", "homophobic", "not ok", "not okay", "unacceptable",
                "wrong to", "call someone", "call people", "call anyone", "call me",
                "calling someone", "ever call", "dont call", "not call", "bigoted", "bigots",
                "bigot", "bigotry", "outdated", "label", "stereotype", "disrespectful", "shows how",
                "misguided", "contempt", "hurtful", "abusive", "consequences", "your opinion",
                "says a lot", "small minded", "narrow minded", "dont expect", "never said",
                "never say",
                "not saying", "would never", "dont think", "not true",
                "myself", "am the", "im the", "im just a", "if im",
            ]
        ),
        (
            .report,
            [
                "word", "using", "saying", "say", "says", "said", "racist", "sexist", "stop",
                "never", "calling", "respect", "hurts", "reported", "banned", "blocked", "message",
                "messages", "comment", "comments", "post", "posts", "statement", "statements",
            ]
        ),
        (
            .reclaimed,
            [
                "proud", "my fellow", "as a", "we are", "were all", "im a", "i am a", "us", "our",
                "my", "myself", "we", "community", "pride", "queen", "love being", "celebrate",
            ]
        ),
        (
            .clinical,
            [
                "medical", "medicine", "doctor", "doctors", "patient", "patients", "clinical",
                "cancer", "health", "disease", "surgery", "court", "law", "legal", "police",
                "study", "research", "biology", "species", "hospital", "therapy", "victims",
                "treatment", "education", "statute", "defendant", "anatomy",
            ]
        ),
        (
            .homonym,
            [
                "dog", "dogs", "puppy", "puppies", "pups", "kennel", "litter", "vet", "breed",
                "breeder", "canine", "canines", "garden", "gardening", "spade", "weeds", "shed",
                "tool", "sticks", "firewood", "bundle", "bundles", "oak", "butcher", "gravy",
                "meatball", "meatballs", "peas", "cigarette", "cigarettes", "smoke", "smokes",
                "smoking", "smoked", "packet", "pack of", "ashtray", "lungs", "sea", "flood",
                "floods", "beach", "coast", "river", "armour", "curtain", "dawn", "stable",
                "donkey",
                "barn", "ox", "farmer", "willow", "willows", "bird", "birds", "feeder", "nest",
                "crowed", "crows", "roof", "hound", "raccoon", "cat", "novel", "lord", "mayor",
                "mr", "mrs", "sir", "saint", "county", "village", "united", "growth", "seedlings",
            ]
        ),
        (
            .aimed,
            [
                "you", "your", "youre", "u", "ur", "they", "these", "those", "all", "every", "them",
                "hate", "kill", "disgusting", "should",
            ]
        ),
    ]
}
