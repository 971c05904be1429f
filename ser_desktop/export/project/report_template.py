"""The page of the HTML report, in the language of Jinja. Pictures are SVG inside the page."""

from __future__ import annotations

TEMPLATE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{{ title }}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 2em auto; padding: 0 1em; }
h2 { border-top: 1px solid #ccc; padding-top: 1em; overflow-wrap: anywhere; }
table { border-collapse: collapse; } td, th { padding: 2px 10px 2px 0; text-align: left; }
td.number { font-variant-numeric: tabular-nums; text-align: right; }
.notice, .warning { border-left: 4px solid #D55E00; padding-left: 1em; }
.small { color: #555; font-size: 13px; } svg { max-width: 100%; height: auto; }
svg text { font: 11px system-ui, sans-serif; }
</style>
</head>
<body>
<svg width="0" height="0" style="position: absolute" aria-hidden="true"><defs>
<pattern id="uncertain" width="5" height="5" patternUnits="userSpaceOnUse"
 patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>
<line x1="0" y1="0" x2="0" y2="5" stroke="#777" stroke-width="2"/></pattern></defs></svg>
<h1>{{ title }}</h1>
<p class="notice">{{ notice }}</p>
{% if note %}<p>{{ note }}</p>{% endif %}
{% if ratings %}<p>{{ ratings }}</p>{% endif %}
{% for r in recordings %}
<h2>{{ r.name }}</h2>
<p>{{ r.duration }}{% if r.annotated %}; people: <b>{{ r.annotated }}</b>{% endif %}
{% if r.label %}; model: <b>{{ r.label }}</b> {{ r.confidence }}{% endif %}
{% if r.others %}(or {{ r.others|join(", ") }}){% endif %}</p>
{% for warning in r.warnings %}<p class="warning">{{ warning }}</p>
{% endfor %}
{% if r.note %}<p>{{ r.note }}</p>{% endif %}
{% for t in r.tracks %}
<h3>{{ t.name }}</h3>
<svg viewBox="0 0 {{ t.width }} 62" width="{{ t.width }}" role="img" aria-label="{{ t.picture }}">
{% for row, y in ((t.people, 0), (t.model, 32)) %}
{% for box in row %}
<g><title>{{ box.title }}</title>
<rect x="{{ box.x }}" y="{{ y }}" width="{{ box.width }}" height="26" fill="{{ box.colour }}"
 stroke="#555" stroke-width="0.5"/>
{% if box.width > 14 %}
<text x="{{ box.x + 3 }}" y="{{ y + 17 }}">{{ box.initial }}</text>
{% endif %}
</g>
{% endfor %}
{% endfor %}
</svg>
<p class="small">Above: people. Below: the model.</p>
{% if t.shares %}
<table>
{% for share in t.shares %}
<tr><td>{{ share.label }}</td><td class="number">{{ share.percent }}</td>
<td><svg width="300" height="12" aria-hidden="true"><rect width="{{ share.width }}" height="12"
 fill="{{ share.colour }}" stroke="#555" stroke-width="0.5"/></svg></td></tr>
{% endfor %}
</table>
{% endif %}
{% endfor %}
{% if r.speakers %}
<h3>Speakers</h3>
<table>
<tr><th>speaker</th><th>speaks</th><th></th><th>changes</th><th>share of speech</th>
<th>strongest moments</th></tr>
{% for s in r.speakers %}
<tr><td>{{ s.name }}</td><td class="number">{{ s.spoken }}</td><td class="number">{{ s.share }}</td>
<td class="number">{{ s.changes }}</td><td>{{ s.shares }}</td><td>{{ s.moments }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% for t in r.responses %}
<table>
<tr><th>{{ t.first }} (rows), then {{ t.second }}</th>
{% for c in t.columns %}<th>{{ c }}</th>{% endfor %}</tr>
{% for row in t.rows %}
<tr><td>{{ row.label }}</td>
{% for n in row.counts %}<td class="number">{{ n or "" }}</td>{% endfor %}</tr>
{% endfor %}
</table>
{% endfor %}
{% if r.annotations %}
<table>
<tr><th>from</th><th>to</th><th>track</th><th>annotation</th><th>rater</th><th>model</th><th>note</th>
</tr>
{% for a in r.annotations %}
<tr><td class="number">{{ a.start }}</td><td class="number">{{ a.end }}</td><td>{{ a.track }}</td>
<td>{{ a.labels }}</td><td>{{ a.rater }}</td><td>{{ a.model }}</td><td>{{ a.note }}</td></tr>
{% endfor %}
</table>
{% endif %}
<p class="small">{{ r.statement }}{% if r.consent_note %} {{ r.consent_note }}{% endif %}
{% if r.tags %} {{ r.tags }}{% endif %}</p>
{% endfor %}
<p class="small">SER Desktop {{ version }}, {{ n }} recordings</p>
</body>
</html>
"""
