// Harmless text that names groups of people, or that holds a listed word in another sense.
import TestSupport
import Testing

private let groups = """
    women|men|gay people|lesbians|trans people|bisexual people|queer people|Muslims|Jews|Christians
    |Hindus|Sikhs|atheists|Black people|white people|Asian people|Latinos|Arabs|Roma|Kurds
    |Mexicans|Nigerians|Pakistanis|immigrants|refugees|disabled people|deaf people
    |autistic people|homeless people|Native Americans
    """.split(whereSeparator: { $0 == "|" || $0 == "\n" }).map(String.init)

private let frames = [
    "The survey asked # about their way to work.", "Many # live in the north of the city.",
    "A film about # was shown on Tuesday.", "My uncle writes songs about #.",
    "Some of my colleagues are #.", "Are there # in your village?",
    "We met # from all over the country at the fair.", "The new law gives # the right to vote.",
]

@Suite struct NeutralTextTests {
    @Test func `two hundred sentences that name groups pass`() throws {
        let probe = try StageProbe("toxicity")
        var count = 0
        for group in groups {
            for frame in frames {
                let text = frame.split(separator: "#", omittingEmptySubsequences: false)
                    .joined(separator: group)
                #expect(try probe.run(text).drop == nil, "\(text)")
                count += 1
            }
        }
        #expect(count >= 200)
    }

    @Test(arguments: [
        "Scunthorpe", "Penistone", "She is a trans woman.", "He is a trans man.",
        "My son is gay and my daughter is a lesbian.", "A queer film festival opens in Berlin.",
        "The council of Scunthorpe met on Monday.", "The bitch gave birth to four puppies.",
        "The cock crowed at dawn.",
        "Retarded growth was observed in the seedlings under low light.",
        "def kill_child(pid): os.kill(pid, 9)", "DROP TRIGGER audit ON accounts;",
    ])
    func `names and homonyms pass`(text: String) throws {
        #expect(try StageProbe("toxicity").run(text).drop == nil)
    }

    @Test func `one odd sentence in a page isn't a toxic page`() throws {
        let probe = try StageProbe("toxicity")
        let odd = "You stupid cunt, go and fuck yourself, you worthless bitch."
        #expect(try probe.run(odd).drop?.rule == "toxic")
        let plain = "The valve must be closed before the tank is filled with water again. "
        let page = try probe.run(String(repeating: plain, count: 20) + odd)
        #expect(page.drop == nil)
        #expect((page["toxic_share"] ?? 0) > 0 && (page["terms"] ?? 0) >= 2)
        let thread = Array(repeating: odd, count: 3).joined(separator: "\n") + "\n" + plain
        #expect(try probe.run(thread).drop?.rule == "toxic")
    }
}
