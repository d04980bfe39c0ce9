import { cutLine, type Margin } from './cut-line.js';
import { isOfNumber } from './needed-confidence.js';
import { type InkPiece, inkPieces, mainPieces } from './ink-pieces.js';
import { isSettledByOneLook, isSettledByTwoLooks, isWorthMoreLooks, judgeLine, type LineEvidence, type LineVerdict, type Look } from './judge-line.js';
import { foldReading } from './fold-reading.js';
import type { LineRecogniser } from './line-recogniser.js';
import { readComparator, showsBar } from './read-comparator.js';
import { isPermille } from './read-percent.js';
import { isZeroRing, readShape } from './read-shape.js';
import { endsRaised } from './raised-ink.js';
import type { Gray, Ink, PixelBox } from './raster.js';
import { unreadInk } from './unread-ink.js';

/** A line to read: its ink, the cell (or page) it lies in, whether a seal lay over it or a streak ran through it, and whether it is paler than what counts as ink. */
export interface LineTask {
  readonly box: PixelBox;
  readonly within: PixelBox;
  readonly stamped: boolean;
  readonly streaked: boolean;
  readonly faint: boolean;
}

/** A line read, the characters' places in pixels of the page. */
export interface ReadLine extends LineVerdict {
  readonly task: LineTask;
  /** The picture the other engine would be shown, for a second opinion later. */
  readonly crop: Gray;
  /** How many looks it took, and whether the other engine was asked. */
  readonly looks: number;
  readonly witnessed: boolean;
  /** The pieces of its ink, from left to right. */
  readonly pieces: readonly InkPiece[];
}

/** The usual crop, a wider one that shifts every sampled pixel, and the narrow one that Tesseract does best with. */
const USUAL: Margin = { above: 0.3, beside: 0.35 };
const WIDER: Margin = { above: 0.45, beside: 0.6 };
/** Fewer signs than this can be made of the strokes of a seal by chance. */
const LEAST_TEXT = 2;
/** The widest figure, in ems; a usual one, which noise may have broken, is no wider than the other. */
const ONE_FIGURE = 0.66;
const NARROW_FIGURE = 0.52;
/** The widest comparator, in ems. */
const WIDEST_COMPARATOR = 1.1;
const NARROW: Margin = { above: 0.15, beside: 0.2 };
/** Larger print than the usual crop shows, for a third look. */
const TIGHT: Margin = { above: 0.18, beside: 0.5 };

/** Print of the sheet's other side is no darker than this in a flattened image (measured: its dashes 20 to 30 grey levels, hairline dashes of this side 44 to 57). */
const SHINES_THROUGH = 36;

/** How much darker than paper the darkest row of a box is, in grey levels. */
function darknessOf({ width, data }: Gray, [x0, y0, x1, y1]: PixelBox): number {
  let most = 0;
  for (let y = y0; y < y1; y += 1) {
    const row = data.subarray(y * width + x0, y * width + x1);
    most = Math.max(most, 255 - row.reduce((sum, value) => sum + value, 0) / row.length);
  }
  return most;
}

type Crop = ReturnType<typeof cutLine>;

const readingOf = ({ characters }: Pick<LineVerdict, 'characters'>): string => foldReading(characters.map(({ text }) => text).join(''));

/** The picture blurred by a pixel (1 2 1 both ways), for a fourth look: what grain broke is whole again. */
function softened(crop: Crop): Crop {
  const { width, height, data } = crop;
  const rows = new Uint16Array(data.length);
  for (let i = 0; i < data.length; i += 1) {
    const x = i % width;
    rows[i] = (data[x > 0 ? i - 1 : i] ?? 255) + 2 * (data[i] ?? 255) + (data[x + 1 < width ? i + 1 : i] ?? 255);
  }
  const soft = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 1) soft[i] = ((rows[i >= width ? i - width : i] ?? 0) + 2 * (rows[i] ?? 0) + (rows[i + width < data.length ? i + width : i] ?? 0) + 8) >> 4;
  return { ...crop, width, height, data: soft };
}

/**
 * Reads lines of a straightened, erased page: all by one look of the reader; those that this does not settle by a second look at another crop; and
 * what is still open by the other engine, or all lines when it is to `compare` something. Lines with a sign that is still weak are looked at twice more,
 * larger and blurred. Pixels throughout.
 */
export async function readLines(
  gray: Gray,
  ink: Ink,
  em: number,
  tasks: readonly LineTask[],
  reader: LineRecogniser,
  witness: () => Promise<LineRecogniser>,
  compare: LineEvidence['compare'],
): Promise<ReadLine[]> {
  interface State {
    readonly task: LineTask;
    readonly pieces: readonly InkPiece[];
    readonly lineEm: number;
    readonly looks: Look[];
    readonly shape: LineEvidence['shape'];
    readonly comparator: LineEvidence['comparator'];
    readonly isBarred: boolean;
    readonly zero: LineEvidence['zero'];
    witness: Look | null;
  }
  const states: State[] = tasks.map((task) => {
    const pieces = inkPieces(ink, task.box);
    const lineEm = Math.max(em, task.box[3] - task.box[1]);
    const [piece, ...others] = mainPieces(pieces);
    const comparator = piece === undefined || piece.box[2] - piece.box[0] > WIDEST_COMPARATOR * em ? null : readComparator(gray, ink, piece.box);
    const zero = piece !== undefined && isZeroRing(ink, piece.box, em) ? (others.length === 0 ? 'alone' : 'in front') : null;
    return { task, pieces, lineEm, looks: [], shape: readShape(gray, ink, mainPieces(pieces), task.within, em), comparator, isBarred: piece !== undefined && showsBar(gray, piece.box, comparator), zero, witness: null };
  });
  const look = async (engine: LineRecogniser, open: readonly State[], margin: Margin, prepare = (crop: Crop): Crop => crop): Promise<Look[]> => {
    const crops = open.map(({ task, lineEm }) => prepare(cutLine(gray, task.box, task.within, lineEm, margin)));
    const readings = await engine.read(crops);
    return open.map(({ pieces, lineEm }, index) => {
      const reading = readings[index] ?? { characters: [], omission: 0 };
      const left = crops[index]?.left ?? 0;
      const placed = reading.characters.map((character) => ({ ...character, x: character.x + left }));
      return { engine: engine.name, reading: { ...reading, characters: placed }, unread: unreadInk(pieces, placed, 0, lineEm) };
    });
  };
  const isPermilleIn = (own: Look, task: LineTask): boolean => own.reading.characters.some(({ text }, index) => /[%％]/u.test(text) && isPermille(gray, ink, task.box, own.reading.characters, index));
  const evidenceOf = ({ task, pieces, looks, witness: other, shape, comparator, isBarred, zero }: State): LineEvidence => ({
    looks,
    witness: other,
    shape,
    comparator,
    isBarred,
    zero,
    compare,
    permille: looks.some((own) => isPermilleIn(own, task)),
    raised: endsRaised(ink, task.box),
    pieces: pieces.length,
    single: task.box[2] - task.box[0] <= (pieces.length === 1 ? ONE_FIGURE : NARROW_FIGURE) * em,
  });

  // What has the shape of a sign of equality may be a faint figure, which an engine knows.
  const unshaped = states.filter(({ shape }) => shape === null || shape.text === '=');
  const first = await look(reader, unshaped, USUAL);
  unshaped.forEach((state, index) => {
    const own = first[index];
    if (own !== undefined) state.looks.push(own);
  });
  const isCovered = ({ task }: State): boolean => task.stamped || task.streaked;
  const open = unshaped.filter((state) => isCovered(state) || !state.looks.some(isSettledByOneLook));
  const second = await look(reader, open, WIDER);
  open.forEach((state, index) => {
    const own = second[index];
    if (own !== undefined) state.looks.push(own);
  });
  const unsettled = compare !== 'nothing' ? unshaped : open.filter((state) => isCovered(state) || !isSettledByTwoLooks(evidenceOf(state)));
  if (unsettled.length > 0) {
    const third = await look(await witness(), unsettled, NARROW);
    unsettled.forEach((state, index) => {
      state.witness = third[index] ?? null;
    });
  }
  const weak = unsettled.filter((state) => isWorthMoreLooks(judgeLine(evidenceOf(state))));
  for (const [margin, prepare] of [[TIGHT, (crop: Crop) => crop], [USUAL, softened]] as const) {
    const more = await look(reader, weak, margin, prepare);
    weak.forEach((state, index) => {
      const own = more[index];
      if (own !== undefined) state.looks.push(own);
    });
  }
  const judge = (state: State): LineVerdict => {
    const read = judgeLine(evidenceOf(state));
    // A streak hides a thin figure without a trace, and what both engines read of a number is then less than was printed.
    const isHidden = state.task.streaked && (read.characters.some(({ text }) => isOfNumber(text)) || state.witness === null || readingOf(read) !== readingOf(state.witness.reading));
    const verdict = isHidden ? { ...read, doubts: [...read.doubts, { code: 'ocr-ink-unread', note: 'a streak of the scanner runs through the text and may hide a part of it' }] } : read;
    // A whole dash, where paper would otherwise be blank, is seen for what it is; under a seal nothing is, nor what shines through from the other side.
    if (!state.task.faint || (!state.task.stamped && state.shape?.sure === true && darknessOf(gray, state.task.box) >= SHINES_THROUGH)) return verdict;
    // What is left of a seal is no text that both engines read alike.
    if (state.task.stamped && verdict.doubts.length === 0 && verdict.vouchedFor && verdict.characters.length >= LEAST_TEXT) return verdict;
    return { ...verdict, doubts: [...verdict.doubts, { code: 'ocr-faint', note: 'a stroke much paler than the other print of the page' }] };
  };
  return states.map((state) => ({
    ...judge(state),
    task: state.task,
    crop: cutLine(gray, state.task.box, state.task.within, state.lineEm, NARROW),
    looks: state.looks.length,
    witnessed: state.witness !== null,
    pieces: state.pieces,
  }));
}
