/** A field and where its text stands: `at[i]` is the offset in the file of its UTF-16 unit i, `at[length]` the end. */
export interface CsvField {
  readonly text: string;
  readonly at: readonly number[];
}

export interface CsvScan {
  readonly records: readonly (readonly CsvField[])[];
  /** Fields in quotes that hold a separator, a quote or a line break. */
  readonly needfulQuotes: number;
  /** A quote inside a field without quotes, or text behind a closing quote: not RFC 4180. */
  readonly broken: boolean;
  /** UTF-16 units behind a quote that is never closed, 0 where there is none. */
  readonly unclosed: number;
}

/** Scans RFC 4180 with any of the usual separators; line ends may be CRLF, LF or CR. */
export function scanCsv(text: string, separator: string): CsvScan {
  const records: CsvField[][] = [];
  let record: CsvField[] = [];
  let needfulQuotes = 0;
  let broken = false;
  let unclosed = 0;
  let i = 0;
  for (;;) {
    let value = '';
    const at: number[] = [];
    if (text[i] === '"') {
      const start = ++i;
      for (; i < text.length; i++) {
        if (text[i] === '"') {
          if (text[i + 1] !== '"') break;
          at.push(i);
          value += '"';
          i++;
        } else {
          at.push(i);
          value += text[i];
        }
      }
      if (i >= text.length) unclosed = text.length - start + 1;
      if (value.includes(separator) || /["\r\n]/u.test(value)) needfulQuotes++;
      at.push(Math.max(start, i));
      i++;
      if (i < text.length && text[i] !== separator && text[i] !== '\r' && text[i] !== '\n') broken = true;
    }
    while (i < text.length && text[i] !== separator && text[i] !== '\r' && text[i] !== '\n') {
      if (text[i] === '"') broken = true;
      at[value.length] = i;
      value += text[i];
      i++;
    }
    at[value.length] ??= i;
    record.push({ text: value, at });
    if (text[i] === separator) {
      i++;
      continue;
    }
    records.push(record);
    record = [];
    if (i >= text.length) return { records, needfulQuotes, broken, unclosed };
    i += text[i] === '\r' && text[i + 1] === '\n' ? 2 : 1;
    if (i >= text.length) return { records, needfulQuotes, broken, unclosed };
  }
}
