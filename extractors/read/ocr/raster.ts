/** A grey image: one byte a pixel, row by row, 0 black, 255 white. */
export interface Gray {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A picture of the ink: one byte a pixel, 1 where there is ink. */
export interface Ink {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A page as it comes from a decoder or a PDF engine: gray (1 byte a pixel) or rgba (4), and how many of its pixels make an inch. */
export interface PageImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly dpi: number;
}

/** `[x0, y0, x1, y1]` in pixels, the upper bounds not included. */
export type PixelBox = readonly [x0: number, y0: number, x1: number, y1: number];
