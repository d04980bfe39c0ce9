import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { sayPhrase } from '../pipeline/validate/say-phrase.js';
import { textToItemKey, type ItemKey } from '../pipeline/write/item-key.js';
import type { Language } from '../pipeline/write/words.js';
import type { FormDefinition } from '../schemas/form-definition.js';
import { decideDocument } from './decided-document.js';
import { columnTitles } from './column-titles.js';
import { marksAt, type Mark } from './document-marks.js';
import { findItem, itemMark, itemToFindings, itemToView } from './item-view.js';
import { listQueue, QueueQuery } from './list-queue.js';
import { makeDecisions, Verdict } from './make-decisions.js';
import type { SourceFile, Sources } from './open-sources.js';
import { openReviewState } from './review-state.js';

export interface ReviewOptions {
  readonly out: string;
  readonly decisions: string;
  readonly definitions: readonly FormDefinition[];
  /** 0 takes any free port. */
  readonly port: number;
  /** Who decides, until the page is told another name. */
  readonly by: string;
  readonly language: Language;
}

export interface ReviewServer {
  /** The address that opens the page; whoever has it may decide. */
  readonly url: string;
  close(): Promise<void>;
}

/** Only this machine: the page shows documents that are nobody else's business. */
const HOST = '127.0.0.1';
const TOKEN_BYTES = 24;
/** A verdict holds the texts of one row. */
const LARGEST_BODY = 1 << 20;
/** Longer stretches of a dump are fetched in pieces. */
const MOST_LINES = 400;
/** A line can be a megabyte long; its beginning is shown, as far as any row can be. */
const LONGEST_LINE = 4000;

const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};
const mediaTypes: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' };

const Check = z.object({ by: z.string().min(1), corrections: Verdict.shape.corrections });
const Undo = z.object({ id: z.uuid(), by: Verdict.shape.by, undoes: z.array(z.string().min(1)).min(1).max(100) });
const LineRange = z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) });

/**
 * Serves the review page of an output folder on this machine alone. Requests need the token of the opening address or the cookie it leaves, the
 * server's own Host, and where they change anything its Origin. Nothing but the decisions file is ever written.
 */
export async function serveReview(options: ReviewOptions, sources: Sources): Promise<ReviewServer> {
  const state = await openReviewState(options.out, options.decisions, options.definitions);
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const files = pageFiles();
  const app = new Hono();
  let port = 0;

  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) if (!(name === 'Cache-Control' && c.res.headers.has(name))) c.res.headers.set(name, value);
  });
  app.use(async (c, next) => {
    const host = c.req.header('host') ?? '';
    // A foreign name that resolves to this machine is another site's way in.
    if (host !== `${HOST}:${port}` && host !== `localhost:${port}`) return c.text('This address is not served here.', 403);
    const site = c.req.header('sec-fetch-site');
    const cookie = `rowproof-${port}`;
    if (c.req.path === '/' && c.req.query('token') !== undefined) {
      if (!same(c.req.query('token') ?? '', token)) return c.text('The token is not that of this review.', 403);
      setCookie(c, cookie, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      return c.redirect('/');
    }
    if (!same(getCookie(c, cookie) ?? '', token)) return c.text('Open the review with the address that rowproof review printed.', 403);
    if (site !== undefined && site !== 'same-origin' && site !== 'none') return c.text('Requests of other pages are not answered.', 403);
    if (c.req.method !== 'GET' && c.req.header('origin') !== `http://${host}`) return c.text('Requests of other pages are not answered.', 403);
    return next();
  });
  app.use(bodyLimit({ maxSize: LARGEST_BODY }));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    if (error instanceof z.ZodError) return c.json({ error: z.prettifyError(error) }, 400);
    return c.json({ error: error.message }, 500);
  });

  const fail = (status: 400 | 404 | 409, message: string): never => {
    throw new HTTPException(status, { message });
  };
  const languageOf = (text: string | undefined): Language => (text === 'en' || text === 'zh' ? text : options.language);
  const open = async (document: number): Promise<NonNullable<Awaited<ReturnType<typeof state.document>>>> => (await state.document(document)) ?? fail(404, 'There is no such document.');
  const keyOf = (text: string): ItemKey => textToItemKey(text) ?? fail(404, 'There is no such row.');
  const fileOf = (document: number, sha256: string): SourceFile | null => {
    const path = state.input(document)?.path;
    return path === undefined ? null : { path, sha256 };
  };

  const marksFor = (language: string | undefined, marks: readonly Mark[]): Mark[] => marks.map((mark) => (mark.why === null ? mark : { ...mark, why: sayPhrase(mark.why, languageOf(language)) }));

  app.get('/api/state', async (c) => {
    await state.refresh();
    return c.json({ out: options.out, decisions: options.decisions, by: options.by, language: options.language, documents: state.documents(), columns: columnTitles(options.definitions) });
  });

  app.get('/api/queue', async (c) => {
    await state.refresh();
    return c.json(listQueue(state.entries(), state.sample(), QueueQuery.parse(c.req.query())));
  });

  app.get('/api/item/*', async (c) => {
    await state.refresh();
    const key = keyOf(c.req.path.slice('/api/item/'.length));
    const { decided, recorded } = await open(key.document);
    const item = findItem(decided, key, state.definitions) ?? fail(404, 'There is no such row.');
    const file = fileOf(key.document, decided.document.sha256);
    const source = file === null ? { state: 'gone', kind: 'none' } : await sources.open(file).then(({ state: how, kind }) => ({ state: how, kind }), () => ({ state: 'gone', kind: 'none' }));
    return c.json({ ...itemToView(item, decided, recorded, await state.decisionsOf(key.document), languageOf(c.req.query('lang'))), source });
  });

  app.post('/api/check/*', async (c) => {
    const key = keyOf(c.req.path.slice('/api/check/'.length));
    const { by, corrections } = Check.parse(await c.req.json());
    const { decided, recorded } = await open(key.document);
    const decisions = await state.decisionsOf(key.document);
    const context = { decided, recorded, decisions, definitions: state.definitions, at: new Date().toISOString() };
    const added = makeDecisions(key, { id: 'draft', by, note: '', corrections, decision: null }, context);
    const item = findItem(added.length === 0 ? decided : decideDocument(recorded, [...decisions, ...added]), key, state.definitions) ?? fail(404, 'There is no such row.');
    return c.json(itemToFindings(item, languageOf(c.req.query('lang'))));
  });

  app.post('/api/decide', async (c) => {
    const verdict = Verdict.parse(await c.req.json());
    await state.refresh();
    const key = keyOf(verdict.item);
    const { decided, recorded } = await open(key.document);
    const decisions = await state.decisionsOf(key.document);
    // Sent twice: it is on the disk already.
    const before = decisions.filter(({ id }) => id === verdict.id || id.startsWith(`${verdict.id}+`));
    if (before.length > 0) return c.json({ ids: before.map(({ id }) => id) });
    if (recorded.read() === null) fail(409, 'The rules can\'t run over this result: run rowproof again first.');
    const item = findItem(decided, key, state.definitions) ?? fail(404, 'There is no such row.');
    if (itemMark(item) !== verdict.mark) fail(409, 'The row has changed since it was shown.');
    const added = makeDecisions(key, verdict, { decided, recorded, decisions, definitions: state.definitions, at: new Date().toISOString() });
    await state.log.append(added);
    return c.json({ ids: added.map(({ id }) => id) });
  });

  app.post('/api/undo', async (c) => {
    const { id, by, undoes } = Undo.parse(await c.req.json());
    const all = await state.log.read();
    const at = new Date().toISOString();
    const added = undoes.map((target, number) => {
      const { anchor } = all.find((decision) => decision.id === target) ?? fail(404, 'There is no such decision.');
      return { schema: 1 as const, id: number === 0 ? id : `${id}+${number}`, at, by, decision: 'undo' as const, undoes: target, anchor, read: {} };
    });
    await state.log.append(added);
    return c.json({ ids: added.map((decision) => decision.id) });
  });

  app.get('/api/lines/:document{[0-9]+}', async (c) => {
    const document = Number(c.req.param('document'));
    const { from, to } = LineRange.parse(c.req.query());
    const { decided } = await open(document);
    const file = fileOf(document, decided.document.sha256);
    const opened = file === null ? null : await sources.open(file);
    const lines = opened?.lines ?? [];
    const last = Math.min(to, lines.length, from + MOST_LINES - 1);
    return c.json({
      total: lines.length,
      lines: lines.slice(from - 1, last).map((text, index) => {
        const characters = [...text];
        return { line: from + index, text: characters.length > LONGEST_LINE ? characters.slice(0, LONGEST_LINE).join('') : text, cut: characters.length > LONGEST_LINE, marks: marksFor(c.req.query('lang'), marksAt(decided, state.line(document), document, { line: from + index })) };
      }),
    });
  });

  app.get('/api/page/:document{[0-9]+}/:page{[0-9]+}', async (c) => {
    const [document, page] = [Number(c.req.param('document')), Number(c.req.param('page'))];
    const { decided } = await open(document);
    const file = fileOf(document, decided.document.sha256);
    const drawn = file === null ? null : await sources.image(file, page).catch((error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }));
    if (drawn === null || 'error' in drawn) return c.json({ page, width: 0, height: 0, error: drawn?.error ?? '', marks: [], layers: null });
    const layers = file === null || c.req.query('layers') === undefined ? null : await sources.layers(file, page).catch(() => null);
    return c.json({ page, width: drawn.width, height: drawn.height, marks: marksFor(c.req.query('lang'), marksAt(decided, state.line(document), document, { page })), layers });
  });

  app.get('/page/:document{[0-9]+}/:page{[0-9]+}', async (c) => {
    const [document, page] = [Number(c.req.param('document')), Number(c.req.param('page'))];
    const { decided } = await open(document);
    if (page < 1 || page > decided.document.pages) fail(404, 'There is no such page.');
    const file = fileOf(document, decided.document.sha256) ?? fail(404, 'The file is gone.');
    const { image } = await sources.image(file, page).catch((error: unknown) => fail(404, error instanceof Error ? error.message : String(error)));
    return c.body(new Uint8Array(image).buffer, 200, { 'Content-Type': 'image/jpeg', 'Cache-Control': 'private, max-age=3600' });
  });

  app.get('*', (c) => {
    const file = files.get(c.req.path === '/' ? '/index.html' : c.req.path);
    return file === undefined ? c.text('There is nothing here.', 404) : c.body(file.text, 200, { 'Content-Type': file.type });
  });

  /** Opens the first row's document and draws its page while the browser starts. */
  const prepareFirst = async (): Promise<void> => {
    const [first] = state.entries();
    const early = first === undefined ? null : await state.document(first.key.document);
    const item = first === undefined || early === null ? null : findItem(early.decided, first.key, state.definitions);
    const file = first === undefined || early === null ? null : fileOf(first.key.document, early.decided.document.sha256);
    if (item === null || file === null) return;
    const { kind } = await sources.open(file);
    const pages = Object.values(item.cells).flatMap((cell) => cell.source.map(({ page }) => page));
    if (kind === 'pages' && pages.length > 0) await sources.image(file, Math.min(...pages));
  };

  void prepareFirst().catch(() => undefined);
  const server = serve({ fetch: app.fetch, hostname: HOST, port: options.port });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  port = (server.address() as AddressInfo).port;
  return {
    url: `http://${HOST}:${port}/?token=${token}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** The page's own files, which are all that is served from the disk beside pages of documents. */
function pageFiles(): Map<string, { readonly text: string; readonly type: string }> {
  const folder = new URL('./page/', import.meta.url);
  return new Map(
    readdirSync(folder).flatMap((name) => {
      const type = mediaTypes[name.slice(name.lastIndexOf('.') + 1)];
      return type === undefined ? [] : [[`/${name}`, { text: readFileSync(new URL(name, folder), 'utf8'), type }]];
    }),
  );
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
