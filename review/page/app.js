import { element, find } from './dom.js';
import { server } from './server.js';
import { forgetMarks, prefetchSource, showSource } from './source.js';
import { words } from './words.js';

const VIEWS = ['open', 'unsure', 'decided', 'sample', 'all'];
const DECISIONS = ['accept', 'source-error', 'not-a-row', 'cannot-tell'];
const DECISION_KEYS = { accept: 'a', 'source-error': 'x', 'not-a-row': 'd', 'cannot-tell': 't' };
const PAGE_SIZE = 200;
/** How many rows ahead are fetched while one is looked at. */
const AHEAD = 3;
/** Typing faster than this checks the rules once. */
const CHECK_MILLISECONDS = 180;
const COLOURS = 10;

/** What outlives a reload: choices of the person, no data. */
const remembered = {
  get: (name) => {
    try {
      return localStorage.getItem(`rowproof ${name}`);
    } catch {
      return null;
    }
  },
  set: (name, value) => {
    try {
      localStorage.setItem(`rowproof ${name}`, value);
    } catch {
      // Private windows may refuse; nothing is lost but a preference.
    }
  },
};

let state = null;
let say = words.en;
let language = 'en';
let filters = { view: 'open' };
let queue = { items: [], total: 0, views: {}, facets: {} };
let position = 0;
let item = null;
let focused = null;
let focusSource = () => {};
/** Texts typed and not yet decided, by column. */
let drafts = new Map();
let note = '';
let checkTimer = null;
let checking = 0;
let shown = 0;
const layers = new Set((remembered.get('layers') ?? 'cells').split(' ').filter(Boolean));
const made = [];
const fetched = new Map();
let pending = Promise.resolve();

const newId = () => crypto.randomUUID();
const currentKey = () => queue.items[position]?.key ?? null;

// --- the queue

async function loadQueue(keep, asked) {
  const wanted = keep ?? currentKey();
  queue = await (asked ?? server.queue({ ...filters, limit: Math.max(PAGE_SIZE, Math.min(1000, position + PAGE_SIZE)) }));
  const found = queue.items.findIndex((entry) => entry.key === wanted);
  position = found === -1 ? Math.min(position, Math.max(0, queue.items.length - 1)) : found;
  prefetch(queue.items.slice(position, position + 1));
  showViews();
  showFacets();
  showItems();
}

async function loadMore() {
  if (queue.items.length >= queue.total) return;
  const more = await server.queue({ ...filters, offset: queue.items.length, limit: PAGE_SIZE });
  const known = new Set(queue.items.map((entry) => entry.key));
  queue.items.push(...more.items.filter((entry) => !known.has(entry.key)));
  queue.total = Math.max(more.total, queue.items.length);
  showItems();
}

function showViews() {
  find('#views').replaceChildren(
    ...VIEWS.map((view) =>
      element('button', { type: 'button', 'aria-pressed': String(filters.view === view), 'data-view': view, onclick: () => setFilters({ view }) }, say.views[view], ' ', element('b', {}, view === 'sample' ? `${queue.views.sampled}/${queue.views.sample}` : String(queue.views[view] ?? 0))),
    ),
  );
}

function showFacets() {
  const label = (name, value) => {
    if (name === 'document') return state.documents[Number(value)] ?? value;
    if (name === 'kind') return say.kinds[value];
    if (name === 'column') return state.columns[value]?.[language] ?? (value === 'title' ? say.title : value);
    return name === 'rule' ? ruleName(value) : value;
  };
  find('#facets').replaceChildren(
    ...Object.keys(say.facets).map((name) =>
      element('label', {}, say.facets[name], element('select', { 'data-facet': name, onchange: (event) => setFilters({ ...filters, [name]: event.target.value || undefined }) },
        element('option', { value: '' }, say.any),
        (queue.facets[name] ?? []).map(([value, count]) => element('option', { value, selected: String(filters[name]) === value }, `${label(name, value)} (${count})`)),
      )),
    ),
  );
}

function showItems() {
  const list = find('#items');
  const scrolled = list.scrollTop;
  let document = null;
  list.replaceChildren(
    ...queue.items.flatMap((entry, index) => {
      const head = entry.document === document ? [] : [element('li', { class: 'document' }, state.documents[entry.document] ?? '')];
      document = entry.document;
      const current = index === position;
      return [
        ...head,
        element('li', {}, element('button', { type: 'button', class: `entry ${entry.kinds[0] ?? ''}`, 'data-key': entry.key, 'aria-current': current ? 'true' : null, onclick: () => goTo(index) },
          element('span', { class: 'label' }, entry.label || entry.id),
          element('span', { class: 'quiet' }, mark(entry), `#${formNumber(entry)}${entry.row === null ? ` · ${say.formItem}` : `/${entry.row}`}`, entry.kinds[0] && entry.open ? ` · ${say.kinds[entry.kinds[0]]}` : ''),
        )),
      ];
    }),
    queue.items.length < queue.total ? element('li', {}, element('button', { type: 'button', class: 'more', onclick: loadMore }, say.more)) : '',
  );
  list.scrollTop = scrolled;
  const { total, items, views } = queue;
  find('#count').textContent = filters.view === 'sample' ? say.countSample(views.sampled, views.sample) : filters.view === 'all' ? say.countAll(total) : say.count(items.length, total);
  markCurrent();
}

/** A rule or doubt in a few words. */
const ruleName = (rule) => say.rules[rule] ?? say.doubts[rule] ?? rule.replaceAll('-', ' ');

const formNumber = (entry) => Number(entry.key.split('/')[1]) + 1;
const mark = (entry) => (entry.decision === null ? '' : entry.open ? '◔ ' : entry.decision === 'source-error' ? '⚑ ' : entry.decision === 'not-a-row' ? '✕ ' : '✓ ');

function markCurrent() {
  const list = find('#items');
  for (const button of list.querySelectorAll('[aria-current]')) button.removeAttribute('aria-current');
  const key = currentKey();
  const button = key === null ? null : list.querySelector(`[data-key="${CSS.escape(key)}"]`);
  button?.setAttribute('aria-current', 'true');
  button?.scrollIntoView({ block: 'nearest' });
}

function setFilters(next) {
  filters = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined && value !== ''));
  position = 0;
  return run(async () => {
    await loadQueue(null);
    position = 0;
    await openCurrent();
  });
}

// --- the item

const fetchItem = (key) => {
  if (!fetched.has(key)) {
    const asked = server.item(key, language);
    fetched.set(key, asked);
    asked.catch(() => fetched.delete(key));
    if (fetched.size > 60) fetched.delete(fetched.keys().next().value);
  }
  return fetched.get(key);
};

const forgetDocument = (document) => {
  for (const key of fetched.keys()) if (key.split('/')[0] === String(document)) fetched.delete(key);
  forgetMarks(document);
};

async function goTo(index) {
  position = Math.max(0, Math.min(index, queue.items.length - 1));
  if (position >= queue.items.length - 5) void loadMore();
  await openCurrent();
}

async function openCurrent() {
  const key = currentKey();
  markCurrent();
  if (key === null) {
    item = null;
    find('#item').replaceChildren(element('p', { class: 'quiet' }, say.empty_queue[filters.view]));
    shown++;
    find('#source').classList.remove('waiting');
    find('#pages').replaceChildren();
    find('#loupe').hidden = true;
    find('#where').textContent = '';
    return;
  }
  await openItem(key);
}

/** Opens a row, from the queue or from the source beside another. */
async function openItem(key, keepDrafts = false) {
  const turn = ++shown;
  const next = await fetchItem(key);
  if (turn !== shown) return;
  item = next;
  if (!keepDrafts) {
    drafts = new Map();
    note = '';
  }
  const inQuestion = item.reasons.find((reason) => reason.open && reason.columns.length > 0)?.columns[0];
  if (!keepDrafts || !item.cells.some((cell) => cell.name === focused)) focused = inQuestion ?? item.cells.find((cell) => cell.status === 'review')?.name ?? item.cells.find((cell) => cell.name === 'name')?.name ?? item.cells[0]?.name ?? null;
  showItem();
  // The keyboard goes on where the eye is; a text being typed elsewhere keeps it.
  if (!document.activeElement?.matches('input, textarea, select')) find('.show', cellElement(focused ?? '') ?? undefined)?.focus({ preventScroll: true });
  find('#spoken').textContent = say.opened(titleOfItem(), item.reasons.filter((reason) => reason.open).map((reason) => reason.message).join('. '));
  await drawSource(turn);
  prefetch(queue.items.slice(position + 1, position + 1 + AHEAD));
}

function prefetch(entries) {
  for (const { key } of entries) void fetchItem(key).then(prefetchSource).catch(() => {});
}

async function drawSource(turn = shown) {
  // What is still shown belongs to another row: nobody must take it for the source of this one.
  find('#source').classList.add('waiting');
  const focus = await showSource(item, { say, layers, focused, onFocus: (column) => focusCell(column, true), onHover: (column) => focusCell(column, false), onOpen: (key) => run(() => openBeside(key)) }, () => turn === shown);
  if (turn !== shown) return;
  focusSource = focus;
  find('#source').classList.remove('waiting');
}

async function openBeside(key) {
  const index = queue.items.findIndex((entry) => entry.key === key);
  if (index !== -1) return goTo(index);
  markCurrent();
  return openItem(key);
}

const titleOfItem = () => (item.table === null ? `${item.form.project || item.form.title} – ${say.formItem}` : item.cells.find((cell) => cell.name === 'name')?.text || item.cells.map((cell) => cell.text).find(Boolean) || item.id);

function showItem() {
  const { document, form, table, reasons, cells, sums, history, status } = item;
  find('#where').textContent = [document.name, `#${form.index}`, table === null ? say.formItem : `${table.title} ${say.row(table.row, table.rows)}`].join(' · ');
  find('#item').replaceChildren(
    element('h2', {}, titleOfItem(), ' ', element('span', { class: `status ${status}`, id: 'status' }, say.statuses[status])),
    element('p', { class: 'quiet' }, [form.definition, say.form(form.index), form.project].filter(Boolean).join(' · ')),
    element('section', { id: 'reasons' }, reasonsToElements(reasons)),
    item.canDecide ? '' : element('p', { class: 'alarm' }, say.readOnly),
    element('div', { id: 'cells', role: 'group', 'aria-label': say.cells }, cells.map(cellToElement)),
    element('section', { id: 'decide', 'aria-label': say.history },
      DECISIONS.map((decision) =>
        decision === 'not-a-row' && table === null ? '' : element('button', { type: 'button', 'data-decision': decision, disabled: !item.canDecide, onclick: () => run(() => decide(decision)) }, element('span', {}, say.decisions[decision]), ' ', element('kbd', {}, DECISION_KEYS[decision])),
      ),
      element('input', { id: 'note', placeholder: say.note, 'aria-label': say.note, maxlength: 2000, value: note, oninput: (event) => (note = event.target.value) }),
    ),
    element('section', { id: 'sums', 'aria-label': say.sums }, sumsToElements(sums)),
    history.length === 0 ? '' : element('section', { id: 'history' }, element('h3', {}, say.history), element('ul', {}, history.map(historyToElement))),
  );
  showFocus();
  showDrafts();
}

function reasonsToElements(reasons) {
  if (reasons.length === 0) return [element('p', { class: 'quiet' }, say.noReasons)];
  return reasons.map(({ rule, kind, severity, message, open, columns, reviewed }) =>
    element('div', { class: `reason ${kind} ${open ? '' : 'closed'}` },
      element('p', { class: 'tags' }, element('b', {}, say.kinds[kind]), ' · ', ruleName(rule), severity === 'error' ? '' : ` · ${say.severities[severity]}`, reviewed === null ? '' : ` · ${say.settled}: ${say.done[reviewed.decision] ?? reviewed.decision} (${reviewed.by})`),
      element('p', { class: 'message' }, message, ' ', columns.map((column) => element('button', { type: 'button', class: `chip c${colourOf(column)}`, onclick: () => focusCell(column, true) }, item.cells.find((cell) => cell.name === column)?.title ?? column))),
    ),
  );
}

function sumsToElements(sums) {
  if (sums.length === 0) return [];
  return [element('h3', {}, say.sums), element('ul', {}, sums.map(({ rule, holds, docs, messages }) => element('li', { class: holds ? 'holds' : 'fails', title: `${rule}: ${docs}` }, element('b', {}, holds ? '✓' : '✗'), ' ', holds ? firstSentence(docs) : messages.join('; '), ' ', element('span', { class: 'quiet' }, holds ? say.holds : say.fails))))];
}

const firstSentence = (text) => text.split(/[。；]|\. /u)[0];

function historyToElement({ id, by, at, decision, column, correction, note: text, state: what, read }) {
  const cell = column === null ? '' : (item.cells.find((each) => each.name === column)?.title ?? column);
  const words_ = [cell, `${say.done[decision] ?? decision}${correction === null ? '' : ` “${correction}”`}`].filter(Boolean).join(': ');
  return element('li', { class: what },
    element('span', {}, words_, correction === null || read === null ? '' : ` (${say.was(read)})`, text === '' ? '' : ` – ${text}`),
    element('span', { class: 'quiet' }, ` ${by}, ${new Date(at).toLocaleString(language)}`, say.states[what] ? ` · ${say.states[what]}` : ''),
    what === 'undone' ? '' : element('button', { type: 'button', class: 'chip', 'data-undo': id, onclick: () => run(() => undo([id])) }, say.takeBack),
  );
}

const colourOf = (name) => Math.max(0, item.cells.findIndex((cell) => cell.name === name)) % COLOURS;

function cellToElement(cell, index) {
  const { name, title, text, status, candidates, reviewed, sharedFrom } = cell;
  return element('div', { class: `cell c${index % COLOURS} ${status}`, 'data-cell': name, onmouseenter: () => item.cells.length < 14 && focusSource(name), onmouseleave: () => focusSource(focused) },
    element('button', { type: 'button', class: 'show', tabindex: '-1', 'aria-label': `${title}: ${text || say.empty}`, onclick: () => focusCell(name, true), ondblclick: () => edit(name) },
      element('span', { class: 'title' }, title),
      element('span', { class: 'shown' }, text === '' ? element('i', {}, say.empty) : text),
      element('span', { class: 'value' }, item.values[name] ?? ''),
      element('span', { class: 'hints' }, reviewed === null ? '' : `${say.done[reviewed.decision] ?? reviewed.decision} · ${reviewed.by}${reviewed.read && reviewed.read.text !== text ? ` · ${say.was(reviewed.read.text)}` : ''}${(reviewed.others ?? []).map((other) => ` · ${other.by}: ${say.done[other.decision] ?? other.decision} ${other.correction ?? ''}`).join('')}`, sharedFrom === null ? '' : ` ${say.shared}`),
    ),
    candidates.length === 0 ? '' : element('div', { class: 'candidates', role: 'group', 'aria-label': `${say.candidates}: ${title}` }, candidates.slice(0, 9).map(({ text: other, why }, number) => element('button', { type: 'button', class: 'candidate', tabindex: '-1', title: why, onclick: () => draft(name, other) }, element('kbd', {}, String(number + 1)), ' ', other === '' ? element('i', {}, say.empty) : other, element('span', { class: 'why' }, why)))),
  );
}

const cellElement = (name) => find('#cells').querySelector(`[data-cell="${CSS.escape(name)}"]`);

function showFocus() {
  for (const each of find('#cells').children) {
    const own = each.dataset.cell === focused;
    each.classList.toggle('focused', own);
    find('.show', each)?.setAttribute('tabindex', own ? '0' : '-1');
    for (const candidate of each.querySelectorAll('.candidate')) candidate.setAttribute('tabindex', own ? '0' : '-1');
  }
}

function focusCell(name, move) {
  if (!item?.cells.some((cell) => cell.name === name)) return;
  focused = name;
  showFocus();
  focusSource(name);
  const own = cellElement(name);
  own?.scrollIntoView({ block: 'nearest' });
  if (move) find('.show', own)?.focus({ preventScroll: true });
}

function stepCell(by) {
  const index = item.cells.findIndex((cell) => cell.name === focused);
  const next = item.cells[Math.max(0, Math.min(item.cells.length - 1, index + by))];
  if (next) focusCell(next.name, true);
}

// --- correcting

function edit(name) {
  if (!item.canDecide || item.status === 'removed') return;
  focusCell(name, false);
  const own = cellElement(name);
  if (find('textarea', own)) return find('textarea', own).focus();
  const cell = item.cells.find((each) => each.name === name);
  const before = drafts.get(name);
  const area = element('textarea', { rows: 1, 'aria-label': `${say.edit}: ${cell.title}`, spellcheck: 'false' });
  area.value = before ?? cell.text;
  const grow = () => {
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  let ended = false;
  const end = (keep) => {
    // Taking the text field away takes its focus, which ends it again.
    if (ended) return;
    ended = true;
    if (!keep) setDraft(name, before);
    area.remove();
    own.classList.remove('editing');
    showDrafts();
    find('.show', own).focus({ preventScroll: true });
  };
  area.addEventListener('input', () => {
    grow();
    setDraft(name, area.value);
  });
  area.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Escape') end(false);
    else if (event.key === 'Enter' && !event.shiftKey) {
      end(true);
      if (event.ctrlKey || event.metaKey) void run(() => decide('accept'));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  area.addEventListener('blur', () => end(true));
  own.classList.add('editing');
  find('.show', own).after(area);
  area.focus();
  area.select();
  grow();
}

function draft(name, text) {
  focusCell(name, false);
  setDraft(name, drafts.get(name) === text ? undefined : text);
  showDrafts();
  find('.show', cellElement(name))?.focus({ preventScroll: true });
}

function setDraft(name, text) {
  const cell = item.cells.find((each) => each.name === name);
  // Lines of a cell are joined: a line break is a slip of the hand.
  const clean = text?.replace(/\s*\n\s*/gu, '').trim();
  if (clean === undefined || clean === cell.text) drafts.delete(name);
  else drafts.set(name, clean);
  showDrafts();
  clearTimeout(checkTimer);
  checkTimer = setTimeout(() => void run(check), CHECK_MILLISECONDS);
}

function showDrafts() {
  for (const cell of item.cells) {
    const own = cellElement(cell.name);
    const text = drafts.get(cell.name);
    own.classList.toggle('drafted', text !== undefined);
    const holder = find('.shown', own);
    const now = text ?? cell.text;
    holder.replaceChildren(now === '' ? element('i', {}, say.empty) : now, ...(text === undefined ? [] : [element('del', {}, cell.text || say.empty)]));
  }
  const accept = find('[data-decision="accept"] span');
  if (accept) accept.textContent = drafts.size > 0 ? say.acceptCorrected : say.decisions.accept;
  const save = find('#save');
  if (drafts.size === 0) save?.remove();
  else if (!save) find('#decide').prepend(element('button', { type: 'button', id: 'save', onclick: () => run(() => decide(null)) }, say.decisions.correct, ' ', element('kbd', {}, 's')));
}

/** Runs the rules over the row as typed. */
async function check() {
  const turn = ++checking;
  const [key, of] = [item.key, item];
  const found = await server.check(key, language, { by: reviewer() || '?', corrections: Object.fromEntries(drafts) });
  if (turn !== checking || item !== of) return;
  item.values = found.values;
  find('#reasons').replaceChildren(...reasonsToElements(found.reasons));
  find('#sums').replaceChildren(...sumsToElements(found.sums));
  for (const cell of item.cells) find('.value', cellElement(cell.name)).textContent = found.values[cell.name] ?? '';
  const status = find('#status');
  status.className = `status ${found.status}`;
  status.textContent = say.statuses[found.status];
}

// --- deciding

const reviewer = () => find('#by').value.trim();

async function decide(decision) {
  if (item === null || !item.canDecide) return;
  if (decision === null && drafts.size === 0) return;
  if (decision === 'not-a-row' && item.table === null) return;
  if (reviewer() === '') {
    find('#by').focus();
    throw new Error(say.needsName);
  }
  const verdict = { id: newId(), item: item.key, mark: item.mark, by: reviewer(), note: note.trim(), corrections: Object.fromEntries(drafts), decision };
  const what = [...[...drafts.values()].map((text) => `${say.done.correct} “${text}”`), decision === null || (decision === 'accept' && drafts.size > 0) ? '' : say.done[decision]].filter(Boolean).join(', ');
  const { key } = item;
  const document = item.document.number;
  const entry = queue.items.find((each) => each.key === key);
  const before = entry && { ...entry };
  clearTimeout(checkTimer);
  checking++;
  tell(say.saving, 'busy');
  // Sent one after the other, so that each is based on what the one before left.
  const sent = pending.catch(() => {}).then(() => server.decide(verdict));
  pending = sent;
  if (entry && decision !== null) Object.assign(entry, { decision, open: decision === 'cannot-tell' });
  const moves = decision !== null && currentKey() === key && position < queue.items.length - 1;
  const next = moves ? goTo(position + 1) : null;
  showEntry(entry);
  try {
    const { ids } = await sent;
    if (ids.length > 0) made.push({ ids, key });
    tell(say.saved(what), 'good');
  } catch (error) {
    if (entry) Object.assign(entry, before);
    showEntry(entry);
    forgetDocument(document);
    await next?.catch(() => {});
    await openBeside(key);
    tell(say.notSaved(error.status === 409 ? say.changedMeanwhile : error.message), 'bad');
    return;
  }
  await next;
  forgetDocument(document);
  if (item !== null && item.document.number === document && (item.key === key || drafts.size === 0)) await refreshItem();
  prefetch(queue.items.slice(position + 1, position + 1 + AHEAD));
  await refreshCounts();
}

/** Fetches the open row again after a decision about its document; says nothing when it is as it was. */
async function refreshItem() {
  const { key } = item;
  const fresh = await fetchItem(key);
  if (item?.key !== key || (drafts.size > 0 && fresh.mark === item.mark)) return;
  if (fresh.mark === item.mark && JSON.stringify(fresh.history) === JSON.stringify(item.history)) {
    item.mark = fresh.mark;
    return;
  }
  await openItem(key);
}

async function refreshCounts() {
  const { views } = await server.queue({ ...filters, limit: 1 });
  queue.views = views;
  showViews();
}

function showEntry(entry) {
  const button = entry && find('#items').querySelector(`[data-key="${CSS.escape(entry.key)}"]`);
  if (!button) return;
  button.classList.toggle('done', entry.decision !== null && !entry.open);
  find('.quiet', button).textContent = `${mark(entry)}#${formNumber(entry)}${entry.row === null ? ` · ${say.formItem}` : `/${entry.row}`}${entry.decision === null ? '' : ` · ${say.done[entry.decision]}`}`;
}

async function undo(ids) {
  const last = ids === undefined ? made.pop() : { ids, key: item.key };
  if (last === undefined) return tell(say.nothingToUndo, 'busy');
  tell(say.saving, 'busy');
  await pending.catch(() => {});
  await server.undo({ id: newId(), by: reviewer() || '?', undoes: last.ids });
  tell(say.undone, 'good');
  forgetDocument(last.key.split('/')[0]);
  await loadQueue(last.key);
  await openBeside(last.key);
}

// --- the page

function tell(text, kind) {
  const place = find('#saved');
  place.textContent = text;
  place.className = kind;
}

/** Runs what a person asked for; what fails is told, and nothing is lost. */
async function run(work) {
  try {
    await work();
  } catch (error) {
    tell(say.notSaved(error.message), 'bad');
  }
}

function toggleLayer(name) {
  if (layers.has(name)) layers.delete(name);
  else layers.add(name);
  remembered.set('layers', [...layers].join(' '));
  showLayers();
  if (item !== null) void run(() => drawSource(++shown));
}

const LAYER_KEYS = { whole: 'z', words: 'w', lines: 'l', cells: 'c', residue: 'r' };
function showLayers() {
  find('#layers').replaceChildren(
    ...Object.entries(LAYER_KEYS).map(([name, key]) => element('button', { type: 'button', class: 'chip', 'aria-pressed': String(layers.has(name)), 'data-layer': name, onclick: () => toggleLayer(name) }, say.layerNames[name], ' ', element('kbd', {}, key))),
  );
}

function showLegend() {
  const legend = find('#legend');
  legend.replaceChildren(
    element('h2', {}, say.keys),
    element('table', {}, element('tbody', {}, say.legend.map((entry) => element('tr', {}, element('td', {}, entry.slice(0, -1).map((key) => (key === '…' ? '…' : element('kbd', {}, key)))), element('td', {}, entry.at(-1)))))),
    element('button', { type: 'button', onclick: () => legend.close() }, say.close),
  );
  legend.showModal();
}

function speak(next) {
  language = next;
  say = words[next];
  remembered.set('language', next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  for (const each of document.querySelectorAll('[data-word]')) each.textContent = say[each.dataset.word];
  for (const each of document.querySelectorAll('[data-label]')) each.setAttribute('aria-label', say[each.dataset.label]);
  for (const each of document.querySelectorAll('[data-title]')) each.setAttribute('title', say[each.dataset.title]);
  for (const each of document.querySelectorAll('[data-placeholder]')) each.setAttribute('placeholder', say[each.dataset.placeholder]);
  find('#language').textContent = say.language;
  fetched.clear();
  showLayers();
}

function setTheme(theme) {
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

const keys = {
  n: () => goTo(position + 1),
  p: () => goTo(position - 1),
  a: () => decide('accept'),
  x: () => decide('source-error'),
  d: () => decide('not-a-row'),
  t: () => decide('cannot-tell'),
  s: () => decide(null),
  u: () => undo(),
  e: () => item && edit(focused),
  m: () => find('#note')?.focus(),
  z: () => toggleLayer('whole'),
  w: () => toggleLayer('words'),
  l: () => toggleLayer('lines'),
  c: () => toggleLayer('cells'),
  r: () => toggleLayer('residue'),
  g: () => setFilters({ view: VIEWS[(VIEWS.indexOf(filters.view) + 1) % VIEWS.length] }),
  '/': () => find('#text').focus(),
  '?': () => showLegend(),
  ArrowDown: () => item && stepCell(1),
  ArrowUp: () => item && stepCell(-1),
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || find('#legend').open) return;
  const { target } = event;
  const writing = target.matches('input, textarea, select');
  if (writing) {
    if (event.key === 'Escape') target.blur();
    if (event.key === 'Enter' && target.id === 'note') target.blur();
    return;
  }
  if (event.key === 'Enter' && target.matches('.show')) {
    event.preventDefault();
    edit(target.closest('[data-cell]').dataset.cell);
    return;
  }
  const candidate = /^[1-9]$/u.test(event.key) ? item?.cells.find((cell) => cell.name === focused)?.candidates[Number(event.key) - 1] : undefined;
  if (candidate !== undefined) {
    event.preventDefault();
    if (item.canDecide) draft(focused, candidate.text);
    return;
  }
  const action = keys[event.key];
  if (action === undefined) return;
  // Arrow keys scroll the list and the source where they have the focus.
  if (event.key.startsWith('Arrow') && target.closest('#queue, #pages')) return;
  event.preventDefault();
  void run(async () => action());
});

async function start() {
  const first = server.queue({ ...filters, limit: PAGE_SIZE });
  first.catch(() => {});
  state = await server.state();
  find('#by').value = remembered.get('by') ?? state.by;
  find('#by').addEventListener('change', () => remembered.set('by', reviewer()));
  setTheme(remembered.get('theme'));
  speak(words[remembered.get('language') ?? ''] ? remembered.get('language') : state.language);
  find('#language').addEventListener('click', () => {
    speak(language === 'en' ? 'zh' : 'en');
    void run(async () => {
      await loadQueue();
      const key = item?.key;
      await (key === undefined ? openCurrent() : openItem(key, true));
    });
  });
  find('#theme').addEventListener('click', () => {
    const dark = document.documentElement.dataset.theme === 'dark' || (!document.documentElement.dataset.theme && matchMedia('(prefers-color-scheme: dark)').matches);
    setTheme(dark ? 'light' : 'dark');
    remembered.set('theme', dark ? 'light' : 'dark');
  });
  find('#help').addEventListener('click', showLegend);
  find('#filters').addEventListener('submit', (event) => event.preventDefault());
  let searching = null;
  find('#text').addEventListener('input', (event) => {
    clearTimeout(searching);
    searching = setTimeout(() => void setFilters({ ...filters, text: event.target.value }), 200);
  });
  await loadQueue(null, first);
  await openCurrent();
  document.documentElement.dataset.ready = 'true';
}

void run(start);
