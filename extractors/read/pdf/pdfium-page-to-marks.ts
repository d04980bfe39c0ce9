import type { Box } from '../../../schemas/page.js';
import { columnWidth } from '../column-width.js';
import { type Matrix, concatMatrices, intersectBoxes, transformBox, userSpaceToShownPage } from './page-geometry.js';
import { GLYPH_UNMAPPED, IMAGE_COLOR, PATTERN_COLOR, type GlyphStyle, PageMarks } from './page-marks.js';
import { PathSink } from './path-sink.js';
import type { Comment } from './pdfium-annotations.js';
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

/** The code PDFium gives for a hyphen at the end of a line, which it means to take out. It is printed, so it stays. */
const LINE_END_HYPHEN = 2;
const HYPHEN = 0x2d;
/** The most room (ems) between the ink of a character and its neighbour's origin: a figure one set as wide as the other figures. */
const SIDE_BEARING = 0.28;
/** No character but these is so narrow (ems) that two of its kind share a ligature. */
const MIN_SHARE = 0.35;
const REPEATED_IN_LIGATURES = new Set(['f', '.', '-', 'l', 'i'].map((letter) => letter.charCodeAt(0)));
/** How far above the baseline (ems) the middle of a glyph stands. */
const GLYPH_MIDDLE = 0.33;
/** Text that leaves an axis by less than this share is straight. */
const STRAIGHT = 1e-4;
const LETTER_O = 0x4f;
const LETTER_C = 0x43;
const RENDER_STROKE = 1;
const RENDER_FILL_AND_STROKE = 2;
const RENDER_INVISIBLE = 3;
const RENDER_STROKE_CLIP = 5;
const RENDER_CLIP = 7;

interface TextObject {
  readonly order: number;
  readonly clip: Box | null;
  readonly layered: boolean;
  seen: boolean;
  readonly form: Matrix;
}

/**
 * Everything painted on an open page. `page` is a FPDF_PAGE, `text` its FPDF_TEXTPAGE; `userUnit` the points of a unit.
 * One pass over the page's objects (paths, images, where text objects stand in the painting order), one over its characters.
 */
export function pdfiumPageToMarks(lib: PdfiumLibrary, page: number, text: number, userUnit: number, comments: readonly Comment[]): PageMarks {
  const visible = visibleBox(lib, page);
  const { toPage, width, height } = userSpaceToShownPage(visible, lib.call.FPDFPage_GetRotation(page) * 90, userUnit);
  const marks = new PageMarks(width, height);
  const texts = collectObjects(lib, page, toPage, marks);
  collectGlyphs(lib, text, toPage, marks, texts);
  noteRepeatedTexts(lib, marks, texts);
  for (const comment of comments) marks.dropped.push({ text: comment.text, box: transformBox(comment.box, toPage), why: 'comment of an annotation' });
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

  const visit = (object: number, form: Matrix, depth: number, outerClip: Box | null, outerLayer: boolean, outerOpaque: boolean): void => {
    order++;
    switch (call.FPDFPageObj_GetType(object)) {
      case OBJECT_TEXT: {
        const clip = clipOf(lib, object, form, outerClip, pageBox);
        texts.set(object, { order, clip, seen: false, form, layered: outerLayer || isLayered(lib, object) });
        break;
      }
      case OBJECT_PATH: {
        const segments = call.FPDFPath_CountSegments(object);
        if (segments <= 0 || segments > segmentsLeft) break;
        segmentsLeft -= segments;
        const opaque = outerOpaque && call.FPDFPageObj_HasTransparency(object) === 0;
        readPath(lib, object, segments, form, sink, order, opaque, clipOf(lib, object, form, outerClip, pageBox));
        break;
      }
      case OBJECT_IMAGE:
      case OBJECT_SHADING: {
        const box = objectBox(lib, object, form);
        const color = call.FPDFPageObj_GetType(object) === OBJECT_IMAGE ? IMAGE_COLOR : PATTERN_COLOR;
        if (box !== null) marks.areas.push({ box: intersectBoxes(box, pageBox), color, opaque: true, order });
        break;
      }
      case OBJECT_FORM: {
        if (depth >= MAX_FORM_DEPTH) break;
        const inner = concatMatrices(objectMatrix(lib, object), form);
        const clip = clipOf(lib, object, form, outerClip, pageBox);
        const layered = outerLayer || isLayered(lib, object);
        const opaque = outerOpaque && call.FPDFPageObj_HasTransparency(object) === 0;
        const count = call.FPDFFormObj_CountObjects(object);
        for (let i = 0; i < count; i++) visit(call.FPDFFormObj_GetObject(object, i), inner, depth + 1, clip, layered, opaque);
        break;
      }
      default:
    }
  };
  const count = call.FPDFPage_CountObjects(page);
  for (let i = 0; i < count; i++) visit(call.FPDFPage_GetObject(page, i), toPage, 0, null, false, true);
  return texts;
}

/** Whether a marked-content sequence named OC, a layer, holds the object. PDFium does not say whether the layer is shown. */
function isLayered(lib: PdfiumLibrary, object: number): boolean {
  const { call, scratch: p } = lib;
  const count = call.FPDFPageObj_CountMarks(object);
  for (let i = 0; i < count; i++) {
    // The name comes as UTF-16 with a zero at the end: six bytes for two letters.
    if (call.FPDFPageObjMark_GetName(call.FPDFPageObj_GetMark(object, i), p + 8, 40, p) === 0 || lib.u32[p >> 2] !== 6) continue;
    if (lib.u8[p + 8] === LETTER_O && lib.u8[p + 10] === LETTER_C) return true;
  }
  return false;
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

function readPath(
  lib: PdfiumLibrary,
  object: number,
  segments: number,
  form: Matrix,
  sink: PathSink,
  order: number,
  unblended: boolean,
  clip: Box | null,
): void {
  const { call, scratch: p } = lib;
  const i = p >> 2;
  if (call.FPDFPath_GetDrawMode(object, p, p + 4) === 0) return;
  const filled = (lib.u32[i] ?? 0) !== 0;
  const stroked = (lib.u32[i + 1] ?? 0) !== 0;
  if (!filled && !stroked) return;
  let opaque = unblended;
  let fill: number | null = null;
  let stroke: number | null = null;
  let lineWidth = 0;
  if (filled) {
    const known = call.FPDFPageObj_GetFillColor(object, p, p + 4, p + 8, p + 12) !== 0;
    fill = known ? colorAt(lib) : PATTERN_COLOR;
    const alpha = known ? (lib.u32[i + 3] ?? 255) : 255;
    opaque &&= alpha === 255;
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
  sink.paint({ fill, opaque, stroke, lineWidth, order, clip });
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
  const scale = Math.hypot(a, b);
  const i32 = p >> 2;
  const i64 = p >> 3;
  let object = -1;
  let style = -1;
  let size = 1;
  let directionX = 1;
  let directionY = 0;
  // The direction in user space: 1 or -1 along the x or y axis, 0 for slanted text.
  let alongX = 1;
  let alongY = 0;
  // The characters that share one glyph: where they begin among the glyphs, and its origin.
  let groupStart = -1;
  let originX = NaN;
  let originY = NaN;
  let lastStart = NaN;

  for (let i = 0; i < count; i++) {
    let code = call.FPDFText_GetUnicode(text, i);
    if (code <= 0x20) {
      // Blanks and line ends that PDFium puts in by its own measure: words are cut by ours.
      if (call.FPDFText_IsGenerated(text, i) !== 0) continue;
      if (code === LINE_END_HYPHEN && call.FPDFText_IsHyphen(text, i) === 1) code = HYPHEN;
    }
    // A character beyond the basic plane comes as the two halves of its UTF-16 form.
    let end = i;
    if (code >= 0xd800 && code < 0xdc00) {
      const low = i + 1 < count ? call.FPDFText_GetUnicode(text, i + 1) : 0;
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        end = i + 1;
      }
    }
    const owner = call.FPDFText_GetTextObject(text, i);
    if (owner !== object) {
      object = owner;
      const known = texts.get(owner);
      if (known) known.seen = true;
      const made = glyphStyle(lib, text, i, owner, known, toPage, fonts);
      style = marks.styles.push(made) - 1;
      size = made.size;
      directionX = made.direction[0];
      directionY = made.direction[1];
      alongX = Math.round((directionX * a + directionY * b) / scale);
      alongY = Math.round((directionX * c + directionY * d) / scale);
      if (Math.abs(directionX * a + directionY * b - alongX * scale) > STRAIGHT * scale) alongX = alongY = 0;
      originX = NaN;
    }
    call.FPDFText_GetCharOrigin(text, i, p, p + 8);
    const f64 = lib.f64;
    const userX = f64[i64] ?? 0;
    const userY = f64[i64 + 1] ?? 0;
    let x = a * userX + c * userY + e;
    let y = b * userX + d * userY + f;
    const shared = x === originX && y === originY;
    const previous = marks.glyphCount - 1;
    let advance: number;
    if (alongX !== 0 || alongY !== 0) {
      // The loose box is as long as the advance: left, top, right, bottom.
      call.FPDFText_GetLooseCharBox(text, i, p);
      const ahead = alongX + alongY > 0;
      const low = i32 + (alongX !== 0 ? 0 : 3);
      const high = i32 + (alongX !== 0 ? 2 : 1);
      const origin = alongX !== 0 ? userX : userY;
      const start = Math.abs((lib.f32[ahead ? low : high] ?? 0) - origin) * scale;
      if (end !== i) call.FPDFText_GetLooseCharBox(text, end, p);
      const reach = ((lib.f32[ahead ? high : low] ?? 0) - origin) * (ahead ? scale : -scale);
      advance = Math.max(0, reach);
      if (shared && start !== lastStart) {
        // The characters of a ligature, each with its own share of the glyph.
        x += start * directionX;
        y += start * directionY;
        advance = Math.max(0, reach - start);
      } else if (!shared && start > INK_OFFSET * size && columnWidth(code) === 2) {
        advance = Math.max(advance, size);
      }
      lastStart = start;
    } else {
      call.FPDFText_GetCharBox(text, i, p, p + 8, p + 16, p + 24);
      advance = inkReach(lib, toPage, x, y, directionX, directionY);
      if (columnWidth(code) === 2) advance = Math.min(advance, size);
      // Ink ends before the advance: the next origin tells where, unless a blank follows.
      if (previous >= 0 && !shared && marks.style[previous] === style) {
        const step = (x - (marks.x[previous] ?? 0)) * directionX + (y - (marks.y[previous] ?? 0)) * directionY;
        const gap = step - (marks.advance[previous] ?? 0);
        if (gap > 0 && gap < SIDE_BEARING * size) marks.advance[previous] = step;
      }
    }
    marks.pushGlyph(code, x, y, advance, style, call.FPDFText_HasUnicodeMapError(text, i) === 1 ? GLYPH_UNMAPPED : 0);
    i = end;
    if (!shared) {
      groupStart = previous + 1;
      originX = x;
      originY = y;
    } else if (x === originX && y === originY) {
      spreadGroup(marks, groupStart, size, directionX, directionY);
    }
  }
}

/** Characters of one ActualText share one origin and one box: the advance of the first, which spans the box, is shared out between them. */
function spreadGroup(marks: PageMarks, from: number, size: number, directionX: number, directionY: number): void {
  const count = marks.glyphCount - from;
  const last = marks.glyphCount - 1;
  const whole = marks.advance[last] ?? 0;
  const share = whole / count;
  // One narrow glyph set twice on one spot is overprinting, not a ligature.
  const code = marks.code[last] ?? 0;
  if (code === marks.code[last - 1] && share < MIN_SHARE * size && !REPEATED_IN_LIGATURES.has(code)) return;
  const x = marks.x[from] ?? 0;
  const y = marks.y[from] ?? 0;
  for (let k = 0; k < count; k++) {
    marks.x[from + k] = x + directionX * share * k;
    marks.y[from + k] = y + directionY * share * k;
    marks.advance[from + k] = share;
  }
}

/** How far the box that PDFium has just written reaches from the origin along the text's direction, on the page as shown. */
function inkReach(lib: PdfiumLibrary, toPage: Matrix, x: number, y: number, directionX: number, directionY: number): number {
  const box = charBoxOnPage(lib, toPage);
  const reachX = ((directionX >= 0 ? box[2] : box[0]) - x) / directionX;
  const reachY = ((directionY >= 0 ? box[3] : box[1]) - y) / directionY;
  // The box of a slanted glyph overshoots on one axis by the glyph's height. An axis the text hardly moves along says nothing.
  const reach = Math.abs(directionX) < 0.1 ? reachY : Math.abs(directionY) < 0.1 ? reachX : Math.min(reachX, reachY);
  return Math.max(0, reach);
}

/** The result of FPDFText_GetCharBox (left, right, bottom, top as doubles) on the page as shown. */
function charBoxOnPage(lib: PdfiumLibrary, toPage: Matrix): Box {
  const f64 = lib.f64;
  const i = lib.scratch >> 3;
  return transformBox([f64[i] ?? 0, f64[i + 2] ?? 0, f64[i + 1] ?? 0, f64[i + 3] ?? 0], toPage);
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
  const box = charBoxOnPage(lib, toPage);
  const run = Math.hypot(a, b);
  const sign = fontSize < 0 ? -1 : 1;
  const direction: [number, number] = run > 0 ? [(sign * a) / run, (sign * b) / run] : [1, 0];
  const glyphHeight = Math.abs(direction[0]) > Math.abs(direction[1]) ? box[3] - box[1] : box[2] - box[0];
  if (glyphHeight > MAX_GLYPH_HEIGHT * size) size = glyphHeight / CAPITAL_HEIGHT;
  let font = { name: '', bold: false };
  let paint = { mode: 0, color: 0, invisible: false };
  if (object !== 0) {
    font = fontOf(lib, object, fonts);
    paint = textPaint(lib, object);
  }
  return {
    font: font.name,
    bold: font.bold || paint.mode === RENDER_FILL_AND_STROKE,
    size,
    direction,
    color: paint.color,
    invisible: paint.invisible,
    order: known?.order ?? 0,
    clip: known?.clip ?? null,
    layered: known?.layered ?? false,
    aside: null,
  };
}

function textPaint(lib: PdfiumLibrary, object: number): { mode: number; color: number; invisible: boolean } {
  const { call, scratch: p } = lib;
  const mode = call.FPDFTextObj_GetTextRenderMode(object);
  const stroked = mode === RENDER_STROKE || mode === RENDER_STROKE_CLIP;
  const known = (stroked ? call.FPDFPageObj_GetStrokeColor : call.FPDFPageObj_GetFillColor)(object, p, p + 4, p + 8, p + 12) !== 0;
  const transparent = known && (lib.u32[(p >> 2) + 3] ?? 255) === 0;
  return { mode, color: known ? colorAt(lib) : 0, invisible: transparent || mode === RENDER_INVISIBLE || mode === RENDER_CLIP };
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

/** The bytes of the ActualText of the marked content an object stands in, empty without one. */
function actualTextOf(lib: PdfiumLibrary, object: number): string {
  const { call, scratch: p } = lib;
  return lib.lendText('ActualText', (key) => {
    const count = call.FPDFPageObj_CountMarks(object);
    for (let i = 0; i < count; i++) {
      const mark = call.FPDFPageObj_GetMark(object, i);
      if (call.FPDFPageObjMark_GetParamStringValue(mark, key, 0, 0, p) === 0) continue;
      const length = lib.u32[p >> 2] ?? 0;
      return lib.borrow(length, (buffer) => {
        call.FPDFPageObjMark_GetParamStringValue(mark, key, buffer, length, p);
        return Buffer.from(lib.u8.slice(buffer, buffer + length)).toString('latin1');
      });
    }
    return '';
  });
}

/** PDFium sets an ActualText over several text objects in the room of the first: its characters are spread up to the end of `box`, a later one. */
function stretchActualText(marks: PageMarks, order: number, box: Box): void {
  const style = marks.styles.findIndex((one) => one.order === order);
  const from = marks.style.subarray(0, marks.glyphCount).indexOf(style);
  const direction = marks.styles[style]?.direction;
  if (from < 0 || direction === undefined || Math.abs(direction[0]) < 1 - STRAIGHT) return;
  let count = 0;
  while (from + count < marks.glyphCount && marks.style[from + count] === style) count++;
  const x = marks.x[from] ?? 0;
  const y = marks.y[from] ?? 0;
  // Only along the same line.
  if (y < box[1] || y > box[3] + (marks.styles[style]?.size ?? 0)) return;
  const whole = (direction[0] > 0 ? box[2] - x : x - box[0]) / count;
  if (whole <= (marks.advance[from] ?? 0)) return;
  for (let k = 0; k < count; k++) {
    marks.x[from + k] = x + direction[0] * whole * k;
    marks.advance[from + k] = whole;
  }
}

/**
 * PDFium leaves out a text object that repeats an earlier one at the same place (a way to fake bold, or a heading painted anew over its background).
 * The repeat is noted as suppressed; since it is what is seen in the end, its glyphs take its colour and its place in the painting order.
 */
function noteRepeatedTexts(lib: PdfiumLibrary, marks: PageMarks, texts: Map<number, TextObject>): void {
  const pageBox: Box = [0, 0, marks.width, marks.height];
  let lastSeen: readonly [handle: number, object: TextObject] | undefined;
  let middles: GlyphMiddles | undefined;
  for (const [handle, object] of texts) {
    if (object.seen) {
      lastSeen = [handle, object];
      continue;
    }
    const box = objectBox(lib, handle, object.form);
    if (box === null) continue;
    const actualText = actualTextOf(lib, handle);
    if (actualText !== '' && lastSeen !== undefined && actualTextOf(lib, lastSeen[0]) === actualText) {
      stretchActualText(marks, lastSeen[1].order, box);
      continue;
    }
    let text = '';
    const styles = new Set<number>();
    middles ??= glyphMiddles(marks);
    for (let i = 0; i < marks.glyphCount; i++) {
      const x = middles.x[i] ?? 0;
      const y = middles.y[i] ?? 0;
      if (x <= box[0] || x >= box[2] || y <= box[1] || y >= box[3]) continue;
      text += String.fromCodePoint(marks.code[i] ?? 0x20);
      styles.add(marks.style[i] ?? 0);
    }
    if (text.trim() === '') continue;
    marks.dropped.push({ text: text.trim(), box: intersectBoxes(box, pageBox), why: 'printed twice at one place' });
    for (const style of styles) {
      const first = marks.styles[style];
      if (first === undefined || first.order > object.order) continue;
      const paint = textPaint(lib, handle);
      marks.styles[style] = { ...first, order: object.order, color: paint.color, invisible: first.invisible && paint.invisible };
    }
  }
}

interface GlyphMiddles {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function glyphMiddles(marks: PageMarks): GlyphMiddles {
  const x = new Float64Array(marks.glyphCount);
  const y = new Float64Array(marks.glyphCount);
  for (let i = 0; i < marks.glyphCount; i++) {
    const { direction, size } = marks.styles[marks.style[i] ?? 0] ?? { direction: [1, 0], size: 0 };
    const half = (marks.advance[i] ?? 0) / 2;
    x[i] = (marks.x[i] ?? 0) + direction[0] * half + direction[1] * size * GLYPH_MIDDLE;
    y[i] = (marks.y[i] ?? 0) + direction[1] * half - direction[0] * size * GLYPH_MIDDLE;
  }
  return { x, y };
}
