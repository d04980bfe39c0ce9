import { cutLine } from './cut-line.js';
import type { PageLines } from './find-lines.js';
import type { LineRecogniser } from './line-recogniser.js';
import type { PixelBox } from './raster.js';
import type { StraightPage } from './straighten-page.js';
import { type QuarterTurns, turnImage } from './turn-image.js';

interface Prepared {
  readonly straight: StraightPage;
  readonly found: PageLines;
}

/** So many lines, spread over the page, tell which way up it is. */
const SAMPLE = 8;
/** Lines of text read this surely on average are the right way up; on its head a page reads below half of it. */
const UPRIGHT = 0.85;
/** As many characters read for sure, twice over, settle it without a look at the other ways. */
const ENOUGH = 10;

/** The longest lines, up to twelve characters of each. */
function sampleLines({ found }: Prepared): { box: PixelBox; within: PixelBox }[] {
  return found.regions
    .flatMap((region) => region.lines.map((box) => ({ box, within: region.box })))
    .filter(({ box: [, y0, , y1] }) => y1 - y0 <= 2 * found.em && y1 - y0 >= 0.5 * found.em)
    .sort((a, b) => b.box[2] - b.box[0] - (a.box[2] - a.box[0]) || a.box[1] - b.box[1])
    .slice(0, SAMPLE)
    .map(({ box: [x0, y0, x1, y1], within }) => ({ box: [x0, y0, Math.min(x1, Math.round(x0 + 12 * found.em)), y1], within }));
}

interface Legibility {
  /** Mean over the characters; an unread line counts as one at 0. */
  readonly certainty: number;
  /** Characters read better than by chance, added up: single strokes read well whichever way up they stand, but they are few. */
  readonly weight: number;
}

/** How well the reader reads a sample of lines, turned on their heads or not. */
async function legibility(page: Prepared, onHead: boolean, reader: LineRecogniser): Promise<Legibility> {
  const crops = sampleLines(page).map(({ box, within }) => cutLine(page.straight.gray, box, within, page.found.em, { above: 0.3, beside: 0.35 }));
  const readings = await reader.read(crops.map((crop) => (onHead ? turnImage(crop, 2) : crop)));
  let [sum, count, weight] = [0, 0, 0];
  for (const { characters } of readings) {
    for (const { confidence } of characters) {
      sum += confidence;
      weight += confidence - 0.5;
    }
    count += Math.max(1, characters.length);
  }
  return { certainty: count === 0 ? 0 : sum / count, weight };
}

/** Prepares a page the way up in which its lines read best. The other ways are tried only when it does not read well as it lies. */
export async function uprightTurns(prepare: (turns: QuarterTurns) => Prepared, reader: LineRecogniser): Promise<Prepared> {
  const lying = prepare(0);
  if (lying.found.regions.every((region) => region.lines.length === 0)) return lying;
  const asItLies = await legibility(lying, false, reader);
  if (asItLies.certainty >= UPRIGHT && asItLies.weight >= ENOUGH) return lying;
  const turned = prepare(1);
  const ways: [QuarterTurns, Legibility][] = [
    [0, asItLies],
    [2, await legibility(lying, true, reader)],
    [1, await legibility(turned, false, reader)],
    [3, await legibility(turned, true, reader)],
  ];
  const [best] = ways.sort((a, b) => b[1].weight - a[1].weight);
  if (best === undefined || best[0] === 0) return lying;
  return best[0] === 1 ? turned : prepare(best[0]);
}
