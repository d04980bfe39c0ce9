import type { Page } from '../../../schemas/page.js';
import type { Ocr } from './open-ocr.js';
import type { PageImage } from './raster.js';

/** Pages are drawn at this resolution: scans have 150 to 300, and reading does not get better above. */
const RENDER_DPI = 300;
/** Larger sheets are drawn coarser, so that one picture stays below 140 MB. */
const MAX_PIXELS = 35_000_000;
const POINTS_PER_INCH = 72;

/**
 * Reads a page that says that it needs it, drawn by `render`. Gives what takes its place; rulings that the file itself draws are kept where the picture
 * shows none. A page that fails keeps its reason, with the failure behind it, which `failure` names.
 */
export async function recognisePage(
  page: Page & { readonly needsOcr: string },
  render: (page: number, dpi: number) => Promise<Omit<PageImage, 'dpi'>>,
  ocr: Ocr,
): Promise<{ readonly page: Page; readonly failure: string | null }> {
  try {
    const inches = (page.width * page.height) / POINTS_PER_INCH ** 2;
    const dpi = Math.min(RENDER_DPI, Math.floor(Math.sqrt(MAX_PIXELS / Math.max(inches, 1e-6))));
    const image = await render(page.number, dpi);
    const read = await ocr.readPage({ ...image, dpi }, { number: page.number, width: page.width, height: page.height });
    // What the text layer held, if anything, was found unusable: it stays visible as suppressed text.
    const left = page.words.map((word) => ({ text: word.text, source: word.source, why: page.needsOcr }));
    const rulings = read.rulings.length > 0 ? read.rulings : page.rulings;
    return { page: { ...read, recognised: page.needsOcr, rulings, suppressed: [...page.suppressed, ...left, ...read.suppressed] }, failure: null };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { page: { ...page, needsOcr: `${page.needsOcr}; recognition failed: ${why}` }, failure: `Page ${page.number} could not be recognised: ${why}` };
  }
}
