// The report's style sheet.

enum ReportStyle {
    static let css = """
        :root { color-scheme: light dark; --ink: #1d2733; --soft: #66727f; --line: #d9dee3;
          --fill: #2f7d5b; --mark: #c2410c; --page: #fbfbf9; --card: #fff; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4e8ec; --soft: #97a3af;
          --line: #36414c; --fill: #55b58a; --mark: #fb8c4e; --page: #14191e; --card: #1b2229; } }
        body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; color: var(--ink);
          background: var(--page); font: 15px/1.5 system-ui, sans-serif; }
        h1 { margin: 0 0 .5rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
        h3 { margin: 1.2rem 0 .4rem; font-size: .95rem; }
        .facts { display: flex; flex-wrap: wrap; gap: .5rem; }
        .facts div { background: var(--card); border: 1px solid var(--line); border-radius: 6px;
          padding: .4rem .8rem; } .facts b { display: block; font-size: 1.1rem; }
        .facts span, figcaption { color: var(--soft); font-size: .85rem; }
        table { border-collapse: collapse; width: 100%; background: var(--card); }
        th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); }
        th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        td { overflow-wrap: anywhere; } td.n { width: 8rem; }
        td.bar { width: 45%; } td.bar i { display: block; height: .8rem; background: var(--fill); }
        details { border-bottom: 1px solid var(--line); padding: .3rem 0; }
        summary { cursor: pointer; } code, pre { font: 13px/1.45 ui-monospace, monospace; }
        blockquote { margin: .2rem 0 .6rem; color: var(--soft); white-space: pre-wrap;
          overflow-wrap: anywhere; }
        pre { background: var(--card); border: 1px solid var(--line); padding: .8rem;
          overflow: auto; }
        .charts { display: grid; gap: 1rem;
          grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
        figure { margin: 0; background: var(--card); border: 1px solid var(--line);
          border-radius: 6px; padding: .6rem; min-width: 0; overflow-wrap: anywhere; }
        svg { width: 100%; } rect { fill: var(--fill); }
        line { stroke: var(--mark); stroke-width: 1.5; }
        svg text { fill: var(--soft); font-size: 10px; }
        """
}
