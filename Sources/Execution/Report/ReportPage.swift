// The run's report: one self-contained HTML page, no scripts, no network.
import PipelineCore

/// Renders a finished run for people: what came in, what each rule dropped and why, what is out.
struct ReportPage {
    let plan: Plan
    let manifest: Manifest
    let statistics: RunStatistics
    /// From the first task's begin to the last one's end.
    let seconds: Double

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(escaped(plan.name)) · winnow</title>
        <style>\(ReportStyle.css)</style>
        </head>
        <body>
        <header><h1>\(escaped(plan.name))</h1>\(headline)</header>
        <section><h2>Funnel</h2>\(FunnelSection(plan: plan, statistics: statistics).html)</section>
        <section><h2>Drops by rule</h2>\(DropsSection(plan: plan, statistics: statistics).html)</section>
        \(knownErrors)
        <section><h2>Measurements</h2>\(HistogramSection(plan: plan, statistics: statistics).html)</section>
        \(mixture)
        <section><h2>Outputs</h2>\(outputs)</section>
        <section><h2>Inputs</h2>\(inputs)</section>
        <section><h2>Pipeline</h2><pre>\(escaped(plan.resolvedYAML))</pre></section>
        </body>
        </html>

        """
    }

    private var headline: String {
        let counts = manifest.counts
        let facts = [
            ("documents in", grouped(counts.records)),
            ("kept", "\(grouped(counts.kept)) (\(percent(counts.kept, of: counts.records)))"),
            ("dropped", grouped(counts.dropped)), ("bad records", grouped(counts.bad)),
            ("tokens", grouped(counts.tokens)), ("text kept", bytes(counts.keptBytes)),
            ("time", duration(seconds)),
            ("speed", "\(bytes(Int(Double(counts.recordBytes) / max(seconds, 1e-9))))/s"),
        ]
        let items = facts.map { "<div><b>\($0.1)</b><span>\($0.0)</span></div>" }
        return "<div class=\"facts\">\(items.joined())</div>"
    }

    /// Each stage's known errors once, however often the pipeline names it.
    private var knownErrors: String {
        var shown: Set<String> = []
        let parts = plan.stages.map { stage in
            let info = stage.built.entry.info
            guard let errors = info.errors, shown.insert(info.name).inserted else { return "" }
            return "<h3>\(escaped(info.name))</h3><p>\(escaped(errors.summary))</p>"
                + table(errors.heads.map(escaped), errors.rows.map { $0.map(escaped) })
        }.joined()
        return parts.isEmpty ? "" : "<section><h2>Known errors</h2>\(parts)</section>"
    }

    private var mixture: String {
        guard let mixture = statistics.mixture else { return "" }
        return "<section><h2>Mixture</h2>\(MixtureSection(mixture: mixture).html)</section>"
    }

    private var outputs: String {
        let rows = manifest.outputs.sorted { $0.key < $1.key }.map { path, files in
            let total = files.reduce(0) { $0 + $1.bytes }
            let tokens = files.reduce(0) { $0 + ($1.tokens ?? 0) }
            return [
                escaped(path), grouped(files.count), bytes(total),
                tokens == 0 ? "" : grouped(tokens),
            ]
        }
        return table(["folder", "files", "size", "tokens"], rows)
    }

    private var inputs: String {
        let shown = manifest.inputs.prefix(100)
        let rows = shown.map {
            [escaped($0.path), bytes($0.bytes), String(($0.sha256 ?? "").prefix(16))]
        }
        let rest = manifest.inputs.count - shown.count
        return table(["file", "size", "SHA-256"], rows)
            + (rest > 0 ? "<p>… and \(grouped(rest)) more; manifest.json has them all.</p>" : "")
    }
}

/// How many documents each stage saw and dropped.
private struct FunnelSection {
    let plan: Plan
    let statistics: RunStatistics

    var html: String {
        let total = statistics.records
        var rows = [row("read", total, "", total)]
        for (reason, count) in statistics.skipped.sorted(by: { $0.key < $1.key }) {
            rows.append(row("not asked for: \(escaped(reason))", count, "", total))
        }
        if statistics.bad > 0 {
            rows.append(row("bad records", statistics.bad, lostText, total))
        }
        for stage in plan.stages {
            guard let counts = statistics.stages[stage.index] else { continue }
            let dropped = counts.dropped.values.reduce(0, +)
            rows.append(
                row(
                    stage.label, counts.seen - dropped, dropped == 0 ? "" : "−\(grouped(dropped))",
                    total))
        }
        rows.append(row("kept", statistics.kept, "", total))
        return "<table><thead><tr><th>stage</th><th class=\"n\">left</th>"
            + "<th class=\"n\">dropped</th><th></th></tr></thead>"
            + "<tbody>\(rows.joined())</tbody></table>"
    }

    private var lostText: String {
        statistics.lost == 0 ? "" : "\(grouped(statistics.lost)) more lost with them"
    }

    private func row(_ name: String, _ left: Int, _ dropped: String, _ total: Int) -> String {
        let width = total == 0 ? 0 : 100 * Double(left) / Double(total)
        return "<tr><td>\(escaped(name))</td><td class=\"n\">\(grouped(left))</td>"
            + "<td class=\"n\">\(dropped)</td>"
            + "<td class=\"bar\"><i style=\"width:\(fixed(width, 1))%\"></i></td></tr>"
    }
}

/// Every rule that fired, with some documents that it dropped.
private struct DropsSection {
    let plan: Plan
    let statistics: RunStatistics

    var html: String {
        let parts = plan.stages.flatMap(rules(of:)) + [badRecords]
        let all = parts.joined()
        return all.isEmpty ? "<p>Nothing was dropped.</p>" : all
    }

    private func rules(of stage: PlannedStage) -> [String] {
        let counts = statistics.stages[stage.index]?.dropped ?? [:]
        let order = stage.built.rules.map(\.reason)
        let fired = counts.keys.sorted {
            (order.firstIndex(of: $0) ?? .max, $0) < (order.firstIndex(of: $1) ?? .max, $1)
        }
        return fired.map { rule in
            let description = stage.built.rules.first { $0.reason == rule }
            let condition = description.map {
                "\($0.measurement) \($0.symbol) \($0.threshold)"
            }
            let samples = statistics.samples["\(stage.label).\(rule)"] ?? []
            return block(
                "\(stage.label) · \(rule)", counts[rule] ?? 0, condition ?? "", samples)
        }
    }

    private var badRecords: String {
        guard statistics.bad > 0 else { return "" }
        return block(
            "bad records", statistics.bad, "could not be read",
            statistics.badSamples)
    }

    private func block(
        _ name: String, _ count: Int, _ condition: String, _ samples: [DropSample]
    ) -> String {
        let items = samples.map {
            "<li><b>\(escaped($0.value))</b> \(escaped($0.url.isEmpty ? $0.id : $0.url))"
                + "<blockquote>\(escaped($0.excerpt))</blockquote></li>"
        }
        return "<details><summary><b>\(escaped(name))</b> \(grouped(count)) "
            + "(\(percent(count, of: statistics.records))) <code>\(escaped(condition))</code>"
            + "</summary><ol>\(items.joined())</ol></details>"
    }
}

/// A histogram of every measurement, stage by stage, its rules' thresholds drawn.
private struct HistogramSection {
    let plan: Plan
    let statistics: RunStatistics

    var html: String {
        plan.stages.map { stage in
            let charts = plan.columns.indices.compactMap { column in
                plan.columns[column].stage == stage.index
                    ? statistics.histograms[column].map { chart(column, $0, of: stage) }
                    : nil
            }
            return charts.isEmpty
                ? ""
                : "<h3>\(escaped(stage.label))</h3><div class=\"charts\">\(charts.joined())</div>"
        }.joined()
    }

    private func chart(_ column: Int, _ histogram: Histogram, of stage: PlannedStage) -> String {
        let measurement = plan.columns[column].measurement
        let rules = stage.built.rules.filter { $0.column == column - stage.firstColumn }
        let thresholds = rules.compactMap { rule -> Double? in
            if case .number(let threshold) = rule.threshold, threshold.isFinite {
                threshold
            } else {
                nil
            }
        }
        let drawing = HistogramDrawing(
            bins: histogram.bins, unit: measurement.unit, thresholds: thresholds)
        let drops = rules.map {
            "<code>\(escaped($0.symbol)) \(escaped($0.threshold.description))</code>"
        }
        let condition = drops.isEmpty ? "" : "<br>dropped when \(drops.joined(separator: " or "))"
        return "<figure>\(drawing.svg)<figcaption><b>\(escaped(measurement.name))</b> "
            + "\(escaped(measurement.summary))\(condition)</figcaption></figure>"
    }
}

func table(_ heads: [String], _ rows: [[String]]) -> String {
    let head = heads.enumerated().map { $0 == 0 ? "<th>\($1)</th>" : "<th class=\"n\">\($1)</th>" }
        .joined()
    let body = rows.map { row in
        "<tr>"
            + row.enumerated().map { $0 == 0 ? "<td>\($1)</td>" : "<td class=\"n\">\($1)</td>" }
            .joined() + "</tr>"
    }
    return "<table><thead><tr>\(head)</tr></thead><tbody>\(body.joined())</tbody></table>"
}

func escaped(_ text: String) -> String {
    var result = ""
    for scalar in printable(text).unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
