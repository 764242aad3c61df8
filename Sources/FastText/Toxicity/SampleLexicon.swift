// A short English word list, so that the heuristics do something without a file.

extension ToxicTerm {
    /// English terms of the common kinds. A filter for real use loads longer lists.
    ///
    /// Words for groups that their members use for themselves, and words of medicine, are left out
    /// on purpose: deleting every mention of a minority is the known harm of such lists.
    public static let sample: [ToxicTerm] =
        terms(
            .slur,
            """
            nigger niggers nigga niggas faggot faggots fag fags kike kikes spic spics chink chinks \
            wetback wetbacks raghead ragheads towelhead tranny trannies dyke dykes gook gooks \
            retard retards retarded coon coons paki pakis niggah niggahs niggaz nigguh nigguhs nicca niccas \
            nig nigs wigger wiggers beaner beaners sandnigger cripple spastic mongoloid
            """)
        + terms(
            .insult,
            """
            bitch bitches cunt cunts whore whores slut sluts hoe hoes bastard bastards asshole \
            assholes motherfucker motherfuckers motherfucking dickhead dickheads prick scum vermin \
            idiot idiots moron morons twat twats wanker wankers douchebag loser pussies scumbag \
            imbecile skank thot thots biatch hoez cocksucker fucktard shithead dumbass jackass
            """)
        + terms(
            .sexual,
            """
            cock cocks dick pussy tits boobs blowjob handjob cum cumshot gangbang porn porno anal \
            dildo masturbate creampie milf horny jizz clit erection penis vagina orgy rimjob
            """)
        + terms(
            .profanity,
            """
            fuck fucks fucked fucker fuckers fucking fuckin fck fuk fuckwit shit shits shitty \
            shitting bullshit ass arse crap damn goddamn piss pissed bloody wtf stfu gtfo lmfao
            """)
        + ["kill yourself", "kys", "go die", "should be shot", "should be killed", "hang yourself"]
        .map { ToxicTerm($0, .threat) }

    private static func terms(_ kind: TermKind, _ words: String) -> [ToxicTerm] {
        words.split(separator: " ").map { ToxicTerm(String($0), kind) }
    }
}
