import type { Box } from '../../../schemas/page.js';
import { intersectBoxes, type Matrix } from './page-geometry.js';
import type { DrawnLine, PageMarks } from './page-marks.js';

/** How a path is painted. A null colour: this part is not painted. Line width in the path's own units. */
export interface PathPaint {
  readonly fill: number | null;
  readonly opaque: boolean;
  readonly stroke: number | null;
  readonly lineWidth: number;
  readonly order: number;
  /** The part of the page the path is clipped to, or null. */
  readonly clip: Box | null;
}

/** A border that lies on the edge of its clip area (within this many points) is still a border. */
const CLIP_SLACK = 1;
/** A path of more rectangles than this is a pattern, in which no frame is looked for. */
const MAX_FRAME_BOXES = 64;
/** A side that leaves its axis by less than this share of its length is straight: producers write coordinates with few decimals. */
const AXIS_SLOPE = 0.01;
/** ... or by less than this many points, below what any printer shows. */
const AXIS_SLACK = 0.05;

/**
 * Takes the segments of one path after the other and notes in the page's marks what a table can be drawn with: axis-parallel strokes as lines, filled
 * axis-parallel rectangles as areas, frames filled between two rectangles as lines. Curves and slanted sides are only counted.
 */
export class PathSink {
  private xs: number[] = [];
  private ys: number[] = [];
  /** Where each subpath begins in `xs`. */
  private starts: number[] = [];
  private closed: boolean[] = [];
  private curved: boolean[] = [];

  constructor(
    private readonly marks: PageMarks,
    public matrix: Matrix,
  ) {}

  moveTo(x: number, y: number): void {
    this.starts.push(this.xs.length);
    this.closed.push(false);
    this.curved.push(false);
    this.add(x, y);
  }

  lineTo(x: number, y: number): void {
    if (this.starts.length === 0) this.moveTo(x, y);
    else this.add(x, y);
  }

  /** Only the end point matters here: a curve is never a ruling. */
  curveTo(x: number, y: number): void {
    this.lineTo(x, y);
    this.curved[this.curved.length - 1] = true;
    this.marks.curves++;
  }

  close(): void {
    if (this.closed.length > 0) this.closed[this.closed.length - 1] = true;
  }

  /** Ends the path and paints it; the sink is empty again. */
  paint(paint: PathPaint): void {
    if (paint.fill !== null) this.fill(paint.fill, paint);
    if (paint.stroke !== null) this.stroke(paint.stroke, paint);
    this.xs.length = 0;
    this.ys.length = 0;
    this.starts.length = 0;
    this.closed.length = 0;
    this.curved.length = 0;
  }

  private add(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.matrix;
    this.xs.push(a * x + c * y + e);
    this.ys.push(b * x + d * y + f);
  }

  private stroke(color: number, paint: PathPaint): void {
    const [a, b, c, d] = this.matrix;
    const thickness = paint.lineWidth * Math.sqrt(Math.abs(a * d - b * c));
    for (let s = 0; s < this.starts.length; s++) {
      const [from, to] = this.range(s);
      // A curved outline is a drawing or a rounded frame; its straight sides still rule, so they stay, the chords of its curves don't matter:
      // they are slanted.
      for (let i = from + 1; i < to; i++) this.side(i - 1, i, thickness, color, paint);
      if (this.closed[s] && to - from > 2) this.side(to - 1, from, thickness, color, paint);
    }
  }

  private side(i: number, j: number, thickness: number, color: number, { order, clip }: PathPaint): void {
    const x0 = this.xs[i] ?? 0;
    const y0 = this.ys[i] ?? 0;
    const x1 = this.xs[j] ?? 0;
    const y1 = this.ys[j] ?? 0;
    const dx = Math.abs(x1 - x0);
    const dy = Math.abs(y1 - y0);
    if (dx <= thickness && dy <= thickness) return;
    const slack = Math.max(AXIS_SLACK, AXIS_SLOPE * Math.max(dx, dy));
    if (dy <= slack && dx > dy) {
      this.pushLine({ axis: 'h', at: (y0 + y1) / 2, from: Math.min(x0, x1), to: Math.max(x0, x1), thickness, color, order }, clip);
    } else if (dx <= slack && dy > dx) {
      this.pushLine({ axis: 'v', at: (x0 + x1) / 2, from: Math.min(y0, y1), to: Math.max(y0, y1), thickness, color, order }, clip);
    }
  }

  private fill(color: number, paint: PathPaint): void {
    const boxes: [number, number, number, number][] = [];
    for (let s = 0; s < this.starts.length; s++) {
      const box = this.straightBox(s);
      if (box !== null) boxes.push(box);
    }
    if (boxes.length > MAX_FRAME_BOXES) {
      for (const box of boxes) this.pushArea(box, color, paint);
      return;
    }
    for (const box of boxes) {
      const inner = boxes.length > 1 ? boxes.find((other) => other !== box && isInside(other, box)) : undefined;
      if (inner !== undefined) this.frame(box, inner, color, paint);
      else if (boxes.length === 1 || !boxes.some((other) => other !== box && isInside(box, other))) {
        this.pushArea(box, color, paint);
      }
    }
  }

  /** A ring filled between two rectangles: its four bars are lines. */
  private frame(outer: readonly number[], inner: readonly number[], color: number, { order, clip }: PathPaint): void {
    const [X0 = 0, Y0 = 0, X1 = 0, Y1 = 0] = outer;
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = inner;
    const bar = (axis: 'h' | 'v', a: number, b: number, from: number, to: number): void => {
      this.pushLine({ axis, at: (a + b) / 2, from, to, thickness: b - a, color, order }, clip);
    };
    bar('h', Y0, y0, X0, X1);
    bar('h', y1, Y1, X0, X1);
    bar('v', X0, x0, Y0, Y1);
    bar('v', x1, X1, Y0, Y1);
  }

  private pushLine(line: DrawnLine, clip: Box | null): void {
    if (clip === null) {
      this.marks.lines.push(line);
      return;
    }
    const slack = line.thickness / 2 + CLIP_SLACK;
    const [low, high] = line.axis === 'h' ? [clip[1], clip[3]] : [clip[0], clip[2]];
    const from = Math.max(line.from, line.axis === 'h' ? clip[0] : clip[1]);
    const to = Math.min(line.to, line.axis === 'h' ? clip[2] : clip[3]);
    if (line.at >= low - slack && line.at <= high + slack && from < to) this.marks.lines.push({ ...line, from, to });
  }

  private pushArea(box: Box, color: number, { opaque, order, clip }: PathPaint): void {
    if (clip === null) this.marks.areas.push({ box, color, opaque, order });
    else if (box[0] <= clip[2] && box[2] >= clip[0] && box[1] <= clip[3] && box[3] >= clip[1]) {
      this.marks.areas.push({ box: intersectBoxes(box, clip), color, opaque, order });
    }
  }

  /** The bounds of a subpath whose sides are all straight and that fills them: a rectangle, or the mitred bar some producers draw a border with. */
  private straightBox(s: number): [number, number, number, number] | null {
    const [from, to] = this.range(s);
    const points = to - from;
    if (this.curved[s] || points < 3 || points > 6) return null;
    let x0 = Infinity;
    let y0 = Infinity;
    let x1 = -Infinity;
    let y1 = -Infinity;
    let doubledArea = 0;
    for (let i = from; i < to; i++) {
      const j = i + 1 < to ? i + 1 : from;
      const x = this.xs[i] ?? 0;
      const y = this.ys[i] ?? 0;
      x0 = Math.min(x0, x);
      y0 = Math.min(y0, y);
      x1 = Math.max(x1, x);
      y1 = Math.max(y1, y);
      doubledArea += x * (this.ys[j] ?? 0) - (this.xs[j] ?? 0) * y;
    }
    const boxArea = (x1 - x0) * (y1 - y0);
    // A mitred bar covers all but its corners; a triangle covers half of its box and a diamond too.
    return Math.abs(doubledArea) / 2 >= 0.75 * boxArea ? [x0, y0, x1, y1] : null;
  }

  private range(s: number): [number, number] {
    return [this.starts[s] ?? 0, this.starts[s + 1] ?? this.xs.length];
  }
}

const isInside = (inner: readonly number[], outer: readonly number[]): boolean =>
  (inner[0] ?? 0) >= (outer[0] ?? 0) &&
  (inner[1] ?? 0) >= (outer[1] ?? 0) &&
  (inner[2] ?? 0) <= (outer[2] ?? 0) &&
  (inner[3] ?? 0) <= (outer[3] ?? 0) &&
  ((inner[2] ?? 0) - (inner[0] ?? 0)) * ((inner[3] ?? 0) - (inner[1] ?? 0)) > 0;
