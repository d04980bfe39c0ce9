import { createHash } from 'node:crypto';

export interface TinyPage {
  /** The content stream. */
  readonly content: string;
  /** Entries of the page's resources beside the fonts F1 (Helvetica) and F2 (Helvetica-Bold), e.g. `/XObject << /X 20 0 R >>`. */
  readonly resources?: string;
  readonly mediaBox?: string;
  /** More entries of the page, e.g. `/Rotate 90`. */
  readonly entries?: string;
}

export interface TinyPdf {
  readonly pages: readonly TinyPage[];
  /** More objects by number, from 20 on: the text between `obj` and `endobj`. */
  readonly objects?: Readonly<Record<number, string>>;
  /** More fonts: `/F3 21 0 R`. */
  readonly fonts?: string;
  readonly catalog?: string;
  /** Encrypts the content streams (RC4, 40 bits) with this user password. */
  readonly userPassword?: string;
}

/** The text of a stream object: its dictionary entries and its data. */
export const streamObject = (entries: string, data: string): string =>
  `<< ${entries} /Length ${Buffer.byteLength(data, 'latin1')} >>\nstream\n${data}\nendstream`;

/** The bytes of a PDF file written by hand: pages of 200 x 100 points unless they say otherwise, object numbers from 100 on taken by the pages. */
export function tinyPdf(pdf: TinyPdf): Uint8Array {
  const objects = new Map<number, string>();
  const kids = pdf.pages.map((_, i) => `${100 + 2 * i} 0 R`).join(' ');
  objects.set(1, `<< /Type /Catalog /Pages 2 0 R ${pdf.catalog ?? ''} >>`);
  objects.set(2, `<< /Type /Pages /Kids [${kids}] /Count ${pdf.pages.length} >>`);
  objects.set(3, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>');
  objects.set(4, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>');
  for (const [number, text] of Object.entries(pdf.objects ?? {})) objects.set(Number(number), text);
  pdf.pages.forEach((page, i) => {
    const number = 100 + 2 * i;
    objects.set(
      number,
      `<< /Type /Page /Parent 2 0 R /MediaBox [${page.mediaBox ?? '0 0 200 100'}] /Contents ${number + 1} 0 R ` +
        `/Resources << /Font << /F1 3 0 R /F2 4 0 R ${pdf.fonts ?? ''} >> ${page.resources ?? ''} >> ${page.entries ?? ''} >>`,
    );
    objects.set(number + 1, streamObject('', page.content));
  });
  let trailer = '';
  if (pdf.userPassword !== undefined) {
    const { key, entries } = passwordToKey(pdf.userPassword);
    objects.set(5, entries);
    trailer = `/Encrypt 5 0 R /ID [<${FILE_ID.toString('hex')}> <${FILE_ID.toString('hex')}>]`;
    pdf.pages.forEach((page, i) => {
      const number = 101 + 2 * i;
      const streamKey = md5(Buffer.concat([key, Buffer.from([number, 0, 0, 0, 0])])).subarray(0, key.length + 5);
      objects.set(number, streamObject('', rc4(streamKey, Buffer.from(page.content, 'latin1')).toString('latin1')));
    });
  }
  let file = '%PDF-1.7\n';
  const offsets = new Map<number, number>();
  for (const [number, text] of objects) {
    offsets.set(number, file.length);
    file += `${number} 0 obj\n${text}\nendobj\n`;
  }
  const size = Math.max(...objects.keys()) + 1;
  const start = file.length;
  file += `xref\n0 ${size}\n`;
  for (let number = 0; number < size; number++) {
    const offset = offsets.get(number);
    file += offset === undefined ? '0000000000 65535 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
  }
  file += `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(file, 'latin1'));
}

const FILE_ID = Buffer.from('0123456789abcdef', 'latin1');
/** The padding string of the PDF standard's password algorithms (ISO 32000-1, 7.6.3.3). */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const PERMISSIONS = -4;

const md5 = (data: Buffer): Buffer => createHash('md5').update(data).digest();

/** The encryption key and the encryption dictionary of revision 2 (algorithms 2, 3 and 4 of the standard), the owner's password being "owner". */
function passwordToKey(userPassword: string): { key: Buffer; entries: string } {
  const pad = (password: string): Buffer => Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);
  const owner = rc4(md5(pad('owner')).subarray(0, 5), pad(userPassword));
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(PERMISSIONS);
  const key = md5(Buffer.concat([pad(userPassword), owner, permissions, FILE_ID])).subarray(0, 5);
  const user = rc4(key, PADDING);
  const entries = `<< /Filter /Standard /V 1 /R 2 /O <${owner.toString('hex')}> /U <${user.toString('hex')}> /P ${PERMISSIONS} >>`;
  return { key, entries };
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (i: number, j: number): void => {
    [state[i], state[j]] = [state[j] ?? 0, state[i] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 255;
      j = (j + (state[i] ?? 0)) & 255;
      swap(i, j);
      return byte ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
    }),
  );
}
