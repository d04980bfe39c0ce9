import { describe, expect, it } from 'vitest';
import type { Page, Word } from '../../../../schemas/page.js';
import { DocumentError } from '../../../../schemas/outcome.js';
import { pdfiumEngine } from '../../../../extractors/read/pdf/pdfium-engine.js';
import { pdfjsEngine } from '../../../../extractors/read/pdf/pdfjs-engine.js';
import { streamObject, type TinyPdf, tinyPdf } from './tiny-pdf.js';

/** What each engine can't do, and why. A test of such a thing checks the other engine only. */
const ENGINES = [
  { engine: pdfiumEngine, cannot: new Map([['layers', 'PDFium has no call that tells whether a layer is shown']]) },
  {
    engine: pdfjsEngine,
    cannot: new Map([
      ['actual-text', 'pdf.js ignores ActualText'],
      ['free-text-without-appearance', 'pdf.js makes appearances for form fields only'],
      ['render', 'pdf.js draws on a canvas, and there is none'],
    ]),
  },
] as const;

/** 12-point Helvetica; its widths in thousandths: H 722, e 556, l 222, o 556, w 722, r 333, d 556, blank 278. */
const HELLO = 'BT /F1 12 Tf 20 50 Td (Hello world) Tj ET ';
const HELLO_WIDTH = 12 * (0.722 + 0.556 + 0.222 + 0.222 + 0.556);

for (const { engine, cannot } of ENGINES) {
  const read = async (pdf: TinyPdf, number = 1): Promise<Page> => {
    const file = await engine.open(tinyPdf(pdf));
    try {
      return await file.readPage(number);
    } finally {
      await file.close();
    }
  };
  const texts = (page: Page): string[] => page.words.map((word) => word.text);
  const find = (page: Page, text: string): Word => {
    const word = page.words.find((one) => one.text === text);
    if (word === undefined) throw new Error(`no word ${text} among ${texts(page).join(' ')}`);
    return word;
  };
  const unless = (what: string): typeof it | typeof it.skip => (cannot.has(what as never) ? it.skip : it);

  describe(engine.name, () => {
    describe('places words', () => {
      it('in points from the top left, one em high, with the boundaries of their characters', async () => {
        const page = await read({ pages: [{ content: HELLO }] });
        expect([page.width, page.height, page.em, page.unit]).toEqual([200, 100, 12, 'pt']);
        expect(texts(page)).toEqual(['Hello', 'world']);
        const hello = find(page, 'Hello');
        expect(hello.box[0]).toBeCloseTo(20, 1);
        expect(hello.box[2]).toBeCloseTo(20 + HELLO_WIDTH, 1);
        expect(hello.box[3] - hello.box[1]).toBeCloseTo(12, 1);
        expect(hello.box[1]).toBeLessThan(50 - 8);
        expect(hello.box[3]).toBeGreaterThan(50);
        expect(hello.edges).toHaveLength(6);
        expect(hello.edges[1]).toBeCloseTo(20 + 12 * 0.722, 1);
        expect(hello).toMatchObject({ size: 12, rotation: 0, font: 'Helvetica', bold: false, confidence: 1, doubts: [] });
      });

      it('as the page is shown: Rotate', async () => {
        const quarter = await read({ pages: [{ content: HELLO, entries: '/Rotate 90' }] });
        expect([quarter.width, quarter.height]).toEqual([100, 200]);
        const down = find(quarter, 'Hello');
        expect(down.rotation).toBe(90);
        expect(down.box[1]).toBeCloseTo(20, 1);
        expect(down.box[3]).toBeCloseTo(20 + HELLO_WIDTH, 1);
        expect(down.edges[0]).toBeCloseTo(20, 1);
        const back = find(await read({ pages: [{ content: HELLO, entries: '/Rotate -90' }] }), 'Hello');
        expect(back.rotation).toBe(270);
        expect(back.box[3]).toBeCloseTo(200 - 20, 1);
        expect(back.edges).toEqual(back.edges.toSorted((a, b) => a - b));
        const over = find(await read({ pages: [{ content: HELLO, entries: '/Rotate 180' }] }), 'Hello');
        expect(over.rotation).toBe(180);
        expect(over.box[2]).toBeCloseTo(200 - 20, 1);
      });

      it('as the page is shown: CropBox and MediaBox with an origin of their own', async () => {
        const page = await read({ pages: [{ content: HELLO, mediaBox: '-10 0 200 100', entries: '/CropBox [10 20 150 90]' }] });
        expect([page.width, page.height]).toEqual([140, 70]);
        expect(find(page, 'Hello').box[0]).toBeCloseTo(10, 1);
        expect(find(page, 'Hello').box[3]).toBeGreaterThan(90 - 50);
        expect(find(page, 'Hello').box[3]).toBeLessThan(90 - 50 + 3);
      });

      it('as the page is shown: UserUnit, also on a page inside an object stream', async () => {
        const page = await read({ pages: [{ content: `${HELLO} 10 10 50 20 re S`, entries: '/UserUnit 2' }] });
        expect([page.width, page.height, page.em]).toEqual([400, 200, 24]);
        expect(find(page, 'Hello').box[0]).toBeCloseTo(40, 1);
        expect(page.rulings.filter((ruling) => ruling.axis === 'v').map((ruling) => ruling.at)).toEqual([20, 120]);
      });

      it('that run down, up and upside down', async () => {
        const page = await read({
          pages: [{ content: 'BT /F1 12 Tf 0 -1 1 0 50 90 Tm (Down 11) Tj 0 1 -1 0 80 10 Tm (Up) Tj -1 0 0 -1 190 50 Tm (Over) Tj ET' }],
        });
        expect(page.words.map((word) => [word.text, word.rotation])).toEqual([
          ['Down', 90],
          ['11', 90],
          ['Up', 270],
          ['Over', 180],
        ]);
        expect(find(page, 'Down').box[1]).toBeCloseTo(10, 1);
        expect(find(page, 'Up').box[3]).toBeCloseTo(90, 1);
        expect(find(page, 'Over').box[2]).toBeCloseTo(190, 1);
      });

      it('set aslant, whole', async () => {
        const page = await read({ pages: [{ content: 'BT /F1 12 Tf 0.7071 0.7071 -0.7071 0.7071 50 10 Tm (Draft text) Tj ET' }] });
        expect(texts(page)).toEqual(['Draft', 'text']);
      });

      it('of a font scaled by the text matrix and stretched', async () => {
        const page = await read({ pages: [{ content: 'BT /F1 1 Tf 150 Tz 12 0 0 12 20 50 Tm (Hello) Tj ET' }] });
        expect(find(page, 'Hello').size).toBeCloseTo(12, 1);
        expect(find(page, 'Hello').box[2]).toBeCloseTo(20 + 1.5 * HELLO_WIDTH, 1);
      });

      it('drawn inside nested form XObjects', async () => {
        const page = await read({
          pages: [{ content: 'q 1 0 0 1 10 10 cm /X Do Q', resources: '/XObject << /X 20 0 R >>' }],
          objects: {
            20: streamObject('/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Matrix [2 0 0 2 0 0] /Resources << /XObject << /Y 21 0 R >> >>', '/Y Do'),
            21: streamObject(
              '/Type /XObject /Subtype /Form /BBox [0 0 500 500] /Matrix [1 0 0 1 5 0] /Resources << /Font << /F1 3 0 R >> >>',
              '0.5 w 0 0 m 50 0 l S BT /F1 6 Tf 5 8 Td (Inside) Tj ET',
            ),
          },
        });
        expect(find(page, 'Inside').size).toBeCloseTo(12, 1);
        expect(find(page, 'Inside').box[0]).toBeCloseTo(10 + 2 * (5 + 5), 1);
        expect(page.rulings).toEqual([{ axis: 'h', at: 90, from: 20, to: 120, thickness: 1 }]);
      });
    });

    describe('cuts words', () => {
      it('at gaps without a blank, and keeps kerned letters together', async () => {
        const page = await read({ pages: [{ content: 'BT /F1 12 Tf 20 50 Td [(ke) 40 (rn) -400 (next)] TJ ET' }] });
        expect(texts(page)).toEqual(['kern', 'next']);
      });

      it('where the baseline or the size changes', async () => {
        const page = await read({ pages: [{ content: 'BT /F1 12 Tf 20 50 Td (m) Tj /F1 7 Tf 5 Ts (2) Tj ET' }] });
        expect(texts(page)).toEqual(['m', '2']);
      });

      it('and keeps a hyphen at the end of a line, dashes and quotes', async () => {
        const page = await read({ pages: [{ content: 'BT /F1 12 Tf 20 80 Td (a co-) Tj 0 -14 Td (operation) Tj 0 -20 Td (\\226dash \\223q\\224) Tj ET' }] });
        expect(texts(page)).toEqual(['a', 'co-', 'operation', '–dash', '“q”']);
      });
    });

    describe('finds rulings', () => {
      it('of strokes, rectangles, thin filled rectangles, frames and dashes', async () => {
        const page = await read({
          pages: [
            {
              content: `${HELLO} 1 w 10 95 m 190 95 l S 10 60 30 20 re S 100 10 60 0.5 re f
                [3 2] 0 d 10 5 m 190 5 l S [] 0 d 120 60 40 30 re 121 61 38 28 re f*`,
            },
          ],
        });
        const lines = page.rulings.map(({ axis, at, from, to }) => `${axis} ${at} ${from}-${to}`).sort();
        expect(lines).toEqual(
          ['h 5 10-190', 'h 20 10-40', 'h 40 10-40', 'v 10 20-40', 'v 40 20-40', 'h 89.75 100-160', 'h 95 10-190', 'h 10.5 120-160', 'h 39.5 120-160', 'v 120.5 10-40', 'v 159.5 10-40'].sort(),
        );
      });

      it('as far as they are not clipped away', async () => {
        const page = await read({ pages: [{ content: `${HELLO} q 10 0 100 30 re W n 0 20 m 200 20 l S 0 80 m 200 80 l S 150 0 40 25 re S Q` }] });
        expect(page.rulings.map(({ axis, at, from, to }) => [axis, at, from, to])).toEqual([['h', 80, 10, 110]]);
      });

      it('and joins the pieces and the doubles of one line', async () => {
        const pieces = Array.from({ length: 6 }, (_, i) => `${10 + 30 * i} 20 30 0.7 re f 10 20.2 30 0.5 re f`).join(' ');
        const dots = Array.from({ length: 30 }, (_, i) => `${10 + 5 * i} 40 2 0.7 re f`).join(' ');
        const page = await read({ pages: [{ content: `${HELLO} ${pieces} ${dots}` }] });
        expect(page.rulings.map(({ axis, from, to }) => [axis, from, to])).toEqual([
          ['h', 10, 157],
          ['h', 10, 190],
        ]);
      });

      it('at the sides of cell backgrounds, but not around a single box, a slanted line or white on white', async () => {
        const cells = await read({ pages: [{ content: `0.9 g 10 10 50 20 re f 0.8 g 60 10 50 20 re f 0 g ${HELLO}` }] });
        expect(cells.rulings.filter((ruling) => ruling.axis === 'v').map((ruling) => ruling.at)).toEqual([10, 60, 110]);
        const box = await read({ pages: [{ content: `0.9 g 10 10 50 20 re f 0 g ${HELLO} 10 10 m 60 30 l S 1 G 10 90 m 190 90 l S` }] });
        expect(box.rulings).toEqual([]);
      });
    });

    describe('sets apart, with its reason, text that is', () => {
      const cases: [string, string, string, string[]][] = [
        ['printed twice to look bold', 'BT /F1 12 Tf 20 50 Td (bold) Tj ET BT /F1 12 Tf 20.4 50 Td (bold) Tj ET', 'printed twice at one place', ['bold']],
        ['white on white', '1 g BT /F1 12 Tf 20 80 Td (white) Tj ET 0 0 1 rg 10 10 100 20 re f 1 g BT /F1 12 Tf 20 15 Td (seen) Tj ET', 'in the colour of its background', ['seen']],
        ['invisible', `${HELLO} BT 3 Tr /F1 12 Tf 20 20 Td (ghost) Tj ET`, 'invisible text', ['Hello', 'world']],
        ['too small', `${HELLO} BT /F1 0.5 Tf 20 20 Td (mini) Tj ET`, 'too small to be read', ['Hello', 'world']],
        ['off the page', `${HELLO} BT /F1 12 Tf 20 500 Td (away) Tj ET`, 'outside the page', ['Hello', 'world']],
        ['clipped away', 'q 20 40 29 30 re W n BT /F1 12 Tf 20 50 Td (Hello world) Tj ET Q', 'clipped away', ['Hello']],
        ['slanted over the page', `${HELLO} BT /F1 30 Tf 0.8 0.6 -0.6 0.8 30 5 Tm (DRAFT) Tj ET`, 'runs slantwise over the page, as a watermark does', ['Hello', 'world']],
        ['large across other text', `BT /F1 5 Tf 40 50 Td (Hello) Tj 0 8 Td (world) Tj ET BT /F1 40 Tf 20 42 Td (DRAFT) Tj ET`, 'printed large across other text, as a watermark is', ['Hello', 'world']],
        ['covered', `${HELLO} 1 g 48 40 150 40 re f`, 'covered by what is painted over it', ['Hello']],
      ];
      it.each(cases)('%s', async (_, content, why, shown) => {
        const page = await read({ pages: [{ content }] });
        expect(texts(page)).toEqual(shown);
        expect(page.suppressed.map((text) => text.why)).toEqual([why]);
        expect(page.suppressed[0]?.text).toMatch(/^(bold|white|ghost|mini|away|world|DRAFT)$/u);
        expect(page.suppressed[0]?.source).toMatchObject({ page: 1 });
      });

      it('but not a heading painted anew over its background', async () => {
        const heading = 'BT 1 g /F1 12 Tf 20 50 Td (Heading) Tj ET';
        const page = await read({ pages: [{ content: `0.5 g 0 40 200 30 re f ${heading} 0.5 g 0 40 200 30 re f ${heading}` }] });
        expect(texts(page)).toEqual(['Heading']);
      });

      it('but not under a marker that lets it through, nor beside a background that is clipped', async () => {
        const page = await read({
          pages: [{ content: `${HELLO} /Mark gs 1 1 0 rg 0 40 100 30 re f /Plain gs q 0 0 10 100 re W n 0 0 200 100 re f Q`, resources: '/ExtGState << /Mark << /BM /Multiply >> /Plain << /BM /Normal >> >>' }],
        });
        expect(texts(page)).toEqual(['Hello', 'world']);
        expect(page.suppressed).toEqual([]);
      });

      unless('layers')('on a layer that is switched off', async () => {
        const page = await read(hiddenLayer);
        expect(texts(page)).toEqual(['Hello', 'world']);
        expect(page.suppressed).toMatchObject([{ text: 'secret', why: 'on a layer that is not shown' }]);
      });

      it('a comment beside the page', async () => {
        const page = await read({
          pages: [{ content: HELLO, entries: '/Annots [20 0 R]' }],
          objects: { 20: '<< /Type /Annot /Subtype /Text /Rect [150 70 170 90] /Contents (a comment) >>' },
        });
        expect(page.suppressed).toMatchObject([{ text: 'a comment', why: 'comment of an annotation' }]);
      });
    });

    describe('doubts', () => {
      it('words that are printed over one another', async () => {
        const page = await read({ pages: [{ content: 'BT /F1 12 Tf 20 50 Td (first) Tj ET BT /F1 12 Tf 22 50 Td (other) Tj ET BT /F1 12 Tf 100 50 Td (fine) Tj ET' }] });
        expect(page.words.map((word) => [word.text, word.doubts.map((doubt) => doubt.code)])).toEqual([
          ['first', ['overprinted']],
          ['other', ['overprinted']],
          ['fine', []],
        ]);
      });

      it('a word beside which text is clipped away, but no other', async () => {
        const page = await read({ pages: [{ content: `q 20 40 45 30 re W n BT /F1 12 Tf 20 50 Td (Hello world) Tj ET Q BT /F1 12 Tf 20 10 Td (whole) Tj ET` }] });
        expect(page.words.map((word) => [word.text, word.doubts.map((doubt) => doubt.code)])).toEqual([
          ['Hello', []],
          ['wo', ['cut-off']],
          ['whole', []],
        ]);
        expect(page.suppressed).toMatchObject([{ text: 'rld', why: 'clipped away' }]);
      });

      it('characters without Unicode values, and asks for OCR where they dominate', async () => {
        const page = await read(withoutUnicode);
        expect(page.words.flatMap((word) => word.doubts.map((doubt) => doubt.code))).toContain('unknown-characters');
        expect(page.needsOcr).toMatch(/no Unicode value/u);
      });
    });

    describe('says why a page needs OCR', () => {
      const image = { 20: streamObject('/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8', 'abcd') };
      const scan = 'q 200 0 0 100 0 0 cm /I Do Q';
      it('an image only', async () => {
        const page = await read({ pages: [{ content: scan, resources: '/XObject << /I 20 0 R >>' }], objects: image });
        expect(page.needsOcr).toBe('no text, only an image');
      });
      it('an image with invisible text over it, whose words stay, doubted', async () => {
        const page = await read({ pages: [{ content: `${scan} BT 3 Tr /F1 12 Tf 20 50 Td (layer) Tj ET`, resources: '/XObject << /I 20 0 R >>' }], objects: image });
        expect(page.needsOcr).toMatch(/invisible text over it/u);
        expect(page.words).toMatchObject([{ text: 'layer', doubts: [{ code: 'scan-layer' }] }]);
      });
      it('but not an empty page, nor one with a small image', async () => {
        expect((await read({ pages: [{ content: '' }] })).needsOcr).toBeNull();
        const logo = await read({ pages: [{ content: `q 20 0 0 20 0 0 cm /I Do Q ${HELLO}`, resources: '/XObject << /I 20 0 R >>' }], objects: image });
        expect(logo.needsOcr).toBeNull();
        expect(logo.suppressed).toEqual([]);
      });
      it('nor one with text beside a picture, which is listed as not read', async () => {
        const half = await read({ pages: [{ content: `q 200 0 0 40 0 0 cm /I Do Q ${HELLO}`, resources: '/XObject << /I 20 0 R >>' }], objects: image });
        expect(half.needsOcr).toBeNull();
        expect(half.suppressed).toEqual([{ text: '', source: { page: 1, bbox: [0, 60, 200, 100] }, why: 'a picture beside text; what it may show was not read' }]);
      });
    });

    describe('reads as text', () => {
      const look = streamObject('/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 3 0 R >> >>', 'BT /F1 10 Tf 2 5 Td (Printed) Tj ET');
      it('the values of form fields, with and without an appearance', async () => {
        const page = await read({
          catalog: '/AcroForm << /Fields [20 0 R 21 0 R] /DA (/Helv 10 Tf 0 g) /DR << /Font << /Helv 3 0 R >> >> /NeedAppearances true >>',
          pages: [{ content: HELLO, entries: '/Annots [20 0 R 21 0 R]' }],
          objects: {
            20: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Filled) /Rect [20 10 120 30] /DA (/Helv 10 Tf 0 g) /F 4 >>',
            21: `<< /Type /Annot /Subtype /Widget /FT /Tx /T (b) /V (Printed) /Rect [20 70 120 90] /DA (/Helv 10 Tf 0 g) /F 4 /AP << /N 22 0 R >> >>`,
            22: look,
          },
        });
        expect(texts(page)).toEqual(['Hello', 'world', 'Filled', 'Printed']);
        expect(find(page, 'Filled').box[1]).toBeGreaterThan(68);
        expect(find(page, 'Filled').box[3]).toBeLessThan(92);
      });
      it('free text annotations', async () => {
        const page = await read({
          pages: [{ content: HELLO, entries: '/Annots [20 0 R]' }],
          objects: { 20: '<< /Type /Annot /Subtype /FreeText /Rect [20 70 120 90] /Contents (Printed) /DA (/Helv 10 Tf 0 g) /F 4 /AP << /N 21 0 R >> >>', 21: look },
        });
        expect(find(page, 'Printed').box[0]).toBeCloseTo(22, 0);
        expect(page.suppressed).toEqual([]);
      });
      unless('free-text-without-appearance')('free text annotations without an appearance', async () => {
        const page = await read({
          pages: [{ content: HELLO, entries: '/Annots [20 0 R]' }],
          objects: { 20: '<< /Type /Annot /Subtype /FreeText /Rect [20 70 120 90] /Contents (Bare) /DA (/Helv 10 Tf 0 g) /F 4 >>' },
        });
        expect(texts(page)).toContain('Bare');
      });
      unless('actual-text')('ActualText, over one object or several', async () => {
        const page = await read({ pages: [{ content: 'BT /F1 12 Tf 20 50 Td /Span << /ActualText (Hi you) >> BDC (Xxxx) Tj (yyyy) Tj EMC ( after) Tj ET' }] });
        expect(texts(page)).toEqual(['Hi', 'you', 'after']);
        // X 667, x and y 500: the text takes the room of what is printed.
        expect(find(page, 'you').box[2]).toBeCloseTo(20 + 12 * (0.667 + 3 * 0.5 + 4 * 0.5), 0);
      });
      it('characters beyond the basic plane, and several characters of one glyph', async () => {
        const page = await read(namedByUnicode(['D840DC0B', '4E00', '00660066']));
        expect(texts(page)).toEqual(['𠀋一ff']);
        expect(page.words[0]?.edges.map((edge) => Math.round(edge))).toEqual([20, 32, 44, 50, 56]);
        expect(page.words[0]?.doubts).toEqual([]);
      });
      it('radicals as the characters they stand for, and nothing else changed', async () => {
        const page = await read(namedByUnicode(['2F00', '2ED4', '33A1', '2460', 'FF0C']));
        expect(texts(page)).toEqual(['一门㎡①，']);
      });
    });

    describe('knows the characters of', () => {
      const chinese = (encoding: string, hex: string): TinyPdf => ({
        fonts: '/F3 20 0 R',
        pages: [{ content: `BT /F3 12 Tf 20 50 Td <${hex}> Tj ET` }],
        objects: {
          20: `<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /${encoding} /DescendantFonts [21 0 R] >>`,
          21: '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 22 0 R >>',
          22: '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
        },
      });
      it.each([
        ['GBK-EUC-H', 'CFEEC4BFA3BA31'],
        ['UniGB-UCS2-H', '987976EEFF1A0031'],
      ])('a font that is not in the file, by its encoding %s', async (encoding, hex) => {
        const page = await read(chinese(encoding, hex));
        expect(texts(page)).toEqual(['项目：1']);
        expect(page.needsOcr).toBeNull();
        expect(find(page, '项目：1').edges.slice(0, 4).map((edge) => Math.round(edge))).toEqual([20, 32, 44, 56]);
      });
      it('full-width punctuation that is set closer by its blank half, as one word and without a doubt', async () => {
        const page = await read({ ...chinese('UniGB-UCS2-H', ''), pages: [{ content: 'BT /F3 12 Tf 20 50 Td [<589E96E8FF0896EAFF09> 500 <3001> 500 <FF0896F9FF09>] TJ ET' }] });
        expect(page.words.map((word) => [word.text, word.doubts])).toEqual([['增雨（雪）、（雹）', []]]);
      });
      it('the texts of two cells that nearly touch, and text that is spread over its line', async () => {
        const near = (content: string): Promise<Page> => read({ ...chinese('UniGB-UCS2-H', ''), pages: [{ content }] });
        // A fifth of an em behind 指标, and the same between all characters.
        expect(texts(await near('BT /F3 12 Tf 20 50 Td [<63076807> -200 <57F98BAD>] TJ ET'))).toEqual(['指标', '培训']);
        expect(texts(await near('BT /F3 12 Tf 20 50 Td [<6307> -200 <6807> -200 <57F9> -200 <8BAD>] TJ ET'))).toEqual(['指标培训']);
      });
      it('text written downwards', async () => {
        const page = await read(chinese('UniGB-UCS2-V', '987976EE'));
        expect(texts(page)).toEqual(['项', '目']);
        const [first, second] = page.words;
        expect((second?.box[1] ?? 0) - (first?.box[1] ?? 0)).toBeCloseTo(12, 1);
        expect(second?.box[0]).toBeCloseTo(first?.box[0] ?? 0, 1);
        // Hung from its origin at 20, 50, in the middle of the column.
        expect(((first?.box[0] ?? 0) + (first?.box[2] ?? 0)) / 2).toBeCloseTo(20, 0);
        expect(Math.abs((first?.box[1] ?? 0) - 50)).toBeLessThan(2);
      });
    });

    describe('opens', () => {
      it('a file encrypted with an empty user password, and asks for the password of another', async () => {
        const file = await engine.open(tinyPdf({ pages: [{ content: HELLO }], userPassword: '' }));
        expect((await file.readPage(1)).words.map((word) => word.text)).toEqual(['Hello', 'world']);
        await file.close();
        const locked = engine.open(tinyPdf({ pages: [{ content: HELLO }], userPassword: 'secret' }));
        await expect(locked).rejects.toMatchObject({ name: 'DocumentError', outcome: 'encrypted' });
      });

      it('a file whose cross-reference table is broken', async () => {
        const bytes = tinyPdf({ pages: [{ content: HELLO }] });
        const broken = Buffer.from(Buffer.from(bytes).toString('latin1').replace(/xref\n0 \d+/u, 'xref\n0 1'), 'latin1');
        const file = await engine.open(Uint8Array.from(broken));
        expect((await file.readPage(1)).words.map((word) => word.text)).toEqual(['Hello', 'world']);
        await file.close();
      });

      it('nothing that is no PDF, and says so', async () => {
        await expect(engine.open(Uint8Array.from(Buffer.from('no pdf at all')))).rejects.toBeInstanceOf(DocumentError);
        await expect(engine.open(new Uint8Array(0))).rejects.toBeInstanceOf(DocumentError);
      });

      it('several files at once', async () => {
        const one = await engine.open(tinyPdf({ pages: [{ content: HELLO }] }));
        const two = await engine.open(tinyPdf({ pages: [{ content: '' }, { content: 'BT /F1 12 Tf 20 50 Td (Second) Tj ET' }] }));
        expect(two.pageCount).toBe(2);
        expect((await one.readPage(1)).words).toHaveLength(2);
        await one.close();
        expect((await two.readPage(2)).words).toMatchObject([{ text: 'Second', source: { page: 2 } }]);
        await two.close();
      });
    });

    unless('render')('draws a page as shown', async () => {
      const file = await engine.open(tinyPdf({ pages: [{ content: '1 0 0 rg 0 0 100 50 re f', entries: '/Rotate 90 /UserUnit 2' }] }));
      const image = await file.renderPage?.(1, 36);
      await file.close();
      // 200 x 100 units of 2 points at 36 dpi, turned: the lower left quarter comes to the upper left.
      expect([image?.width, image?.height]).toEqual([100, 200]);
      const pixel = (x: number, y: number): number[] => [...(image?.rgba.subarray((y * 100 + x) * 4, (y * 100 + x) * 4 + 4) ?? [])];
      expect(pixel(25, 50)).toEqual([255, 0, 0, 255]);
      expect(pixel(75, 50)).toEqual([255, 255, 255, 255]);
      expect(pixel(25, 150)).toEqual([255, 255, 255, 255]);
    });

    it('reads the same page twice alike', async () => {
      const file = await engine.open(tinyPdf({ pages: [{ content: HELLO, entries: '/Annots [20 0 R]' }], objects: { 20: '<< /Type /Annot /Subtype /Square /Rect [10 10 90 40] /C [1 0 0] /F 4 >>' } }));
      const first = await file.readPage(1);
      const second = await file.readPage(1);
      await file.close();
      expect(second).toEqual(first);
    });
  });
}

const hiddenLayer: TinyPdf = {
  catalog: '/OCProperties << /OCGs [20 0 R] /D << /OFF [20 0 R] >> >>',
  pages: [{ content: `/OC /L1 BDC BT /F1 12 Tf 20 80 Td (secret) Tj ET EMC ${HELLO}`, resources: '/Properties << /L1 20 0 R >>' }],
  objects: { 20: '<< /Type /OCG /Name (L) >>' },
};

/** A font that says neither which characters its codes are nor is one that readers know. */
const compositeFont = (toUnicode: string): Record<number, string> => ({
  20: `<< /Type /Font /Subtype /Type0 /BaseFont /Foo /Encoding /Identity-H /DescendantFonts [21 0 R] ${toUnicode} >>`,
  21: '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Foo /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 22 0 R >>',
  22: '<< /Type /FontDescriptor /FontName /Foo /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
});

const withoutUnicode: TinyPdf = {
  fonts: '/F3 20 0 R',
  pages: [{ content: 'BT /F3 12 Tf 20 50 Td <00050006> Tj ET' }],
  objects: compositeFont(''),
};

function namedByUnicode(codes: readonly string[]): TinyPdf {
  const hex = codes.map((_, i) => (i + 1).toString(16).padStart(4, '0'));
  const map = `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange
    ${codes.length} beginbfchar ${codes.map((code, i) => `<${hex[i]}> <${code}>`).join(' ')} endbfchar endcmap end`;
  return {
    fonts: '/F3 20 0 R',
    pages: [{ content: `BT /F3 12 Tf 20 50 Td <${hex.join('')}> Tj ET` }],
    objects: { ...compositeFont('/ToUnicode 23 0 R'), 23: streamObject('', map) },
  };
}
