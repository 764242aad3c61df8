// Codes and English names of languages: ISO 639-1 and 639-2 with their names, older codes, and
// the 639-3 codes of standard forms. A table.

/// A language a group: its shortest code first, then what else means it; groups end with `;`.
let languageTable = """
    aa aar afar; ab abk abkhazian; ae ave avestan; af afr afrikaans; ak aka akan;
    am amh amharic; an arg aragonese; ar ara arb arabic; as asm assamese; av ava avaric;
    ay aym ayr aymara; az aze azj azerbaijani; ba bak bashkir; be bel belarusian;
    bg bul bulgarian; bh bih bihari; bi bis bislama; bm bam bambara; bn ben bengali;
    bo bod tib tibetan; br bre breton; bs bos bosnian; ca cat valencian catalan;
    ce che chechen; ch cha chamorro; co cos corsican; cr cre cree; cs ces cze czech;
    cu chu church_slavic old_slavonic church_slavonic old_bulgarian old_church_slavonic;
    cv chv chuvash; cy cym wel welsh; da dan danish; de deu ger german;
    dv div divehi dhivehi maldivian; dz dzo dzongkha; ee ewe; el ell gre greek;
    en eng english; eo epo esperanto; es spa castilian spanish; et est ekk estonian;
    eu eus baq basque; fa fas per pes prs farsi persian; ff ful fuv fulah; fi fin finnish;
    fj fij fijian; fo fao faroese; fr fra fre french; fy fry western_frisian; ga gle irish;
    gd gla gaelic scottish_gaelic; gl glg galician; gn grn gug guarani; gu guj gujarati;
    gv glv manx; ha hau hausa; he heb iw hebrew; hi hin hindi; ho hmo hiri_motu;
    hr hrv croatian; ht hat haitian haitian_creole; hu hun hungarian; hy hye arm armenian;
    hz her herero; ia ina interlingua; id ind in indonesian; ie ile interlingue occidental;
    ig ibo igbo; ii iii sichuan_yi nuosu; ik ipk inupiaq; io ido; is isl ice icelandic;
    it ita italian; iu iku inuktitut; ja jpn japanese; jv jav jw javanese;
    ka kat geo georgian; kg kon kongo; ki kik kikuyu gikuyu; kj kua kuanyama kwanyama;
    kk kaz kazakh; kl kal kalaallisut greenlandic; km khm khmer central_khmer;
    kn kan kannada; ko kor korean; kr kau kanuri; ks kas kashmiri; ku kur kmr kurdish;
    kv kom komi; kw cor cornish; ky kir kyrgyz kirghiz; la lat latin;
    lb ltz luxembourgish letzeburgesch; lg lug ganda; li lim limburgan limburger limburgish;
    ln lin lingala; lo lao; lt lit lithuanian; lu lub luba-katanga; lv lav lvs latvian;
    mg mlg plt malagasy; mh mah marshallese; mi mri mao maori; mk mkd mac macedonian;
    ml mal malayalam; mn mon khk mongolian; mr mar marathi; ms msa may zsm malay;
    mt mlt maltese; my mya bur burmese; na nau nauru; nb nob bokmål norwegian_bokmål;
    nd nde ndebele north_ndebele; ne nep npi nepali; ng ndo ndonga;
    nl nld dut flemish dutch; nn nno norwegian_nynorsk nynorsk;
    nr nbl ndebele south_ndebele; nv nav navajo navaho; ny nya chichewa chewa nyanja;
    oc oci occitan provençal; oj oji ojibwa; om orm gaz oromo; or ori ory oriya;
    os oss ossetian ossetic; pa pan punjabi panjabi; pi pli pali; pl pol polish;
    ps pus pbt pushto pashto; pt por portuguese; qu que quy quechua; rm roh romansh;
    rn run rundi; ro ron rum mo mol romanian moldavian moldovan; ru rus russian;
    rw kin kinyarwanda; sa san sanskrit; sc srd sardinian; sd snd sindhi;
    se sme northern_sami; sg sag sango; si sin sinhala sinhalese; sk slk slo slovak;
    sl slv slovenian; sm smo samoan; sn sna shona; so som somali; sq sqi alb als albanian;
    sr srp serbian; ss ssw swati; st sot sotho; su sun sundanese; sv swe swedish;
    sw swa swh swahili; ta tam tamil; te tel telugu; tg tgk tajik; th tha thai;
    ti tir tigrinya; tk tuk turkmen; tl tgl fil filipino tagalog; tn tsn tswana;
    to ton tonga; tr tur turkish; ts tso tsonga; tt tat tatar; tw twi; ty tah tahitian;
    ug uig uyghur uighur; uk ukr ukrainian; ur urd urdu; uz uzb uzn uzbek; ve ven venda;
    vi vie vietnamese; vo vol volapük; wa wln walloon; wo wol wolof; xh xho xhosa;
    yi yid ji ydd yiddish; yo yor yoruba; za zha zhuang chuang;
    zh zho chi cmn mandarin chinese; zu zul zulu; kab kabyle; ast asturian; nds low_german;
    hsb upper_sorbian; ilo iloko; mhr eastern_mari; dsb lower_sorbian; sah yakut; war waray;
    ckb central_kurdish sorani; mai maithili; nso pedi pedi; fur friulian;
    yue yue_chinese cantonese; ceb cebuano;
    """
