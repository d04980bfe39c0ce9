import type { Box } from '../../../schemas/page.js';
import { columnWidth } from '../column-width.js';
import { type Matrix, concatMatrices, intersectBoxes, transformBox, userSpaceToShownPage } from './page-geometry.js';
import { GLYPH_UNMAPPED, IMAGE_COLOR, type GlyphStyle, PageMarks } from './page-marks.js';
import { PathSink } from './path-sink.js';
import type { PdfiumLibrary } from './pdfium-library.js';

const OBJECT_TEXT = 1;
const OBJECT_PATH = 2;
const OBJECT_IMAGE = 3;
const OBJECT_SHADING = 4;
const OBJECT_FORM = 5;
const SEGMENT_LINE = 0;
const SEGMENT_BEZIER = 1;
const SEGMENT_MOVE = 2;

/** Forms drawn in forms: deeper ones than this exist only in files made to break readers. */
const MAX_FORM_DEPTH = 24;
/** A page with more path segments than this is a drawing (a map, a plan); the rest of its paths is left out to keep the reader's time bounded. */
const MAX_SEGMENTS = 400_000;
/** A glyph taller than this share of its font size shows that the size is not the em: Type 3 fonts may draw in any unit. */
const MAX_GLYPH_HEIGHT = 1.6;
/** The height of a capital or a digit in ems, for fonts whose size says nothing. */
const CAPITAL_HEIGHT = 0.72;
/** Bold begins here on the scale of OpenType weights (600 is semi-bold). */
const BOLD_WEIGHT = 600;
/** A glyph box that begins this far right of the origin (in ems) is its ink, not its advance: PDFium gives the ink for text with ActualText. */
const INK_OFFSET = 0.01;

const NO_CLIP: Box | null = null;

interface TextObject {
  readonly order: number;
  readonly clip: Box | null;
  seen: boolean;
  readonly handle: number;
  readonly form: Matrix;
}

/**
 * Everything painted on an open page. `page` is a FPDF_PAGE, `text` its FPDF_TEXTPAGE; `userUnit` the points of a unit.
 * One pass over the page's objects (paths, images, where text objects stand in the painting order), one over its characters.
 */
export function pdfiumPageToMarks(lib: PdfiumLibrary, page: number, text: number, userUnit: number): PageMarks {
  const visible = visibleBox(lib, page);
  const { toPage, width, height } = userSpaceToShownPage(visible, lib.call.FPDFPage_GetRotation(page) * 90, userUnit);
  const marks = new PageMarks(width, height);
  const texts = collectObjects(lib, page, toPage, marks);
  collectGlyphs(lib, text, toPage, marks, texts);
  dropUnseenTexts(lib, marks, texts, toPage);
  return marks;
}

function visibleBox(lib: PdfiumLibrary, page: number): Box {
  const { call, scratch } = lib;
  if (call.FPDF_GetPageBoundingBox(page, scratch) !== 0) {
    const at = scratch >> 2;
    const [left = 0, top = 0, right = 0, bottom = 0] = lib.f32.subarray(at, at + 4);
    if (right > left && top > bottom) return [left, bottom, right, top];
  }
  const quarter = call.FPDFPage_GetRotation(page) % 2 === 1;
  const w = call.FPDF_GetPageWidthF(page);
  const h = call.FPDF_GetPageHeightF(page);
  return quarter ? [0, 0, h, w] : [0, 0, w, h];
}

function collectObjects(lib: PdfiumLibrary, page: number, toPage: Matrix, marks: PageMarks): Map<number, TextObject> {
  const { call } = lib;
  const texts = new Map<number, TextObject>();
  const sink = new PathSink(marks, toPage);
  const pageBox: Box = [0, 0, marks.width, marks.height];
  let order = 0;
  let segmentsLeft = MAX_SEGMENTS;

  const visit = (object: number, form: Matrix, depth: number, outerClip: Box | null): void => {
    order++;
    switch (call.FPDFPageObj_GetType(object)) {
      case OBJECT_TEXT: {
        const clip = clipOf(lib, object, form, outerClip, pageBox);
        texts.set(object, { order, clip, seen: false, handle: object, form });
        break;
      }
      case OBJECT_PATH: {
        const segments = call.FPDFPath_CountSegments(object);
        if (segments <= 0 || segments > segmentsLeft) break;
        segmentsLeft -= segments;
        readPath(lib, object, segments, form, sink, order);
        break;
      }
      case OBJECT_IMAGE:
      case OBJECT_SHADING: {
        const box = objectBox(lib, object, form);
        if (box !== null) marks.areas.push({ box: intersectBoxes(box, pageBox), color: IMAGE_COLOR, opaque: true, order });
        break;
      }
      case OBJECT_FORM: {
        if (depth >= MAX_FORM_DEPTH) break;
        const inner = concatMatrices(objectMatrix(lib, object), form);
        const clip = clipOf(lib, object, form, outerClip, pageBox);
        const count = call.FPDFFormObj_CountObjects(object);
        for (let i = 0; i < count; i++) visit(call.FPDFFormObj_GetObject(object, i), inner, depth + 1, clip);
        break;
      }
      default:
    }
  };
  const count = call.FPDFPage_CountObjects(page);
  for (let i = 0; i < count; i++) visit(call.FPDFPage_GetObject(page, i), toPage, 0, NO_CLIP);
  return texts;
}

function objectMatrix(lib: PdfiumLibrary, object: number): Matrix {
  lib.call.FPDFPageObj_GetMatrix(object, lib.scratch);
  return matrixAt(lib, lib.scratch);
}

function matrixAt(lib: PdfiumLibrary, pointer: number): Matrix {
  const f = lib.f32;
  const i = pointer >> 2;
  return [f[i] ?? 1, f[i + 1] ?? 0, f[i + 2] ?? 0, f[i + 3] ?? 1, f[i + 4] ?? 0, f[i + 5] ?? 0];
}

function objectBox(lib: PdfiumLibrary, object: number, form: Matrix): Box | null {
  const p = lib.scratch;
  if (lib.call.FPDFPageObj_GetBounds(object, p, p + 4, p + 8, p + 12) === 0) return null;
  const i = p >> 2;
  const f = lib.f32;
  return transformBox([f[i] ?? 0, f[i + 1] ?? 0, f[i + 2] ?? 0, f[i + 3] ?? 0], form);
}

function readPath(lib: PdfiumLibrary, object: number, segments: number, form: Matrix, sink: PathSink, order: number): void {
  const { call, scratch: p } = lib;
  const i = p >> 2;
  if (call.FPDFPath_GetDrawMode(object, p, p + 4) === 0) return;
  const filled = (lib.u32[i] ?? 0) !== 0;
  const stroked = (lib.u32[i + 1] ?? 0) !== 0;
  if (!filled && !stroked) return;
  let opaque = true;
  let fill: number | null = null;
  let stroke: number | null = null;
  let lineWidth = 0;
  if (filled) {
    const known = call.FPDFPageObj_GetFillColor(object, p, p + 4, p + 8, p + 12) !== 0;
    fill = known ? colorAt(lib) : IMAGE_COLOR;
    const alpha = known ? (lib.u32[i + 3] ?? 255) : 255;
    opaque = alpha === 255;
    if (alpha === 0) fill = null;
  }
  if (stroked) {
    const known = call.FPDFPageObj_GetStrokeColor(object, p, p + 4, p + 8, p + 12) !== 0;
    stroke = known ? colorAt(lib) : 0;
    if (known && (lib.u32[i + 3] ?? 255) === 0) stroke = null;
    call.FPDFPageObj_GetStrokeWidth(object, p);
    lineWidth = lib.f32[i] ?? 0;
  }
  sink.matrix = concatMatrices(objectMatrix(lib, object), form);
  let control = 0;
  for (let s = 0; s < segments; s++) {
    const segment = call.FPDFPath_GetPathSegment(object, s);
    const type = call.FPDFPathSegment_GetType(segment);
    call.FPDFPathSegment_GetPoint(segment, p, p + 4);
    const f = lib.f32;
    const x = f[i] ?? 0;
    const y = f[i + 1] ?? 0;
    if (type === SEGMENT_MOVE) sink.moveTo(x, y);
    else if (type === SEGMENT_LINE) sink.lineTo(x, y);
    else if (type === SEGMENT_BEZIER && ++control === 3) {
      // A Bézier curve comes as three segments, its two control points and its end.
      sink.curveTo(x, y);
      control = 0;
    }
    if (call.FPDFPathSegment_GetClose(segment) !== 0) sink.close();
  }
  sink.paint({ fill, opaque, stroke, lineWidth, order });
}

function colorAt(lib: PdfiumLibrary): number {
  const i = lib.scratch >> 2;
  const u = lib.u32;
  return (((u[i] ?? 0) & 255) << 16) | (((u[i + 1] ?? 0) & 255) << 8) | ((u[i + 2] ?? 0) & 255);
}

/** The bounds of an object's clip paths on the page, or null where they don't cut the page. */
function clipOf(lib: PdfiumLibrary, object: number, form: Matrix, outer: Box | null, pageBox: Box): Box | null {
  const { call, scratch: p } = lib;
  const path = call.FPDFPageObj_GetClipPath(object);
  const paths = path === 0 ? 0 : call.FPDFClipPath_CountPaths(path);
  let clip = outer;
  for (let k = 0; k < paths; k++) {
    const segments = call.FPDFClipPath_CountPathSegments(path, k);
    if (segments <= 0) continue;
    let x0 = Infinity;
    let y0 = Infinity;
    let x1 = -Infinity;
    let y1 = -Infinity;
    for (let s = 0; s < segments; s++) {
      call.FPDFPathSegment_GetPoint(call.FPDFClipPath_GetPathSegment(path, k, s), p, p + 4);
      const x = lib.f32[p >> 2] ?? 0;
      const y = lib.f32[(p >> 2) + 1] ?? 0;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    }
    clip = intersectBoxes(clip ?? pageBox, transformBox([x0, y0, x1, y1], form));
  }
  if (clip === null || clip === outer) return clip;
  const cuts = clip[0] > 0 || clip[1] > 0 || clip[2] < pageBox[2] || clip[3] < pageBox[3];
  return cuts ? clip : null;
}

function collectGlyphs(lib: PdfiumLibrary, text: number, toPage: Matrix, marks: PageMarks, texts: Map<number, TextObject>): void {
  const { call, scratch: p } = lib;
  const count = call.FPDFText_CountChars(text);
  const fonts = new Map<number, { name: string; bold: boolean }>();
  const [a, b, c, d, e, f] = toPage;
  const i32 = p >> 2;
  const i64 = p >> 3;
  let object = -1;
  let style = -1;
  let size = 1;
  let directionX = 1;
  let directionY = 0;
  let upright = true;
  let originX = NaN;
  let originY = NaN;

  for (let i = 0; i < count; i++) {
    const code = call.FPDFText_GetUnicode(text, i);
    // Blanks and line ends that PDFium puts in by its own measure: words are cut by ours.
    if (code <= 0x20 && call.FPDFText_IsGenerated(text, i) !== 0) continue;
    const owner = call.FPDFText_GetTextObject(text, i);
    if (owner !== object) {
      object = owner;
      const known = texts.get(owner);
      if (known) known.seen = true;
      const made = glyphStyle(lib, text, i, owner, known, toPage, fonts);
      style = marks.styles.push(made) - 1;
      size = made.size;
      [directionX, directionY] = made.direction;
      upright = Math.abs(directionX * a + directionY * b) > 0.99 * Math.hypot(a, b) && Math.abs(directionX * b - directionY * a) < 0.01 * Math.hypot(a, b);
      originX = NaN;
    }
    call.FPDFText_GetCharOrigin(text, i, p, p + 8);
    const f64 = lib.f64;
    const userX = f64[i64] ?? 0;
    const userY = f64[i64 + 1] ?? 0;
    let x = a * userX + c * userY + e;
    let y = b * userX + d * userY + f;
    // Characters of one glyph (a ligature) or of one ActualText share an origin: PDFium spreads their boxes over the glyph instead.
    const shared = x === originX && y === originY;
    originX = x;
    originY = y;
    let advance: number;
    if (upright) {
      call.FPDFText_GetLooseCharBox(text, i, p);
      const left = lib.f32[i32] ?? 0;
      const right = lib.f32[i32 + 2] ?? 0;
      const scale = a * directionX + b * directionY;
      const start = scale >= 0 ? left : right;
      const end = scale >= 0 ? right : left;
      if (shared) {
        x += (start - userX) * a;
        y += (start - userX) * b;
        advance = Math.abs((end - start) * scale);
      } else {
        advance = Math.max(0, (end - userX) * scale);
        if (Math.abs(start - userX) * Math.abs(scale) > INK_OFFSET * size && columnWidth(code) === 2) advance = Math.max(advance, size);
      }
    } else {
      call.FPDFText_GetCharBox(text, i, p, p + 8, p + 16, p + 24);
      const g = lib.f64;
      const box = transformBox([g[i64] ?? 0, g[i64 + 2] ?? 0, g[i64 + 1] ?? 0, g[i64 + 3] ?? 0], toPage);
      const reachX = directionX >= 0 ? box[2] - x : box[0] - x;
      const reachY = directionY >= 0 ? box[3] - y : box[1] - y;
      // Along an axis one of the products is zero. For slanted text the corner of the box overshoots, so the shorter reach counts.
      const along = Math.abs(directionX) > Math.abs(directionY) ? reachX / directionX : reachY / directionY;
      advance = Math.min(Math.max(0, along), columnWidth(code) === 2 ? size : along);
    }
    marks.pushGlyph(code, x, y, advance, style, call.FPDFText_HasUnicodeMapError(text, i) === 1 ? GLYPH_UNMAPPED : 0);
  }
}

function glyphStyle(
  lib: PdfiumLibrary,
  text: number,
  i: number,
  object: number,
  known: TextObject | undefined,
  toPage: Matrix,
  fonts: Map<number, { name: string; bold: boolean }>,
): GlyphStyle {
  const { call, scratch: p } = lib;
  call.FPDFText_GetMatrix(text, i, p);
  const [a, b, c, d] = concatMatrices(matrixAt(lib, p), toPage);
  const fontSize = call.FPDFText_GetFontSize(text, i);
  let size = Math.abs(fontSize) * Math.hypot(c, d);
  // The glyph's own height bounds the size from below.
  call.FPDFText_GetCharBox(text, i, p, p + 8, p + 16, p + 24);
  const g = lib.f64;
  const q = p >> 3;
  const box = transformBox([g[q] ?? 0, g[q + 2] ?? 0, g[q + 1] ?? 0, g[q + 3] ?? 0], toPage);
  const run = Math.hypot(a, b);
  const sign = fontSize < 0 ? -1 : 1;
  const direction: [number, number] = run > 0 ? [(sign * a) / run, (sign * b) / run] : [1, 0];
  const glyphHeight = Math.abs(direction[0]) > Math.abs(direction[1]) ? box[3] - box[1] : box[2] - box[0];
  if (glyphHeight > MAX_GLYPH_HEIGHT * size) size = glyphHeight / CAPITAL_HEIGHT;
  let font = { name: '', bold: false };
  let invisible = false;
  let color = 0;
  if (object !== 0) {
    const mode = call.FPDFTextObj_GetTextRenderMode(object);
    font = fontOf(lib, object, fonts);
    if (mode === 2 && !font.bold) font = { name: font.name, bold: true };
    const stroked = mode === 1 || mode === 5;
    if ((stroked ? call.FPDFPageObj_GetStrokeColor : call.FPDFPageObj_GetFillColor)(object, p, p + 4, p + 8, p + 12) !== 0) {
      color = colorAt(lib);
      invisible = (lib.u32[(p >> 2) + 3] ?? 255) === 0;
    }
    invisible ||= mode === 3 || mode === 7;
  }
  return {
    font: font.name,
    bold: font.bold,
    size,
    direction,
    color,
    invisible,
    order: known?.order ?? 0,
    clip: known?.clip ?? null,
    aside: null,
  };
}

const BOLD_NAME = /bold|black|heavy|demi/i;

function fontOf(lib: PdfiumLibrary, object: number, fonts: Map<number, { name: string; bold: boolean }>): { name: string; bold: boolean } {
  const { call } = lib;
  const handle = call.FPDFTextObj_GetFont(object);
  let font = fonts.get(handle);
  if (font === undefined) {
    font = { name: '', bold: false };
    if (handle !== 0) {
      const length = call.FPDFFont_GetBaseFontName(handle, 0, 0);
      const name =
        length <= 1
          ? ''
          : lib.borrow(length, (buffer) => {
              call.FPDFFont_GetBaseFontName(handle, buffer, length);
              return Buffer.from(lib.u8.slice(buffer, buffer + length - 1)).toString('utf8');
            });
      font = { name: name.replace(/^[A-Z]{6}\+/, ''), bold: BOLD_NAME.test(name) || call.FPDFFont_GetWeight(handle) >= BOLD_WEIGHT };
    }
    fonts.set(handle, font);
  }
  return font;
}

/**
 * PDFium leaves out a text object that repeats an earlier one at the same place (a way to fake bold), and takes all objects under one ActualText
 * as the first of them. What it left out is noted: its characters are those of the glyphs that stand there.
 */
function dropUnseenTexts(lib: PdfiumLibrary, marks: PageMarks, texts: Map<number, TextObject>, toPage: Matrix): void {
  const pageBox: Box = [0, 0, marks.width, marks.height];
  for (const object of texts.values()) {
    if (object.seen) continue;
    const box = objectBox(lib, object.handle, object.form ?? toPage);
    if (box === null) continue;
    const place = intersectBoxes(box, pageBox);
    let text = '';
    for (let i = 0; i < marks.glyphCount; i++) {
      const middle = (marks.x[i] ?? 0) + (marks.advance[i] ?? 0) / 2;
      const y = marks.y[i] ?? 0;
      if (middle > box[0] && middle < box[2] && y <= box[3] + 1 && y >= box[1]) text += String.fromCodePoint(marks.code[i] ?? 0x20);
    }
    if (text.trim() !== '') marks.dropped.push({ text: text.trim(), box: place, why: 'printed twice at one place' });
  }
}
