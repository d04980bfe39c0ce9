import { describe, expect, it } from 'vitest';
import { findPackedContents } from '../../../../extractors/read/pdf/find-packed-contents.js';
import { extractDocument } from '../../../../pipeline/extract-document.js';
import { streamObject, tinyPdf } from './tiny-pdf.js';

const withObject = (object: string): Uint8Array => tinyPdf({ pages: [{ content: 'BT /F1 12 Tf 20 50 Td (plain) Tj ET' }], objects: { 20: object } });

describe('streams packed like images', () => {
  it.each([
    ['JBIG2Decode', '/Filter /JBIG2Decode'],
    ['DCTDecode', '/Filter [ /FlateDecode /DCTDecode ] /DecodeParms [ null null ]'],
  ])('are found when they are none: %s', (codec, entries) => expect(findPackedContents(withObject(streamObject(entries, 'x')))).toEqual({ count: 1, codec }));

  it.each([
    streamObject('/Type /XObject /Subtype /Image /Width 1 /Height 1 /Filter /JBIG2Decode', 'x'),
    streamObject('/Width 1 /Height 1 /BitsPerComponent 8 /Filter /DCTDecode', 'x'),
    streamObject('/Type /EmbeddedFile /Filter /DCTDecode', 'x'),
    streamObject('', 'text that names /Filter /DCTDecode'),
    '(a note about /DCTDecode)',
  ])('are no reason for doubt when they are images, files or words: %#', (object) => expect(findPackedContents(withObject(object))).toBeNull());

  it('are left unread, and the outcome says so', async () => {
    const { document } = await extractDocument({ name: 'bomb.pdf', bytes: withObject(streamObject('/Filter /JBIG2Decode', 'x')) }, { ocr: 'off' });
    expect(document).toMatchObject({ outcome: 'limit-exceeded', partial: true, pages: 1 });
    expect(document.message).toBe('a stream that is no image is packed like one (JBIG2Decode), which can hold gigabytes: text in it is left unread');
  });
});
