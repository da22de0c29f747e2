# -*- coding: utf-8 -*-
"""How pages look: one style sheet for light, dark and paper.  No colour carries a meaning that no shape or word has."""
from __future__ import absolute_import, division, print_function

# Blue and orange stay apart for every kind of colour blindness; each is legible as text on both backgrounds.
LIGHT = {'paper': u'#ffffff', 'panel': u'#f2f4f6', 'ink': u'#1b1f24', 'quiet': u'#535c66', 'before': u'#924600',
         'after': u'#00558c'}
DARK = {'paper': u'#14181d', 'panel': u'#1e252c', 'ink': u'#e8ecf0', 'quiet': u'#a9b4bf', 'before': u'#f2a65a',
        'after': u'#79b8ff'}
BACKGROUNDS = ('paper', 'panel')
# For each decision a sign, the kind of its frame, and what it means in words.
DECISIONS = {u'KEEP': (u'\u2713', 'good', u'the fix stays'), u'MONITOR': (u'\u25cb', '', u'watch it, and test again'),
             u'MODIFY': (u'\u25b3', 'bad', u'undo, revise, retry'), u'ROLLBACK': (u'\u2717', 'bad', u'undo it'),
             u'INVALID': (u'?', '', u'the evidence carries no verdict')}

_SHEET = u"""
:root { color-scheme: light dark; %(light)s }
@media screen and (prefers-color-scheme: dark) { :root { %(dark)s } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem 1.25rem 3rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--quiet); }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p, li { max-width: 48rem; }
.lead { font-size: 1.05rem; padding: .75rem 1rem; background: var(--panel); border-left: .3rem solid var(--quiet); }
.lead.good { border-color: var(--after); }
.lead.bad { border-color: var(--before); }
.quiet, figcaption, caption, footer { color: var(--quiet); font-size: .875rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem 1rem; margin: .75rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
code { font: .85em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  overflow-wrap: anywhere; white-space: pre-wrap; }
figure { margin: 1rem 0; }
figcaption { max-width: 48rem; margin-top: .25rem; }
.wide { overflow-x: auto; margin: .75rem 0; }
.wide:focus-visible { outline: 2px solid var(--after); }
.wide svg { display: block; width: 100%%; min-width: 34rem; height: auto; }
table { border-collapse: collapse; font-size: .875rem; min-width: 100%%; }
caption { text-align: left; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--panel);
  font-weight: normal; }
thead th, thead th.number { white-space: normal; }
.line, .line code { white-space: nowrap; overflow-wrap: normal; }
thead th { color: var(--quiet); border-bottom-color: var(--quiet); vertical-align: bottom; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.long { min-width: 12rem; overflow-wrap: anywhere; }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  fill: var(--ink); unicode-bidi: isolate; }
svg text.quiet { fill: var(--quiet); font-size: 11px; }
svg .rule { stroke: var(--quiet); stroke-opacity: .35; }
svg .axis { stroke: var(--quiet); }
svg .before { stroke: var(--before); }
svg .after { stroke: var(--after); }
svg .before.full { fill: var(--before); }
svg .after.full { fill: var(--after); }
svg .hollow { fill: var(--paper); }
svg .cell { stroke: var(--quiet); fill: var(--paper); }
svg .cell.successful { fill: var(--panel); stroke: var(--after); stroke-width: 1.5; }
svg .cell.failed { stroke: var(--before); stroke-dasharray: 3 2; stroke-width: 1.5; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--quiet); }
@media (max-width: 40rem) { body { padding: .5rem .75rem 2rem; } dl { display: block; } dd { margin: 0 0 .5rem; } }
@media print {
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .wide { overflow: visible; }
  .wide svg { min-width: 0; max-width: 17cm; }
  h1, h2, h3, caption { break-after: avoid; }
  figure, tr, .lead { break-inside: avoid; }
  thead { display: table-header-group; }
  table, figcaption, caption, .quiet, footer { font-size: 8pt; }
  th, td { padding-right: .4rem; }
  .long { min-width: 0; }
  .number, .line, .line code { white-space: normal; }
  bdi { overflow-wrap: anywhere; }
}
"""


def _variables(colours):
    return u' '.join(u'--%s: %s;' % (name, colours[name]) for name in sorted(colours))


SHEET = _SHEET % {'light': _variables(LIGHT), 'dark': _variables(DARK)}
