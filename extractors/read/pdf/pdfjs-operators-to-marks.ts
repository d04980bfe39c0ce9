import type { Box } from '../../../schemas/page.js';
import { IDENTITY, type Matrix, concatMatrices, intersectBoxes, transformBox } from './page-geometry.js';
import { GLYPH_UNMAPPED, IMAGE_COLOR, PATTERN_COLOR, type PageMarks } from './page-marks.js';
import { PathSink } from './path-sink.js';

/** The part of a pdf.js font that the reader looks at. `toUnicode` is there only with `fontExtraProperties`. */
export interface PdfjsFont {
  readonly name?: string;
  readonly fontMatrix?: readonly number[];
  readonly isType3Font?: boolean;
  readonly vertical?: boolean;
  readonly defaultVMetrics?: readonly number[];
  readonly bold?: boolean;
  readonly black?: boolean;
  readonly toUnicode?: { readonly _map?: Readonly<Record<number, unknown>>; readonly firstChar?: number };
}

interface PdfjsGlyph {
  readonly originalCharCode: number;
  readonly unicode: string;
  readonly width: number;
  readonly vmetric?: readonly number[] | null;
  readonly isSpace: boolean;
}

/** What pdf.js gives for a page: numbered operations with their arguments. */
export interface PdfjsOperators {
  readonly fnArray: readonly number[];
  readonly argsArray: readonly unknown[];
}

export interface PdfjsPageContext {
  /** Operation numbers by name. */
  readonly ops: Readonly<Record<string, number>>;
  readonly font: (id: string) => PdfjsFont | null;
  /** Whether the optional content (a layer) named by these marked-content properties is shown. */
  readonly isLayerVisible: (properties: unknown) => boolean;
}

interface TextState {
  font: PdfjsFont | null;
  fontSize: number;
  charSpacing: number;
  wordSpacing: number;
  scale: number;
  leading: number;
  rise: number;
  mode: number;
}

interface GraphicsState {
  matrix: Matrix;
  clip: Box | null;
  fill: number;
  stroke: number;
  fillAlpha: number;
  strokeAlpha: number;
  /** False under a blend mode or a soft mask, where what is painted lets through what is below. */
  unblended: boolean;
  lineWidth: number;
  text: TextState;
  /** Whether the matrix was changed, or something painted, since the state was saved. */
  moved: boolean;
  painted: boolean;
}

/** A font whose characters are wider than this (ems) has a size that is not its em: Type 3 fonts may draw in any unit. */
const MAX_ADVANCE = 2;
const BOLD_NAME = /bold|black|heavy|demi/i;
const DRAW_MOVE = 0;
const DRAW_LINE = 1;
const DRAW_CURVE = 2;
const DRAW_QUADRATIC = 3;

/** Follows the operations of a page, as a renderer would, and notes what they paint. `toPage` maps user space to the page as shown. */
export function pdfjsOperatorsToMarks(list: PdfjsOperators, context: PdfjsPageContext, toPage: Matrix, marks: PageMarks): void {
  const { ops } = context;
  const names = new Map<number, string>(Object.entries(ops).map(([name, code]) => [code, name]));
  const pageBox: Box = [0, 0, marks.width, marks.height];
  const sink = new PathSink(marks, toPage);
  const initial = (): GraphicsState => ({
    matrix: toPage,
    clip: null,
    fill: 0,
    stroke: 0,
    fillAlpha: 1,
    strokeAlpha: 1,
    unblended: true,
    lineWidth: 1,
    text: { font: null, fontSize: 0, charSpacing: 0, wordSpacing: 0, scale: 1, leading: 0, rise: 0, mode: 0 },
    moved: false,
    painted: false,
  });
  let state = initial();
  let stack: GraphicsState[] = [];
  let textMatrix: Matrix = IDENTITY;
  let lineX = 0;
  let lineY = 0;
  let penX = 0;
  let penY = 0;
  let clipPending = false;
  let order = 0;
  // Nested marked content; false where a hidden layer begins.
  const layers: boolean[] = [];
  // Groups that only serve as a mask paint nothing.
  const groups: boolean[] = [];

  const save = (): void => {
    stack.push({ ...state, text: { ...state.text } });
    state.moved = state.painted = false;
  };
  const restore = (): void => {
    // A matrix set for nothing was set for an image that pdf.js has left out; images fill the unit square.
    if (state.moved && !state.painted) image(state.matrix);
    const outer = stack.pop();
    if (outer === undefined) return;
    outer.painted = true;
    state = outer;
  };
  const moveText = (x: number, y: number): void => {
    penX = lineX += x;
    penY = lineY += y;
  };
  const paints = (): boolean => groups.every((mask) => !mask);
  const narrowClip = (box: Box, matrix: Matrix): void => {
    const clip = intersectBoxes(state.clip ?? pageBox, transformBox(box, matrix));
    const cuts = clip[0] > 0 || clip[1] > 0 || clip[2] < pageBox[2] || clip[3] < pageBox[3];
    state.clip = cuts ? clip : null;
  };
  const image = (matrix: Matrix): void => {
    order++;
    if (!paints() || layers.includes(false)) return;
    const box = intersectBoxes(transformBox([0, 0, 1, 1], matrix), state.clip ?? pageBox);
    marks.areas.push({ box, color: IMAGE_COLOR, opaque: true, order });
  };

  const showText = (glyphs: readonly (PdfjsGlyph | number)[]): void => {
    const { font, charSpacing, wordSpacing, rise, mode } = state.text;
    if (font === null || state.text.fontSize === 0) return;
    const fontDirection = state.text.fontSize < 0 ? -1 : 1;
    const fontSize = Math.abs(state.text.fontSize);
    const scale = state.text.scale * fontDirection;
    const matrix = concatMatrices(textMatrix, state.matrix);
    const run = Math.hypot(matrix[0], matrix[1]);
    let size = fontSize * Math.hypot(matrix[2], matrix[3]);
    const perUnit = fontSize * Math.abs(font.fontMatrix?.[0] ?? 0.001);
    if (font.isType3Font) {
      const widest = glyphs.reduce((most: number, glyph) => Math.max(most, typeof glyph === 'number' ? 0 : glyph.width), 0) * perUnit * run;
      if (widest > MAX_ADVANCE * size) size = widest;
    }
    const painted = paints();
    const hiddenLayer = layers.includes(false);
    const sign = scale < 0 ? -1 : 1;
    const direction: [number, number] = run > 0 ? [(sign * matrix[0]) / run, (sign * matrix[1]) / run] : [1, 0];
    const stroked = mode === 1 || mode === 5;
    const name = (font.name ?? '').replace(/^[A-Z]{6}\+/, '');
    const style =
      marks.styles.push({
        font: name,
        bold: font.bold === true || font.black === true || mode === 2 || BOLD_NAME.test(name),
        size,
        direction,
        color: stroked ? state.stroke : state.fill,
        invisible: mode === 3 || mode === 7 || (stroked ? state.strokeAlpha : state.fillAlpha) === 0,
        order,
        clip: state.clip,
        layered: false,
        aside: hiddenLayer ? 'on a layer that is not shown' : null,
      }) - 1;
    const vertical = font.vertical === true;
    let along = 0;
    for (const glyph of glyphs) {
      if (typeof glyph === 'number') {
        along += ((vertical ? 1 : -1) * glyph * fontSize) / 1000;
        continue;
      }
      const spacing = (glyph.isSpace ? wordSpacing : 0) + charSpacing;
      const width = glyph.width * perUnit;
      let x = penX + along * scale;
      let y = penY + rise;
      let step = width + spacing * fontDirection;
      if (vertical) {
        const metrics = glyph.vmetric ?? font.defaultVMetrics ?? [-1000, 500, 880];
        x = penX - (glyph.vmetric ? (metrics[1] ?? 0) : glyph.width * 0.5) * perUnit * scale;
        y = penY + rise + along - (metrics[2] ?? 0) * perUnit;
        step = (metrics[0] ?? -1000) * perUnit - spacing * fontDirection;
      }
      if (painted) pushGlyph(glyph, font, concatPoint(matrix, x, y), direction, width * Math.abs(scale) * run, style);
      along += step;
    }
    if (vertical) penY += along;
    else penX += along * scale;
  };

  const pushGlyph = (
    glyph: PdfjsGlyph,
    font: PdfjsFont,
    [x, y]: readonly [number, number],
    direction: readonly [number, number],
    advance: number,
    style: number,
  ): void => {
    const flags = isMapped(font, glyph.originalCharCode) ? 0 : GLYPH_UNMAPPED;
    const characters = Array.from(glyph.unicode);
    const share = advance / Math.max(1, characters.length);
    characters.forEach((character, k) => {
      marks.pushGlyph(character.codePointAt(0) ?? 0, x + direction[0] * share * k, y + direction[1] * share * k, share, style, flags);
    });
  };

  for (let i = 0; i < list.fnArray.length; i++) {
    const args = (list.argsArray[i] ?? []) as readonly never[];
    const number = (k: number): number => Number(args[k] ?? 0);
    switch (names.get(list.fnArray[i] ?? 0)) {
      case 'save':
        save();
        break;
      case 'restore':
        restore();
        break;
      case 'transform':
        state.matrix = concatMatrices(toMatrix(args), state.matrix);
        state.moved = true;
        break;
      case 'setLineWidth':
        state.lineWidth = number(0);
        break;
      case 'setGState':
        for (const [key, value] of (args[0] ?? []) as readonly (readonly [string, unknown])[]) {
          if (key === 'LW') state.lineWidth = Number(value);
          else if (key === 'ca') state.fillAlpha = Number(value);
          else if (key === 'CA') state.strokeAlpha = Number(value);
          else if (key === 'BM') state.unblended = value === 'source-over';
          else if (key === 'SMask' && value) state.unblended = false;
          else if (key === 'Font' && Array.isArray(value)) {
            state.text.font = context.font(String(value[0]));
            state.text.fontSize = Number(value[1]);
          }
        }
        break;
      case 'setFillRGBColor':
        state.fill = toColor(args[0]);
        break;
      case 'setStrokeRGBColor':
        state.stroke = toColor(args[0]);
        break;
      case 'setFillColorN':
      case 'setFillTransparent':
        state.fill = PATTERN_COLOR;
        break;
      case 'setStrokeColorN':
      case 'setStrokeTransparent':
        state.stroke = PATTERN_COLOR;
        break;
      case 'clip':
      case 'eoClip':
        clipPending = true;
        break;
      case 'constructPath': {
        order++;
        const [paintOp, data, bounds] = args as unknown as [number, readonly unknown[], ArrayLike<number> | null];
        const path = data?.[0];
        if (path instanceof Float32Array && paintOp !== ops['endPath'] && paints() && !layers.includes(false)) {
          const fills = paintOp !== ops['stroke'] && paintOp !== ops['closeStroke'];
          const strokes = paintOp !== ops['fill'] && paintOp !== ops['eoFill'];
          const closes = paintOp === ops['closeStroke'] || paintOp === ops['closeFillStroke'] || paintOp === ops['closeEOFillStroke'];
          sink.matrix = state.matrix;
          feedPath(path, sink);
          if (closes) sink.close();
          sink.paint({
            fill: fills && state.fillAlpha > 0 ? state.fill : null,
            opaque: state.fillAlpha === 1 && state.unblended,
            stroke: strokes && state.strokeAlpha > 0 ? state.stroke : null,
            lineWidth: state.lineWidth,
            order,
            clip: state.clip,
          });
        }
        if (clipPending && bounds) narrowClip([bounds[0] ?? 0, bounds[1] ?? 0, bounds[2] ?? 0, bounds[3] ?? 0], state.matrix);
        clipPending = false;
        if (paintOp !== ops['endPath']) state.painted = true;
        break;
      }
      case 'paintFormXObjectBegin':
        save();
        if (args[0]) state.matrix = concatMatrices(toMatrix(args[0]), state.matrix);
        if (args[1]) narrowClip(toBox(args[1]), state.matrix);
        break;
      case 'paintFormXObjectEnd':
        restore();
        break;
      case 'beginGroup':
        save();
        groups.push(Boolean((args[0] as { smask?: unknown } | undefined)?.smask));
        break;
      case 'endGroup':
        groups.pop();
        restore();
        break;
      case 'beginAnnotation': {
        // Each appearance starts from the page's own state: [id, rect, transform, matrix].
        stack = [];
        state = initial();
        if (args[1]) narrowClip(toBox(args[1]), state.matrix);
        if (args[2]) state.matrix = concatMatrices(toMatrix(args[2]), state.matrix);
        if (args[3]) state.matrix = concatMatrices(toMatrix(args[3]), state.matrix);
        break;
      }
      case 'endAnnotation':
        state = initial();
        break;
      case 'beginMarkedContent':
        layers.push(true);
        break;
      case 'beginMarkedContentProps':
        layers.push(args[0] !== ('OC' as never) || context.isLayerVisible(args[1]));
        break;
      case 'endMarkedContent':
        layers.pop();
        break;
      case 'shadingFill':
        order++;
        state.painted = true;
        if (paints() && !layers.includes(false)) marks.areas.push({ box: state.clip ?? pageBox, color: PATTERN_COLOR, opaque: true, order });
        break;
      case 'beginText':
        textMatrix = IDENTITY;
        penX = penY = lineX = lineY = 0;
        break;
      case 'setFont':
        state.text.font = context.font(String(args[0]));
        state.text.fontSize = number(1);
        break;
      case 'setCharSpacing':
        state.text.charSpacing = number(0);
        break;
      case 'setWordSpacing':
        state.text.wordSpacing = number(0);
        break;
      case 'setHScale':
        state.text.scale = number(0) / 100;
        break;
      case 'setLeading':
        state.text.leading = -number(0);
        break;
      case 'setTextRise':
        state.text.rise = number(0);
        break;
      case 'setTextRenderingMode':
        state.text.mode = number(0);
        break;
      case 'setTextMatrix':
        textMatrix = toMatrix(args[0] ?? args);
        penX = penY = lineX = lineY = 0;
        break;
      case 'moveText':
        moveText(number(0), number(1));
        break;
      case 'setLeadingMoveText':
        state.text.leading = number(1);
        moveText(number(0), number(1));
        break;
      case 'nextLine':
        moveText(0, state.text.leading);
        break;
      case 'showText':
        order++;
        state.painted = true;
        showText((args[0] ?? []) as readonly (PdfjsGlyph | number)[]);
        break;
      default:
    }
  }
  if (state.moved && !state.painted) image(state.matrix);
}

const concatPoint = ([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] => [a * x + c * y + e, b * x + d * y + f];

function toMatrix(from: unknown): Matrix {
  const n = from as ArrayLike<number>;
  return [n[0] ?? 1, n[1] ?? 0, n[2] ?? 0, n[3] ?? 1, n[4] ?? 0, n[5] ?? 0];
}

function toBox(from: unknown): Box {
  const n = from as ArrayLike<number>;
  return [n[0] ?? 0, n[1] ?? 0, n[2] ?? 0, n[3] ?? 0];
}

/** pdf.js gives colours as `#rrggbb`. */
const toColor = (from: unknown): number => (typeof from === 'string' && from.startsWith('#') ? Number.parseInt(from.slice(1), 16) : 0);

/** Without its own table a font has only the character codes, which pdf.js then takes for Unicode. */
function isMapped(font: PdfjsFont, charCode: number): boolean {
  const table = font.toUnicode;
  if (table === undefined) return true;
  return (table._map?.[charCode] ?? null) !== null;
}

function feedPath(path: Float32Array, sink: PathSink): void {
  for (let i = 0; i < path.length; ) {
    switch (path[i]) {
      case DRAW_MOVE:
        sink.moveTo(path[i + 1] ?? 0, path[i + 2] ?? 0);
        i += 3;
        break;
      case DRAW_LINE:
        sink.lineTo(path[i + 1] ?? 0, path[i + 2] ?? 0);
        i += 3;
        break;
      case DRAW_CURVE:
        sink.curveTo(path[i + 5] ?? 0, path[i + 6] ?? 0);
        i += 7;
        break;
      case DRAW_QUADRATIC:
        sink.curveTo(path[i + 3] ?? 0, path[i + 4] ?? 0);
        i += 5;
        break;
      default:
        sink.close();
        i += 1;
    }
  }
}
