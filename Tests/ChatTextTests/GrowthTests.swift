// Templates and conversations take work that grows with their size.
import ChatText
import FileFormats
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct GrowthTests {
    @Test(arguments: [
        "{{ 1 }}", "{% if 1 %}", "{% if 1 %}a{% endif %}", "{#", "{# #}", "{{", "{%", "{{ (",
        "{{ [",
        "{{ 1 + ", "{{ a.b }}", "a", "\n", "{%- set a = 1 -%}\n", "{% for a in [1] %}", "{{ 'a' ~ ",
        "{{ a | trim }}", "{% macro m() %}", "{% elif 1 %}", "}}", "{{ not ", "{{ a[", "{{ '\\",
    ])
    func `templates of one thing repeated`(piece: String) {
        let measured = growth(most: 200_000) { size in
            let source = String(repeating: piece, count: max(1, size / piece.utf8.count))
            _ = try? ModelTemplate(Array(source.utf8))
        }
        #expect(measured < steepestGrowth)
    }

    @Test(arguments: [
        "{% for m in messages %}{{ m.content }}{% endfor %}",
        "{% for m in messages %}{% if loop.index0 % 2 == 0 %}{{ m['role'] }}{% endif %}{% endfor %}",
        "{% for m in messages[1:] %}{{ m.content | trim }}{% endfor %}{{ messages | tojson }}",
        "{% set ns = namespace(t='') %}{% for m in messages %}{% set ns.t = m.content %}{% endfor %}",
        "{{ messages | map(attribute='content') | join(',') }}{{ messages[-1].content }}",
    ])
    func `conversations of ever more turns`(template: String) throws {
        let template = try ModelTemplate(Array(template.utf8))
        let measured = try growth(most: 300_000) { size in
            let turn = #"{"role":"user","content":" a b "},"#
            let turns = String(repeating: turn, count: size / turn.utf8.count)
            let bytes = Array(#"{"messages":[\#(turns){"role":"user","content":"z"}]}"#.utf8)
            var scanner = JSONScanner()
            try scanner.scan(bytes.span)
            _ = try template.render(TemplateInput(bytes.span, scannedBy: &scanner))
        }
        #expect(measured < steepestGrowth)
    }
}
