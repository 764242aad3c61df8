// Gopher's thresholds and stop words by language: a table made by
// Tests/Generators/gopher_languages.py from multilingual text of known languages; see there.

/// A line a language: its code, the shortest and longest mean word length in code points, the
/// smallest share of words with a letter, and stop words, of which there may be none.
let gopherLanguageTable = """
    af 3.17 6.20 0.34 die n vir in en te om van is Die
    am 2.82 4.75 0.68 ውስጥ በ ወደ እና የ ለ ላይ ነው ከ ወይንም
    ar 3.51 6.92 0.55 من في على أو لا إلى أن هذا مع هذه
    as 4.21 6.39 0.62 কৰা আৰু এটা আপুনি কৰক এই কৰিব বাবে হৈছে ব্যৱহাৰ
    bg 3.96 6.68 0.59 на за да в и от е се с не
    bn 4.33 6.74 0.64 করা করে একটি জন্য করুন করতে এবং এর না করার
    br 3.60 5.86 0.51 a e da ar an o eo gant ur en
    ca 3.73 6.89 0.56 a la de el per d en que un i
    cak 3.50 6.70 0.69 ri chi pa jun ta re Ri el ye wi
    cs 3.89 7.59 0.40 se a na v je s pro nebo že jsou
    cy 3.60 6.03 0.50 yn i r y ar o a ei Mae wedi
    da 4.15 7.37 0.51 er til og at en for af i kan på
    de 3.88 7.78 0.58 die und der in den das zu auf eine ist
    dik 2.81 4.32 0.70 e ke ku kɔc ci yan bi raan yen wen
    djk 2.48 3.84 0.74 a den di fu taki Masaa e na en go
    dop 2.89 4.33 0.75 na sɩ tɔ ɩ ɩ́ kɛ kɛ́ taa pa tɔɔ
    dz 1.68 2.43 0.42
    ee 3.00 4.43 0.72 be la le si eye nye o me na ɖe
    el 4.37 7.11 0.59 το και να για που του από είναι με την
    en 3.40 8.35 0.39 the a of to and in for is that with
    eo 3.77 7.70 0.54 la de kaj por en al estas ne aŭ vi
    es 3.50 6.14 0.54 de el la en que y a un los se
    et 1.88 7.97 0.63 on ja ei kui et see mis selle või siis
    fa 3.24 6.97 0.38 به از در را که برای و این با یک
    fr 3.63 6.64 0.29 de la le les à des d et en un
    gd 2.88 7.01 0.47 a an air na ann seo am tha Tha gu
    gl 3.96 6.97 0.45 de a e o que para se do da unha
    gu 3.41 6.25 0.66 છે અને માટે આ તમે કરી કે પર નથી તે
    gv 3.35 5.35 0.70 dy er ny y as yn eh n shoh ta
    he 3.28 5.60 0.58 את של או לא יש על ניתן עבור עם כדי
    hi 3.06 5.31 0.60 के में को है की लिए से का एक और
    hu 3.47 7.30 0.49
    hy 3.58 7.46 0.43 է եւ որ ու համար այն ասաց իր նրա նրան
    id 4.52 7.28 0.43
    is 1.95 7.53 0.45 að á er í og til sem ekki fyrir eða
    it 3.72 7.06 0.35 di un il in per e la una a che
    ja 0.93 2.37 0.69 し に の を す て で る い は
    kab 3.22 5.76 0.64 d n ara i ad s ur deg agi a
    km 1.44 2.43 0.81
    ko 2.28 3.96 0.59 수 있습니다 이 있는 다른 모든 또는 를 합니다 대한
    lgg 1.86 5.17 0.50 e be nga ma yo a di mu ni nɨ
    lij 3.68 5.77 0.64 a de l o e pe n no é da
    mam 3.74 5.65 0.72 ex te jun tuˈn a toj qa teˈ Dios Jesús
    mos 2.38 3.92 0.66 a b n sẽn wã pa tɩ ne pʋgẽ y
    my 1.84 2.56 0.81
    nb 4.00 7.62 0.50 og i en for av er som til kan med
    nl 3.93 7.33 0.51 de een en het van in op te is om
    nn 3.79 6.90 0.63 på er og til for i du som av å
    pa 3.26 5.14 0.68 ਹੈ ਨੂੰ ਲਈ ਵਿੱਚ ਦੀ ਦੇ ਕਰੋ ਤੋਂ ਕਰਨ ਅਤੇ
    pl 2.87 7.47 0.30 w nie i na to jest do się z że
    ppk 3.66 5.34 0.52 hi na to pai uli Yesus ra i toe mi
    pt 3.19 6.75 0.51 a de o e que para do um em com
    ro 4.17 7.64 0.48
    ru 4.61 7.86 0.51 в и не для с на как что из или
    shi 3.05 4.86 0.53 n s d a ur ġ i ad f rbbi
    sk 4.21 7.05 0.48 sa a na v je alebo pre s sú že
    sl 4.45 7.21 0.46 v in je na ali za ki lahko se z
    sr 3.78 8.50 0.45
    sv 2.79 7.36 0.53 och att i en som till för det den med
    sw 1.85 7.02 0.66 na ya kwa wa ni katika za au kama kwenye
    th 1.10 1.69 0.82
    uk 3.67 7.21 0.36 і на не з в у до що та як
    ur 2.80 4.76 0.71 میں سے کے کی پر ہے کو ہے۔ اس آپ
    vi 2.16 4.68 0.63 có của một được và các bạn thể trong không
    wo 2.97 5.12 0.55 ci a di ko bi ne te ak ba mu
    zh 0.90 1.47 0.56 一 在 有 的 不 中 用 以 如 可
    """
