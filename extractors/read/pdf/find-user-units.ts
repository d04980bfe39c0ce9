import { inflateSync } from 'node:zlib';

/** An object stream that unpacks to more than this is made to exhaust memory; no page needs so much. */
const MAX_OBJECT_STREAM = 1 << 26;
/** How far before /UserUnit the page's `12 0 obj` may stand, and how long the dictionary of an object stream may be. */
const MAX_DISTANCE = 1 << 16;
const HEADER_LENGTH = 1024;

/**
 * The /UserUnit of the pages that have one, by the object number of the page: how many points a unit of theirs has. PDFium ignores it and has no call
 * that tells it, so the file is searched for it, its object streams too. In an encrypted file those can't be read, and the unit stays 1.
 */
export function findUserUnits(bytes: Uint8Array): Map<number, number> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const units = new Map<number, number>();
  for (let at = file.indexOf('/UserUnit'); at >= 0; at = file.indexOf('/UserUnit', at + 1)) {
    const before = file.toString('latin1', Math.max(0, at - MAX_DISTANCE), at);
    const header = [...before.matchAll(/(\d+)\s+\d+\s+obj\b/gu)].at(-1);
    const unit = unitAt(file.toString('latin1', at, at + 40));
    if (header !== undefined && unit !== null) units.set(Number(header[1]), unit);
  }
  for (let at = file.indexOf('/ObjStm'); at >= 0; at = file.indexOf('/ObjStm', at + 1)) searchObjectStream(file, at, units);
  return units;
}

function unitAt(text: string): number | null {
  const unit = Number(/^\/UserUnit\s*(\d*\.?\d+)/u.exec(text)?.[1] ?? Number.NaN);
  return unit > 0 ? unit : null;
}

function searchObjectStream(file: Buffer, at: number, units: Map<number, number>): void {
  const start = file.indexOf('stream', at);
  if (start < 0 || start - at > HEADER_LENGTH) return;
  const dictionaryStart = file.lastIndexOf('obj', at);
  const dictionary = file.toString('latin1', Math.max(dictionaryStart, at - HEADER_LENGTH), start);
  const count = Number(/\/N\s+(\d+)/u.exec(dictionary)?.[1] ?? 0);
  const first = Number(/\/First\s+(\d+)/u.exec(dictionary)?.[1] ?? 0);
  const dataStart = start + 'stream'.length + (file[start + 6] === 0x0d ? 2 : 1);
  const end = file.indexOf('endstream', dataStart);
  if (end < 0) return;
  let text: string;
  try {
    const data = file.subarray(dataStart, end);
    text = (dictionary.includes('/FlateDecode') ? inflateSync(data, { maxOutputLength: MAX_OBJECT_STREAM }) : data).toString('latin1');
  } catch {
    // Damaged, encrypted or packed otherwise: nothing to be learnt here.
    return;
  }
  if (!text.includes('/UserUnit')) return;
  const numbers = text.slice(0, first).trim().split(/\s+/u).map(Number);
  for (let k = 0; k < count; k++) {
    const from = first + (numbers[2 * k + 1] ?? 0);
    const to = k + 1 < count ? first + (numbers[2 * k + 3] ?? 0) : text.length;
    const object = text.slice(from, to);
    const unit = unitAt(object.slice(Math.max(0, object.indexOf('/UserUnit'))));
    if (unit !== null) units.set(numbers[2 * k] ?? 0, unit);
  }
}
