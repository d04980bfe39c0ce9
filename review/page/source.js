import { element, find, shape } from './dom.js';
import { server } from './server.js';

/** Lines shown above and below a row of a dump, so that its neighbours can be compared: these at least, and as many as there is room for. */
const CONTEXT_LINES = 6;
const LINE_PIXELS = 24;
const contextLines = () => Math.max(CONTEXT_LINES, Math.ceil(find('#pages').clientHeight / LINE_PIXELS / 2));
/** How much of a page is shown around a row, in points: a few rows above and below, and a little at the sides. */
const MARGIN = { x: 24, y: 80 };
const LOUPE_MARGIN = { x: 6, y: 5 };
/** Colours of a row's cells repeat after this many. */
const COLOURS = 10;

/** Pages and lines that were fetched, so that stepping through the rows of one page shows it at once. */
const pages = new Map();
const KEPT = 40;

function remember(key, make) {
  if (!pages.has(key)) {
    const made = make();
    pages.set(key, made);
    made.catch(() => pages.delete(key));
    if (pages.size > KEPT) pages.delete(pages.keys().next().value);
  }
  return pages.get(key);
}

/** Forgets what claims the places of a document, since a decision may have changed it. */
export function forgetMarks(document) {
  for (const key of pages.keys()) if (key.startsWith(`${document} `)) pages.delete(key);
}

export const touchedPages = (item) => [...new Set(item.cells.flatMap((cell) => cell.source.filter((source) => source.bbox).map((source) => source.page)))].sort((a, b) => a - b);

const spoken = () => document.documentElement.lang.slice(0, 2);
const fetchPage = (item, page, layers) => remember(`${item.document.number} page ${page} ${layers} ${spoken()}`, () => server.page(item.document.number, page, layers, spoken()));

function lineRange(item) {
  const lines = item.cells.flatMap((cell) => cell.source.filter((source) => source.line).map((source) => source.line));
  return { from: Math.max(1, Math.min(...lines) - contextLines()), to: Math.max(...lines) + contextLines(), any: lines.length > 0 };
}

const fetchLines = (item, from, to) => remember(`${item.document.number} lines ${from} ${to} ${spoken()}`, () => server.lines(item.document.number, from, to, spoken()));

/** Fetches what the source of an item will need, ahead of time. */
export async function prefetchSource(item) {
  if (item.source.state !== 'same') return;
  if (item.source.kind === 'text') {
    const { from, to, any } = lineRange(item);
    if (any) await fetchLines(item, from, to);
    return;
  }
  for (const page of touchedPages(item).slice(0, 2)) {
    await fetchPage(item, page, false);
    new Image().src = `/page/${item.document.number}/${page}`;
  }
}

/**
 * Shows the places of an item. `view` has `say` (words), `layers` (a set of names), `focused` (a column or null), `onFocus(column)` and
 * `onOpen(key)`. Gives a function that marks another cell as focused.
 */
export async function showSource(item, view, isCurrent) {
  const holder = find('#pages');
  const { source } = item;
  if (source.state !== 'same') {
    find('#loupe').hidden = true;
    holder.replaceChildren(element('p', { class: 'alarm', role: 'alert' }, view.say.sourceStates[source.state] ?? ''));
    return () => {};
  }
  return source.kind === 'text' ? showLines(item, view, isCurrent) : showPages(item, view, isCurrent);
}

async function showLines(item, view, isCurrent) {
  const holder = find('#pages');
  find('#loupe').hidden = true;
  const range = lineRange(item);
  if (!range.any) {
    holder.replaceChildren(element('p', { class: 'quiet' }, view.say.noPlace));
    return () => {};
  }
  const { total, lines } = await fetchLines(item, range.from, range.to);
  if (!isCurrent()) return () => {};
  const list = element('div', { class: `lines ${[...view.layers].join(' ')}` }, lines.map((line) => lineToElement(line, item, view)));
  const more = (word, earlier) =>
    element('button', {
      type: 'button',
      class: 'more',
      onclick: async (event) => {
        const first = earlier ? Math.max(1, range.from - 40) : range.to + 1;
        const last = earlier ? range.from - 1 : range.to + 40;
        if (last < first) return;
        const piece = await fetchLines(item, first, last);
        const added = piece.lines.map((line) => lineToElement(line, item, view));
        if (earlier) list.prepend(...added);
        else list.append(...added);
        if (earlier) range.from = first;
        else range.to = last;
        if (range.from === 1 && earlier) event.target.remove();
        if (range.to >= total && !earlier) event.target.remove();
      },
    }, word);
  holder.replaceChildren(range.from > 1 ? more(view.say.earlier, true) : '', list, range.to < total ? more(view.say.later, false) : '');
  const focus = (column) => {
    for (const mark of holder.querySelectorAll('[data-column]')) mark.classList.toggle('focused', mark.dataset.column === column);
    (find('.focused', holder) ?? find('[data-column]', holder))?.scrollIntoView({ block: 'center' });
  };
  focus(view.focused);
  return focus;
}

/** A line with its characters marked: those of the item's cells, of other rows, and those that nothing claims. */
function lineToElement({ line, text, cut, marks }, item, view) {
  const characters = [...text];
  const owner = new Array(characters.length).fill(null);
  const strength = (mark) => (mark.item === item.key ? 3 : mark.item === null ? 1 : 2);
  for (const mark of marks) {
    const end = Math.min(characters.length, mark.source.column - 1 + mark.source.length);
    for (let i = mark.source.column - 1; i < end; i++) if (owner[i] === null || strength(mark) > strength(owner[i])) owner[i] = mark;
  }
  const parts = [];
  for (let i = 0; i < characters.length; i++) {
    const last = parts.at(-1);
    if (last !== undefined && last.mark === owner[i]) last.text += characters[i];
    else parts.push({ text: characters[i], mark: owner[i] });
  }
  const body = parts.map(({ text: part, mark }) => {
    const inner = view.layers.has('words') ? part.split(/(\s+)/u).map((word) => (/\S/u.test(word) ? element('span', { class: 'word' }, word) : word)) : [part];
    if (mark === null) return inner;
    if (mark.item === null) return element('span', { class: 'residue', title: mark.why }, inner);
    if (mark.item !== item.key) return element('span', { class: 'other', title: view.say.otherRow, onclick: () => view.onOpen(mark.item) }, inner);
    return element('mark', { class: `c${colourOf(item, mark.column)}`, 'data-column': mark.column, title: titleOf(item, mark.column), onclick: () => view.onFocus(mark.column) }, inner);
  });
  return element('div', { class: 'line' }, element('span', { class: 'number' }, String(line)), element('span', { class: 'text' }, body, cut ? element('em', {}, view.say.cutLine) : ''));
}

const colourOf = (item, column) => Math.max(0, item.cells.findIndex((cell) => cell.name === column)) % COLOURS;
const titleOf = (item, column) => item.cells.find((cell) => cell.name === column)?.title ?? column;

async function showPages(item, view, isCurrent) {
  const holder = find('#pages');
  const numbers = touchedPages(item);
  if (numbers.length === 0 && item.document.pages > 0) numbers.push(1);
  if (numbers.length === 0) {
    find('#loupe').hidden = true;
    holder.replaceChildren(element('p', { class: 'quiet' }, view.say.noPlace));
    return () => {};
  }
  const wantLayers = view.layers.has('words') || view.layers.has('lines');
  const fetched = await Promise.all(numbers.map((page) => fetchPage(item, page, wantLayers)));
  if (!isCurrent()) return () => {};
  const drawings = fetched.map((page) => (page.error === undefined ? drawPage(page, item, view, numbers.length > 1) : element('p', { class: 'alarm' }, `${view.say.page(page.page)}: ${page.error}`)));
  holder.replaceChildren(...drawings);
  const focus = (column) => {
    for (const mark of holder.querySelectorAll('[data-column]')) mark.classList.toggle('focused', mark.dataset.column === column);
    showLoupe(item, column, fetched);
    const focused = find('.focused', holder);
    if (focused !== null && (view.layers.has('whole') || numbers.length > 1)) focused.scrollIntoView({ block: 'center' });
  };
  focus(view.focused);
  if (view.layers.has('whole')) find('[data-column]', holder)?.scrollIntoView({ block: 'center' });
  return focus;
}

function drawPage({ page, width, height, marks, layers }, item, view, labelled) {
  const own = marks.filter((mark) => mark.item === item.key);
  const area = view.layers.has('whole') || own.length === 0 ? [0, 0, width, height] : fillPane(around(own.map((mark) => mark.source.bbox), MARGIN, width, height), height);
  const drawing = shape('svg', { class: 'page', viewBox: `${area[0]} ${area[1]} ${area[2] - area[0]} ${area[3] - area[1]}`, role: 'img', 'aria-label': view.say.page(page) });
  drawing.append(shape('image', { href: `/page/${item.document.number}/${page}`, width, height }));
  if (view.layers.has('words')) for (const word of layers?.words ?? []) drawing.append(box(word.box, { class: 'word' }, word.text));
  if (view.layers.has('lines')) for (const [x1, y1, x2, y2] of layers?.lines ?? []) drawing.append(shape('line', { class: 'ruling', x1, y1, x2, y2 }));
  if (view.layers.has('cells')) {
    for (const mark of marks) {
      if (mark.item === null || mark.item === item.key) continue;
      drawing.append(box(mark.source.bbox, { class: 'other', onclick: () => view.onOpen(mark.item) }, view.say.otherRow));
    }
  }
  if (view.layers.has('residue')) for (const mark of marks) if (mark.item === null) drawing.append(box(mark.source.bbox, { class: 'residue' }, mark.why));
  for (const mark of own) {
    drawing.append(box(mark.source.bbox, { class: `cell c${colourOf(item, mark.column)}`, 'data-column': mark.column, onclick: () => view.onFocus(mark.column), onmouseenter: () => view.onHover(mark.column) }, titleOf(item, mark.column)));
  }
  return element('figure', {}, labelled ? element('figcaption', {}, view.say.page(page)) : '', drawing);
}

/** The cell in large, each of its fragments. */
function showLoupe(item, column, fetched) {
  const loupe = find('#loupe');
  const cell = item.cells.find(({ name }) => name === column);
  const fragments = (cell?.source ?? []).flatMap((source) => {
    const page = fetched.find((entry) => entry.page === source.page && entry.error === undefined);
    return source.bbox && page ? [{ page, bbox: source.bbox }] : [];
  });
  loupe.hidden = fragments.length === 0;
  loupe.replaceChildren(
    ...fragments.map(({ page, bbox }) => {
      const [x0, y0, x1, y1] = around([bbox], LOUPE_MARGIN, page.width, page.height, false);
      return shape('svg', { viewBox: `${x0} ${y0} ${x1 - x0} ${y1 - y0}`, class: y1 - y0 > 60 ? 'tall' : 'line', 'aria-hidden': 'true' }, shape('image', { href: `/page/${item.document.number}/${page.page}`, width: page.width, height: page.height }), box(bbox, { class: `cell c${colourOf(item, column)}` }, ''));
    }),
  );
}

function box([x0, y0, x1, y1], attributes, title) {
  return shape('rect', { x: x0 - 1, y: y0 - 1, width: x1 - x0 + 2, height: y1 - y0 + 2, ...attributes }, title ? shape('title', {}, title) : null);
}

/** The area grown downwards and upwards to the height that there is room for. */
function fillPane([x0, y0, x1, y1], height) {
  const pane = find('#pages');
  const room = ((x1 - x0) * pane.clientHeight * 0.9) / Math.max(1, pane.clientWidth);
  const grow = Math.max(0, room - (y1 - y0)) / 2;
  return [x0, Math.max(0, Math.min(y0 - grow, height - room)), x1, Math.min(height, Math.max(y1 + grow, room))];
}

/** The part of a page around boxes; of its width a half at least, where `wide`. */
function around(boxes, margin, width, height, wide = true) {
  const x0 = Math.min(...boxes.map((each) => each[0]));
  const x1 = Math.max(...boxes.map((each) => each[2]));
  const y0 = Math.min(...boxes.map((each) => each[1]));
  const y1 = Math.max(...boxes.map((each) => each[3]));
  const full = wide && x1 - x0 > width / 2;
  return [wide && !full ? Math.max(0, (x0 + x1) / 2 - width / 4) : Math.max(0, x0 - margin.x), Math.max(0, y0 - margin.y), wide && !full ? Math.min(width, (x0 + x1) / 2 + width / 4) : Math.min(width, x1 + margin.x), Math.min(height, y1 + margin.y)];
}
