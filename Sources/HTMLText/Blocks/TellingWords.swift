// Words of page furniture, in the languages that are common on the web.

/// What kind of furniture a word belongs to.
enum TellingWord: UInt8, CaseIterable {
    case legal, social, more, credit, discussion, account, date, person, call, trade
}

/// Finds words that are far more common around articles than in them.
struct TellingWords: Sendable {
    private var kinds: HashTable<UInt32, TellingWord?>

    init() {
        let groups = Self.groups.map { (kind: $0.0, words: $0.1.split(separator: " ")) }
        kinds = HashTable(count: groups.reduce(0) { $0 + $1.words.count }, absent: nil)
        for group in groups {
            for word in group.words { kinds[Self.hash(word)] = group.kind }
        }
    }

    private static func hash(_ word: Substring) -> UInt32 {
        var hash = WordHash()
        for scalar in word.unicodeScalars { hash.add(scalar.value) }
        return hash.value
    }

    /// The kind of the word with the given hash.
    @inline(__always)
    func kind(_ hash: UInt32) -> TellingWord? { kinds[hash] }

    private static let groups: [(TellingWord, String)] = [
        (
            .legal,
            """
            copyright rights reserved derechos reservados alle rechte vorbehalten droits réservés \
            diritti riservati direitos impressum datenschutz privacy terms license disclaimer \
            cookie cookies kontakt contact agb gdpr permission reproduction prohibited
            """
        ),
        (
            .social,
            """
            share tweet facebook twitter instagram whatsapp telegram linkedin pinterest youtube \
            tiktok follow teilen folgen compartir partager condividi compartilhar síguenos suivez \
            like xing flipboard reddit rss
            """
        ),
        (
            .more,
            """
            related read more also recommended mehr lesen weitere auch lire aussi plus leer más \
            también relacionadas leggi anche leia mais também lees meer verwandte ähnliche \
            artikel beiträge articles stories popular trending latest previous next vorheriger \
            nächster artículos siguiente anterior noticias see click here hier aquí continue zum \
            thema ook dalsze čtěte czytaj
            """
        ),
        (
            .credit,
            """
            photo foto image bild credit getty images photograph by von courtesy source quelle \
            fuente via reporting editing reuters afp dpa associated press shutterstock picture \
            video watch illustration archive archivbild caption fotos crédit imagen imago unsplash
            """
        ),
        (
            .discussion,
            """
            comment comments kommentar kommentare comentarios comentario commentaires reply \
            antworten responder répondre replies leave post antwort diskussion says sagt dice \
            moderation commenting disqus reviews
            """
        ),
        (
            .account,
            """
            subscribe newsletter sign login log register email mail abonnieren anmelden \
            registrieren suscríbete suscribirse abonnez inscrivez iscriviti assine inscreva \
            subscription account password unsubscribe abo jetzt donate support download app \
            premium
            """
        ),
        (
            .date,
            """
            posted published updated am pm uhr january february march april may june july august \
            september october november december januar februar märz mai juni juli oktober \
            dezember enero febrero marzo abril mayo junio julio agosto septiembre octubre \
            noviembre diciembre janvier février mars avril juin juillet août octobre novembre \
            décembre ago minutes hours stand aktualisiert publicado actualizado publié
            """
        ),
        (
            .person,
            """
            writer editor reporter correspondent contributor contributed contributing author \
            journalist covers wrote columnist freelance founder staff bio redakteur redakteurin \
            autor autorin journalistin redaktion periodista redactor auteur rédacteur
            """
        ),
        (
            .call,
            """
            us our your you tell let join tap visit learn find check discover get try want \
            tips tip free today now submit vote enter uns unser unsere ihre nos votre don't miss
            """
        ),
        (
            .trade,
            """
            price prices sale deals deal buy amazon commission affiliate purchase shipping order \
            cart shop discount coupon offer preis preise kaufen bestellen angebot angebote precio \
            comprar prix acheter versand
            """
        ),
    ]
}
