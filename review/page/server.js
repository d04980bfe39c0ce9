/** Asks the server; an answer that isn't `ok` is thrown as an Error with its words and `status`. */
async function ask(path, options) {
  const response = await fetch(path, options);
  if (response.ok) return response.json();
  const text = await response.text();
  let message = text;
  try {
    message = JSON.parse(text).error ?? text;
  } catch {
    // It is a plain sentence.
  }
  throw Object.assign(new Error(message), { status: response.status });
}

const query = (members) => new URLSearchParams(Object.entries(members).filter(([, value]) => value !== undefined && value !== '' && value !== null)).toString();
const post = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

export const server = {
  state: () => ask('/api/state'),
  queue: (filters) => ask(`/api/queue?${query(filters)}`),
  item: (key, lang) => ask(`/api/item/${key}?${query({ lang })}`),
  check: (key, lang, body) => post(`/api/check/${key}?${query({ lang })}`, body),
  decide: (verdict) => post('/api/decide', verdict),
  undo: (body) => post('/api/undo', body),
  lines: (document, from, to, lang) => ask(`/api/lines/${document}?${query({ from, to, lang })}`),
  page: (document, page, layers, lang) => ask(`/api/page/${document}/${page}?${query({ layers: layers ? 1 : undefined, lang })}`),
};
