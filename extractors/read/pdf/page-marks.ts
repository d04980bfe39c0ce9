import type { Box } from '../../../schemas/page.js';

/** What is known of a run of glyphs set in one go; glyphs point to it by its index in `PageMarks.styles`. */
export interface GlyphStyle {
  readonly font: string;
  readonly bold: boolean;
  /** The em of the font as shown on the page, in points. */
  readonly size: number;
  /** The direction the text runs in on the page as shown, a unit vector with y downwards: [1, 0] is left to right. */
  readonly direction: readonly [x: number, y: number];
  /** 0xRRGGBB. */
  readonly color: number;
  /** True where nothing is painted: text render mode 3 or 7, or full transparency. */
  readonly invisible: boolean;
  /** Painting order: what has a larger number is painted over what has a smaller one. */
  readonly order: number;
  /** The part of the page the text is clipped to, or null. */
  readonly clip: Box | null;
  /** True where the text belongs to a layer that may be switched off, and the engine can't tell. */
  readonly layered: boolean;
  /** Why the page as printed does not show this text (a layer switched off), or null. */
  readonly aside: string | null;
}

/** An area painted with one colour, with an image (IMAGE_COLOR), or with a pattern or gradient (PATTERN_COLOR). */
export interface PaintedArea {
  readonly box: Box;
  readonly color: number;
  readonly opaque: boolean;
  readonly order: number;
}

/** A straight axis-parallel stroke or a thin filled rectangle, before duplicates are merged. */
export interface DrawnLine {
  readonly axis: 'h' | 'v';
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly thickness: number;
  readonly color: number;
  readonly order: number;
}

export const GLYPH_UNMAPPED = 1;
export const IMAGE_COLOR = -1;
export const PATTERN_COLOR = -2;

const INITIAL_CAPACITY = 1024;

/**
 * Everything an engine found painted on one page, in points of the page as shown (origin top left). Glyphs are kept in parallel typed arrays,
 * because a page has thousands of them and the reader must cost little beside the engine.
 */
export class PageMarks {
  glyphCount = 0;
  /** Code point of each glyph. A glyph that stands for several characters is several glyphs that share its advance. */
  code = new Uint32Array(INITIAL_CAPACITY);
  /** Origin of the glyph on its baseline. */
  x = new Float64Array(INITIAL_CAPACITY);
  y = new Float64Array(INITIAL_CAPACITY);
  /** Advance along the direction of its style. */
  advance = new Float32Array(INITIAL_CAPACITY);
  style = new Int32Array(INITIAL_CAPACITY);
  flags = new Uint8Array(INITIAL_CAPACITY);
  readonly styles: GlyphStyle[] = [];
  readonly areas: PaintedArea[] = [];
  readonly lines: DrawnLine[] = [];
  /** Text that the engine itself left out, with its place and the reason. */
  readonly dropped: { readonly text: string; readonly box: Box; readonly why: string }[] = [];
  /** Curved segments painted: a page of many and no glyphs is text turned to outlines. */
  curves = 0;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  pushGlyph(code: number, x: number, y: number, advance: number, style: number, flags: number): void {
    const i = this.glyphCount++;
    if (i === this.code.length) this.grow();
    this.code[i] = code;
    this.x[i] = x;
    this.y[i] = y;
    this.advance[i] = advance;
    this.style[i] = style;
    this.flags[i] = flags;
  }

  private grow(): void {
    const size = this.code.length * 2;
    const grown = <T extends Uint32Array | Float64Array | Float32Array | Int32Array | Uint8Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.code = grown(this.code, new Uint32Array(size));
    this.x = grown(this.x, new Float64Array(size));
    this.y = grown(this.y, new Float64Array(size));
    this.advance = grown(this.advance, new Float32Array(size));
    this.style = grown(this.style, new Int32Array(size));
    this.flags = grown(this.flags, new Uint8Array(size));
  }
}
