import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createWorker, OEM, PSM } from 'tesseract.js';
import { grayToPgm } from './gray-to-pgm.js';
import type { LineReading, LineRecogniser, ReadCharacter } from './line-recogniser.js';

/** The integer form of the best models: a twelfth of the size of the other data in the package, and no less right. */
const VARIANT = '4.0.0_best_int';

/** A line without a pixel darker than this is blank; Tesseract makes up characters for it. */
const PALEST_INK = 200;

/**
 * Tesseract 5 (Apache-2.0) as WebAssembly in a worker thread, with the data that npm brought: nothing is fetched and nothing is written.
 * `language` is one of the installed data packages.
 */
export async function openTesseractRecogniser(language: 'chi_sim' | 'eng' = 'chi_sim'): Promise<LineRecogniser> {
  // A plain directory: any other form of path would be fetched.
  const langPath = join(dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${language}/package.json`)), VARIANT);
  const worker = await createWorker(language, OEM.LSTM_ONLY, { langPath, cacheMethod: 'none', gzip: true });
  await worker.setParameters({ tessedit_pageseg_mode: PSM.SINGLE_LINE });
  return {
    name: 'tesseract/5',
    async read(lines) {
      const readings: LineReading[] = [];
      for (const line of lines) {
        if (line.width < 3 || line.height < 3 || !line.data.some((value) => value < PALEST_INK)) {
          readings.push({ characters: [], omission: 0 });
          continue;
        }
        const { data: page } = await worker.recognize(Buffer.from(grayToPgm(line)), {}, { blocks: true, text: false });
        const characters: ReadCharacter[] = [];
        for (const block of page.blocks ?? []) {
          for (const paragraph of block.paragraphs) {
            for (const textLine of paragraph.lines) {
              for (const word of textLine.words) {
                for (const symbol of word.symbols) {
                  characters.push({
                    text: symbol.text,
                    confidence: symbol.confidence / 100,
                    x: (symbol.bbox.x0 + symbol.bbox.x1) / 2,
                    others: [],
                  });
                }
              }
            }
          }
        }
        readings.push({ characters, omission: 0 });
      }
      return readings;
    },
    async close() {
      await worker.terminate();
    },
  };
}
