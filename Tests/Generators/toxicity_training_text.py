"""Makes the training text of the embedded toxicity model.

    pip install zstandard==0.25.0
    python Tests/Generators/toxicity_training_text.py ../shared/data train.txt [FOLD/FOLDS]
    winnow classifier train train.txt --prepare folded --output toxicity.bin --dim 16 --epochs 8 \\
        --rate 0.4 --word-ngrams 2 --minn 3 --maxn 5 --buckets 200000 --min-count 2
    winnow classifier quantize --model toxicity.bin --cutoff 15000 --qnorm --dsub 2 \\
        --output Sources/CModels/toxicity.ftz

With FOLD/FOLDS the lines of one fold are left out and written to train.txt.test instead; templates
of HateCheck stay together. Beside the labelled sets there are harmless lines: English prose, and
sentences that name groups of people without ill will, so that naming them isn't the signal.
"""

import collections
import io
import json
import random
import sys
import zlib

import zstandard

PROSE = {
    "nltk-movie_reviews": 2000,
    "nltk-product_reviews": 1500,
    "c4-sample": 2500,
    "dolly-wiki-passages": 2500,
    "classic-books": 2000,
    "nltk-state_union": 500,
    "cpp-docs": 1500,
    "powershell-docs": 500,
    "debian-html-docs": 2000,
}
PEOPLE = """women|men|gay people|lesbians|trans people|transgender women|bisexual people|Muslims|Jews
|Christians|Hindus|atheists|black people|white people|Asian people|Latinos|Arabs|Roma|immigrants
|refugees|disabled people|blind people|deaf people|autistic people|old people|poor people
|Mexicans|Chinese people|Indians|Africans|Turks|women in sport|queer people""".replace("\n", "").split("|")
SAYINGS = """I am glad that {} live in our street.|{} deserve equal rights.|My best friends are {}.
|We invited {} to the festival.|The museum shows how {} lived a hundred years ago.
|{} voted in large numbers this year.|A new clinic for {} opened in the city.
|I learned a lot from {} at work.|Many {} came to the meeting.|The report counts {} in each region.
|It is wrong to hate {}.|Nobody should insult {}.|The law protects {} against discrimination.
|{} are our neighbours and friends.|I love {}.|I have nothing against {}.|{} are not a problem.
|Some {} write poems, others build bridges.|The film tells the story of {}.|I do not hate {}.
|We stand with {}.|Attacks on {} have increased, police said.|I would never call {} stupid.
|I admire {}.|{} are wonderful company.|You and all {} inspire me.|{} such as you are the best.
|What brave people {} are!|May {} be celebrated everywhere.|Those {} are kind and clever.|{} make us proud.
|How lucky we are to have {} here.|Only {} can be so generous.|All {} that I know are great fun.
|Doctors advise {} to sleep enough.|I hate it when people treat {} badly.""".replace("\n", "").split("|")
PERSONS = """a woman|a man|a gay man|a lesbian|a trans woman|a trans man|a bisexual woman|a Muslim|a Jew
|a Christian|a Hindu|an atheist|a Black woman|a Black man|a white man|an Asian man|a Latina|an Arab|a Roma
|an immigrant|a refugee|a disabled man|a blind woman|a deaf boy|an autistic girl|a Mexican|a Chinese woman
|an Indian|a Nigerian|a Turk|a queer artist|a drag queen|an intersex person|a nonbinary student|a Sikh
|a Pakistani doctor|a Filipino nurse|a Native American|a Somali|a wheelchair user""".replace("\n", "").split("|")
ABOUT = """She is {}.|He is {}.|My neighbour is {}.|The new teacher is {}.|My sister married {}.|I am {}.
|As {}, I love this town.|The mayor, {}, opened the fair.|{} won the race.|We talked to {} about the weather.
|My best friend is {} and a great cook.|{} wrote this book.|Our team has {} in goal.|Is your doctor {}?
|The film is about {} who moves to the coast.|{} and {} run the bakery.|I sat next to {} on the train.
|My son is gay and my daughter is {}.|My brother is {} and lives in Leeds.|{} sang at the wedding.
|The scholarship went to {}.|It is good that {} leads the council.|Nobody minded that she was {}.
|He told us that he is {}.|I am proud to be {}.|{} deserves the same pay.""".replace("\n", "").split("|")
# Counter speech: what is said against contempt, and quotes it or refers to it.
COUNTER = """Calling {} names only shows how little you know.|If you insult {} here, you will be banned.
|It hurts me when I hear people say that {} are worth less.|Whoever wants to harm {} must face a judge.
|Your hatred of {} says more about you than about them.|"All {} are stupid" is not an opinion, it is abuse.
|I reported the post that said "get rid of {}".|He was fired for shouting "{} are scum" at work.
|Why would anyone write "I hate {}"? It makes me sad.|Stop saying that {} are dirty. It is a lie.
|People who wish {} dead have lost my respect.|Telling {} to go away is not fine with me.
|The words he used for {} are ugly and outdated.|We will not stand by while {} are mocked.
|No one should fear {}.|{} are not criminals.|It is false that {} are lazy.|{} are no threat to anybody.
|I would never hurt {}.|You can't treat {} like dirt and expect applause.""".replace("\n", "").split("|")
# Words that look like insults, or hold one, in their other sense; names of places and people.
HOMONYMS = """The bitch had a litter of five pups.|The breeder sold the bitch and two dogs.
|A bitch in heat must be kept on a lead.|The judge placed the young bitch first at the dog show.
|They burnt faggots of oak in the stove.|Mushy peas go well with faggots and gravy.
|He put out his fag in the ashtray.|She smokes twenty fags a day.|Buy me a pack of fags at the kiosk.
|The old dyke kept the sea out for a century.|Workers repaired the dyke after the flood.
|He cleared the weeds with a hoe.|A rake, a spade and a hoe stood in the shed.
|Light came through a chink in the curtain.|They found a chink in the wall.|The kitchen was spick and span.
|The cock woke the village at five.|A weather cock turned on the roof.|The ass carried water up the hill.
|An ass and an ox stood in the barn.|A blue tit nested in the box.|Great tits come to the feeder in winter.
|Pussy willow grows along the brook.|A pussy cat slept on the sill.|Dick came home late.
|Moby Dick is a long novel.|Philip K. Dick wrote about robots.|The coon hound followed the scent.
|A Maine coon is a large cat.|Salt retards the setting of the glue.|The ruling will retard progress.
|Paddy fields cover the valley.|A cracker with cheese, please.|There was a nip in the air.
|The queer old clock struck nine.|He made a queer noise.|Scunthorpe|Penistone|Lightwater|Clitheroe
|Scunthorpe is in Lincolnshire.|We drove from Scunthorpe to Hull.|Scunthorpe United lost at home.
|Cockermouth lies in Cumbria.|Sussex and Essex|Arsenal won the cup.|The Penistone line runs to Sheffield.
|Mr Hancock met Mrs Peacock.|Dickens wrote Oliver Twist.|Babcock and Hitchcock|Shiitake soup
|The Niger flows through Mali.|Nigeria and Niger share a border.|A niggling doubt|They sniggered.
|He is niggardly with praise.|The cucumber and the raccoon|An analysis of the canal|Assess the assets.
|The class passed the assessment.|Titanic and titanium|Titian|Mass and bass|Cassandra|Embarrassed
|Constitution|Institute|Prostitution laws were debated.|Breast cancer|Chicken breast with rice
|The rapeseed field was yellow.|Grape juice|Therapist|Sextant|Sextet|Middlesex|Unisex toilets
|Kill the process and free the memory.|Abort the transaction.|The slave disk copies the master.
|Execute the script, then kill its children.|The daemon kills idle workers.|Shoot the scene again.
|The virus was killed by heat.|Hang the picture on the wall.|Fire the event.|Blow up the balloon.
|Strip the white space.|Dump the core.|Cum laude|Magna cum laude|The vice president|The screw is loose.
|kill -9 1234|os.kill(pid, 15)|def kill_child(pid): return None
|Retarded growth is common in dry soil.|The trigger fires on every row.|DROP TRIGGER name|A digger and a rigger
|The hoe is in the shed, the cock on the roof.|An anal fissure needs treatment.|Cervical and anal cancer
|The penis of the whale|Vaginal birth|The clinic treats erection problems.|Rape is a crime.
|Victims of rape get help here.|The suicide hotline is open.|He died by suicide.|A dead body was found.
|The murderer was hanged in 1880.|The plague killed thousands.|Hitler invaded Poland.|The Holocaust
|Slavery was abolished in 1865.|The Nazi regime murdered millions of Jews.|Lynching was a crime of terror."""
HOMONYMS = HOMONYMS.replace("\n", "").split("|")
# Words used with pride by those whom they were meant to hurt.
RECLAIMED = """I am a proud {} and I dance.|To all my fellow {}s: see you at the parade.|We {}s take care of each other.
|My {} friends and I call ourselves that with love.|Being a {} is the best thing about me.
|This {} is going to the ball.|We took the word {} back.|Hello my lovely {}s!""".replace("\n", "").split("|")
SLURS = "dyke fag faggot queer tranny bitch nigga crip".split()
REPEATS = collections.defaultdict(lambda: 1) | {
    ("hatecheck", False): 4,
    ("hatecheck", True): 2,
    ("davidson", False): 2,
    ("surge-ai", True): 2,
    ("surge-ai", False): 2,
}


def read(path):
    with open(path, "rb") as file:
        text = io.TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(file), encoding="utf-8")
        for line in text:
            yield json.loads(line)


def prose(data, rng):
    taken = collections.Counter()
    for row in read(f"{data}/text/english.jsonl.zst"):
        source = row["source"]
        sentences = [x for x in row["text"].replace("\n", " ").split(". ") if 20 < len(x) < 220]
        for sentence in rng.sample(sentences, min(3, len(sentences))):
            if taken[source] < PROSE.get(source, 0):
                taken[source] += 1
                yield sentence


def main(data, output, fold=None):
    part, parts = map(int, fold.split("/")) if fold else (-1, 1)
    rng = random.Random(23)
    lines, left_out = [], []
    for row in read(f"{data}/toxicity-dev/toxicity.jsonl.zst"):
        label = "toxic" if row["toxic"] else "clean"
        line = f"__label__{label} {' '.join(row['text'].split())}\n"
        group = row["set"] + str(row.get("templ_id", row["id"]))
        if zlib.crc32(group.encode()) % parts == part:
            left_out.append((row["id"], line))
        else:
            lines += [line] * REPEATS[row["set"], row["toxic"]]
    lines += (f"__label__clean {sentence}\n" for sentence in prose(data, rng))
    clean = [s.format(p) for s in SAYINGS + COUNTER for p in PEOPLE]
    clean += [s.format(p, rng.choice(PERSONS)) for s in ABOUT for p in PERSONS]
    clean += [s.format(w) for s in RECLAIMED for w in SLURS] * 3 + HOMONYMS * 8
    lines += (f"__label__clean {line[0].upper()}{line[1:]}\n" for line in clean)
    rng.shuffle(lines)
    with open(output, "w", encoding="utf-8") as file:
        file.writelines(lines)
    if fold:
        with open(output + ".test", "w", encoding="utf-8") as file:
            file.writelines(f"{key}\t{line}" for key, line in left_out)


main(*sys.argv[1:])
