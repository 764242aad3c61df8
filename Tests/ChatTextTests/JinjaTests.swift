// The Jinja engine: what jinja2's sandbox gives for the same template, and its limits.
import ChatText
import FileFormats
import Foundation
import TestSupport
import Testing

@Suite struct JinjaTests {
    private func input(_ record: String) throws -> TemplateInput {
        let bytes = Array(record.utf8)
        var scanner = JSONScanner()
        try scanner.scan(bytes.span)
        return try TemplateInput(bytes.span, scannedBy: &scanner)
    }

    private func rendered(
        _ source: String, limits: JinjaLimits = JinjaLimits()
    ) throws -> String {
        let input = try input(
            #"""
            {"messages": [{"role": "user", "content": " Hi 漢! "}, {"role": "assistant",
              "content": "a,b", "n": 3, "f": 2.50,
              "calls": [{"name": "x", "args": {"b": 1, "a": [null, true, "é<"]}}]}]}
            """#)
        return try ModelTemplate(Array(source.utf8)).render(input, limits: limits).string
    }

    private static let printed =
        "{'role': 'assistant', 'content': 'a,b', 'n': 3, 'f': 2.5, 'calls': "
        + "[{'name': 'x', 'args': {'b': 1, 'a': [None, True, 'é<']}}]}"

    @Test(arguments: [
        ("{{ messages[0].content | trim }}|{{ messages[0]['content'][-2:] }}", "Hi 漢!|! "),
        ("{{ messages[1] }}", printed),
        (
            "{{ messages[1].calls | tojson }}",
            #"[{"name": "x", "args": {"b": 1, "a": [null, true, "é<"]}}]"#
        ),
        ("{{ {'a': [1, {}]} | tojson(indent=2) }}", "{\n  \"a\": [\n    1,\n    {}\n  ]\n}"),
        (
            "{% for m in messages %}\n  {%- if loop.last %}L{% endif %}\n{{ loop.index }}{% endfor %}",
            "1L2"
        ),
        ("{% if true %}\n  a\n  {% endif %}\nb\n", "  a\nb"),
        ("a {#- x -#} b{{- 'c' -}} d", "abcd"),
        (
            "{{ ('<a>' | e).rpartition('b') }}",
            "(Markup(''), Markup(''), Markup('&lt;a&gt;'))"
        ),
        (
            "{% set ns = namespace(n=0) %}{% for m in messages %}{% set x = 1 %}"
                + "{% set ns.n = ns.n + 1 %}{% endfor %}{{ ns.n }}{{ x is defined }}", "2False"
        ),
        (
            "{% macro f(a, b=2) %}{{ a }}{{ b }}{{ varargs }}{% endmacro %}{{ f(1) }}{{ f(1, 3, 4) }}",
            "12()13(4,)"
        ),
        (
            "{% macro f() %}[{{ caller(5) }}]{% endmacro %}{% call(x) f() %}{{ x }}!{% endcall %}",
            "[5!]"
        ),
        ("{{ 'a' ~ 1 ~ none ~ 1.0 ~ 1e16 ~ true ~ unknown }}", "a1None1.01e+16True"),
        ("{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 10 }}", "3 -4 2 3.5 1024"),
        ("{{ 'x' in 'axb' and 'q' not in {'a': 1} and 2 in [1, 2.0] }}", "True"),
        (
            "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | list }}",
            "[' Hi 漢! ']"
        ),
        ("{{ messages[1].content.split(',')[::-1] | join('+') | upper }}", "B+A"),
        ("{{ \"it's\" | list }}{{ 'q\\n\\u00e9' | string | length }}", "['i', 't', \"'\", 's']3"),
        ("{% filter upper %}a{% endfilter %}{% set t %}x{% endset %}{{ t * 3 }}", "Axxx"),
        (
            "{% for x in [1, 2, 3, 4] if x % 2 == 0 %}{{ loop.index }}{{ x }}{% else %}n{% endfor %}",
            "1224"
        ),
        (
            "{% for x in range(9) %}{% if x == 1 %}{% continue %}{% endif %}{% if x == 3 %}"
                + "{% break %}{% endif %}{{ x }}{% endfor %}", "02"
        ),
        ("{% for x in [1, 2] %}{{ x }}{% break %}{% else %}E{% endfor %}", "1E"),
        ("{% for x in [1, 2] %}{{ x }}{% continue %}{% else %}E{% endfor %}", "12E"),
        (
            "{% for x in [1, 2] %}{{ x }}{% if x == 2 %}{% break %}{% endif %}{% else %}E{% endfor %}",
            "12"
        ),
        (
            "{{ '%s=%05.1f' | format('v', 2.25) }}{{ '{:>4}|{x}'.format(7, x='y') }}",
            "v=002.2   7|y"
        ),
        ("{% generation %}{{ 1 }}{% endgeneration %}{% raw %}{{ x }}{% endraw %}", "1{{ x }}"),
        (
            "{{ dict(a=1).items() | list }}{{ {'b': 1, 'a': 2} | dictsort }}",
            "[('a', 1)][('a', 2), ('b', 1)]"
        ),
    ])
    func `a template gives what jinja2 gives`(template: String, expected: String) throws {
        #expect(try rendered(template) == expected)
    }

    @Test(arguments: [
        ("{{ raise_exception('No!') }}", "No!"),
        ("{{ messages[0].content + none }}", "can only concatenate str (not \"NoneType\") to str"),
        ("{{ messages.x.y }}", "'list object' has no attribute 'x'"),
        ("{{ what.x }}", "'what' is undefined"),
        ("{% for x in none %}{% endfor %}", "'NoneType' object is not iterable"),
        ("{{ unknown | tojson }}", "Object of type Undefined is not JSON serializable"),
        ("{{ messages.append(1) }}", "access to attribute 'append' of 'list' object is unsafe."),
        ("{{ 1 < 'a' }}", "'<' not supported between instances of 'int' and 'str'"),
        (
            "{{ range(200000) }}",
            "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000)."
        ),
        (
            "{% if x %}",
            "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' "
                + "or 'endif'. The innermost block that needs to be closed is 'if'."
        ),
        ("{{ 1 | nosuch }}", "No filter named 'nosuch'."),
        ("{{ 1 | random }}", "the filter 'random' is not supported"),
    ])
    func `what jinja2 raises is raised in its words`(template: String, message: String) {
        let error = #expect(throws: JinjaError.self) { try rendered(template) }
        #expect(error?.description == message)
    }

    private static func many(_ text: String) -> String { String(repeating: text, count: 100_000) }

    @Test(arguments: [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set n = namespace(s='x') %}{% for i in range(99) %}{% set n.s = n.s + n.s %}{% endfor %}",
        "{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = [n.s, n.s] %}{% endfor %}"
            + "{{ n.s == n.s[0] }}{{ n.s }}",
        "{% set n = namespace(s=1) %}{% for i in range(99999) %}{% set n.s = [n.s] %}{% endfor %}",
        "{{ 'x' * 99999999999 }}", "{{ [1] * 99999999999 }}", "{{ '%99999999999d' % 1 }}",
        "{{ 'a'.center(99999999999) }}", "{{ " + many("(") + "1" + many(")") + " }}",
        "{{ " + many("not ") + "1 }}", many("{% if 1 %}"),
    ])
    func `a template that would not end is stopped`(template: String) {
        var limits = JinjaLimits()
        limits.steps = 3_000_000
        #expect(throws: JinjaError.self) { try rendered(template, limits: limits) }
    }

    @Test func `every byte of a text is known to be the template's or a message's`() throws {
        let template = try ModelTemplate(
            Array(
                "<a>{{ messages[0].role ~ (messages[0].content | trim).replace('b', '<a>') }}".utf8)
        )
        let text = try template.render(
            input(#"{"messages": [{"role": "user", "content": " <a> b "}]}"#))
        var start = 0
        let parts = text.stretches.map { run in
            defer { start = run.end }
            return String(decoding: text.bytes[start..<run.end], as: UTF8.self)
        }
        #expect(parts == ["<a>user", "<a> ", "<a>"])
        #expect(text.stretches.map(\.origin.isTemplate) == [true, false, true])
    }

    @Test(
        .enabled(if: RecordedTemplates.areHere, "shared/data/sft is not here"),
        arguments: RecordedTemplates.files)
    func `models' templates give what transformers recorded`(file: String) throws {
        var count = 0
        for (template, model) in try RecordedTemplates.read(file) {
            // Foundation loses the order of keys, which tools and parts are printed in.
            for one in model["cases"] as? [[String: Any]] ?? [] {
                let record = one["line"] ?? ["messages": one["messages"] ?? []]
                let bytes = try JSONSerialization.data(withJSONObject: record)
                let text = String(decoding: bytes, as: UTF8.self)
                if ["tool_calls", "\"tools\"", "\"type\""].contains(where: text.contains) {
                    continue
                }
                try check(template, text, one)
                count += 1
            }
        }
        #expect(count >= 100)
    }

    private func check(
        _ template: ModelTemplate, _ record: String, _ expected: [String: Any]
    ) throws {
        let input = try input(record)
        do {
            let text = try template.text(
                of: input,
                addGenerationPrompt: expected["add_generation_prompt"] as? Bool ?? false)
            #expect(String(decoding: text, as: UTF8.self) == expected["expected"] as? String)
        } catch {
            #expect("\(error)" == expected["error"] as? String)
        }
    }
}
