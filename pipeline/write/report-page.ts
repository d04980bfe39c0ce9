import type { Outcome } from '../../schemas/outcome.js';
import type { Run } from '../../schemas/run.js';
import type { FindingMessage } from './row-reasons.js';
import type { ReviewItem } from './review-items.js';
import type { RuleCount } from './run-counter.js';
import type { RunChanges } from './runs-to-changes.js';
import { sourcesToTexts } from './sources-to-texts.js';
import { words, type Language } from './words.js';

/** A line of the source with the characters in question marked: before, marked, after, again and again. */
export interface QuotedLine {
  readonly label: string;
  readonly parts: readonly { readonly text: string; readonly marked: boolean }[];
}

export interface ReportContent {
  readonly run: Omit<Run, 'inputs'>;
  readonly rules: readonly RuleCount[];
  /** The first of what needs a human, with the lines of its place where the document is a text. */
  readonly review: readonly { readonly item: ReviewItem; readonly lines: readonly QuotedLine[] }[];
  readonly reviewItems: number;
  readonly changes: RunChanges | null;
  readonly language: Language;
  readonly message: FindingMessage;
}

// A page that opens at once and is read in minutes; the files beside it hold all.
const SHOWN_NAMES = 50;
const SHOWN_FAILURES = 200;
const SHOWN_CHARACTERS = 160;

/** Markup that is safe to stand in a page. */
interface Html {
  readonly html: string;
}
type Part = string | number | Html | readonly Html[];

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const render = (part: Part): string => {
  if (typeof part === 'string' || typeof part === 'number') return String(part).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
  return 'html' in part ? part.html : part.map((one) => one.html).join('');
};
/** Every text that stands in the markup is escaped; only markup made by this function is not. */
const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: strings.map((text, i) => (i === 0 ? text : render(parts[i - 1] ?? '') + text)).join(''),
});

/** `report.html`: the run for a person, one self-contained page without scripts, network or state. */
export function reportPage({ run, rules, review, reviewItems, changes, language, message }: ReportContent): string {
  const say = words[language];
  const { counts } = run;
  const figures: readonly (readonly [number, string])[] = [
    [counts.documents, say.documents],
    [counts.pages, say.pages],
    [counts.forms, say.forms],
    [counts.rows, say.rows],
    [counts.indicators, say.indicators],
    [counts.reviewRows, say.reviewRows],
    [counts.reviewForms, say.reviewForms],
  ];
  const page = html`<!doctype html>
<html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${say.report} · Rowproof</title>
<style>${{ html: style }}</style>
</head>
<body>
<header><h1>${say.report}</h1><p>${run.started} · ${say.duration(run.seconds.toFixed(1))}</p></header>
<main>
${run.interrupted ? html`<p class="alarm">${say.interrupted}</p>` : ''}
<ul class="figures">${figures.map(([number, what]) => html`<li><b>${number}</b> ${what}</li>`)}</ul>
<table><thead><tr><th>${say.outcome}</th><th></th><th class="number">${say.documents}</th></tr></thead><tbody>
${(Object.entries(counts.outcomes) as [Outcome, number][]).map(([outcome, n]) => html`<tr><td><code>${outcome}</code></td><td>${say.outcomes[outcome]}</td><td class="number">${n}</td></tr>`)}
</tbody></table>
${failures(run.failures, language)}
<section><h2>${say.needsHuman}</h2>
<p>${reviewItems === 0 ? say.nothingToReview : say.likeliestFirst(review.length, reviewItems)}</p>
<ol class="review">${review.map(({ item, lines }, i) => reviewEntry(item, JSON.stringify(lines) === JSON.stringify(review[i - 1]?.lines) ? [] : lines, message, language))}</ol></section>
${sampleSection(run.sample, language)}
<section><h2>${say.findingsByRule}</h2>${
    rules.length === 0
      ? html`<p>${say.noFindings}</p>`
      : html`<table><thead><tr><th>${say.rule}</th><th class="number">${say.kinds.extraction}</th><th class="number">${say.kinds.undecided}</th><th class="number">${say.kinds.source}</th></tr></thead><tbody>
${rules.map(({ rule, kinds }) => html`<tr><td><code>${rule}</code></td><td class="number">${kinds.extraction}</td><td class="number">${kinds.undecided}</td><td class="number">${kinds.source}</td></tr>`)}
</tbody></table>`
  }</section>
${changesSection(changes, language)}
<section><h2>${say.run}</h2><dl>
${Object.entries(run.versions).map(([name, version]) => html`<dt>${name}</dt><dd>${version}</dd>`)}
<dt>fingerprint</dt><dd><code>${run.fingerprint}</code></dd>
${Object.keys(run.skipped).length === 0 ? '' : html`<dt>${say.skipped}</dt><dd>${Object.entries(run.skipped).map(([ending, n]) => `${ending} ×${n}`).join(', ')}</dd>`}
</dl></section>
</main>
</body>
</html>
`;
  return page.html;
}

function sampleSection(sample: Run['sample'], language: Language): Html {
  const say = words[language];
  if (sample === undefined || sample.rows === 0) return html``;
  const { rows, size, checked, wrong, upperBound, confidence, seed } = sample;
  const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 2 : 1)} %`;
  return html`<section><h2>${say.unlooked}</h2>
<p>${upperBound === null ? say.sampleUnchecked(size, rows) : say.sampleChecked(checked, size, rows, wrong, percent(upperBound), percent(confidence))} <code>seed ${seed}</code></p></section>`;
}

function failures(list: Run['failures'], language: Language): Html {
  const say = words[language];
  if (list.length === 0) return html``;
  const more = list.length - SHOWN_FAILURES;
  return html`<section><h2>${say.failures}</h2><table><tbody>
${list.slice(0, SHOWN_FAILURES).map(({ name, outcome, message }) => html`<tr><td>${name}</td><td><code>${outcome}</code></td><td>${message}</td></tr>`)}
</tbody></table>${more > 0 ? html`<p>${say.failuresElsewhere(more)}</p>` : ''}</section>`;
}

function reviewEntry(item: ReviewItem, lines: readonly QuotedLine[], message: FindingMessage, language: Language): Html {
  const say = words[language];
  return html`<li class="${item.finding.kind}"><p><b>${say.kinds[item.finding.kind]}</b> · ${message(item.finding)}</p>
<p class="where"><code>${item.id}</code>${item.column === '' ? '' : html` · ${item.column} ${say.reads} <q>${shortened(item.text)}</q>`} · <code>${item.finding.rule}</code> · ${item.confidence.toFixed(2)}${lines.length > 0 ? '' : ` · ${sourcesToTexts(item.source.slice(0, SHOWN_NAMES)).join('; ')}`}</p>
${lines.length === 0 ? '' : html`<pre>${lines.map((line) => html`<span class="line">${line.label}</span>${line.parts.map(({ text, marked }) => (marked ? html`<mark>${text}</mark>` : html`${text}`))}
`)}</pre>`}</li>`;
}

const shortened = (text: string): string => {
  const characters = [...text];
  return characters.length <= SHOWN_CHARACTERS ? text : `${characters.slice(0, SHOWN_CHARACTERS).join('')}…`;
};

function changesSection(changes: RunChanges | null, language: Language): Html {
  const say = words[language];
  if (changes === null) return html`<section><h2>${say.changes('—')}</h2><p>${say.noPrevious}</p></section>`;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    [say.added, changes.added],
    [say.removed, changes.removed],
    [say.changed, changes.changed],
    [say.readDifferently, changes.readDifferently],
    [say.because, changes.parts],
  ];
  return html`<section><h2>${say.changes(changes.previousStarted)}</h2><dl>
${lists
  .filter(([, names]) => names.length > 0)
  .map(([what, names]) => html`<dt>${what}: ${names.length}</dt><dd>${names.slice(0, SHOWN_NAMES).join(', ')} ${names.length > SHOWN_NAMES ? say.andMore(names.length - SHOWN_NAMES) : ''}</dd>`)}
<dt>${say.unchanged}: ${changes.unchanged}</dt><dd></dd>
</dl></section>`;
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #5c6670; --line: #d4d9de; --mark: #ffe08a; --extraction: #b3261e; --undecided: #8a5a00; --source: #1a5fb4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #16191c; --faint: #9aa4ad; --line: #363d44; --mark: #6b5300; --extraction: #ff8a80; --undecided: #ffc266; --source: #8ab8ff; } }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; } header p, .where { color: var(--faint); margin: .2rem 0; }
.figures { display: flex; flex-wrap: wrap; gap: .5rem 2rem; list-style: none; padding: 0; } .figures b { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; } th, td { border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.number { text-align: right; font-variant-numeric: tabular-nums; } .alarm { border: 2px solid var(--extraction); padding: .5rem 1rem; }
.review { padding-left: 2.5rem; } .review li { margin: 0 0 1.2rem; } .review p { margin: .1rem 0; overflow-wrap: anywhere; }
.extraction b { color: var(--extraction); } .undecided b { color: var(--undecided); } .source b { color: var(--source); }
pre { margin: .4rem 0; padding: .5rem .8rem; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; font: .9rem/1.5 ui-monospace, "Noto Sans Mono CJK SC", monospace; }
mark { background: var(--mark); color: inherit; } .line { color: var(--faint); display: inline-block; min-width: 5ch; padding-right: 1ch; user-select: none; }
dt { font-weight: 600; } dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
`;
