import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init } from '@embedpdf/pdfium';

type Call = (...args: number[]) => number;

/** The functions of PDFium's public C interface that the reader calls; pointers and handles are numbers. */
export type PdfiumCalls = Readonly<Record<(typeof CALLS)[number], Call>>;

const CALLS = [
  'malloc',
  'free',
  'FPDF_LoadMemDocument',
  'FPDF_CloseDocument',
  'FPDF_GetLastError',
  'FPDF_GetPageCount',
  'FPDF_DocumentHasValidCrossReferenceTable',
  'FPDF_LoadPage',
  'FPDF_ClosePage',
  'FPDF_GetPageBoundingBox',
  'FPDF_GetPageWidthF',
  'FPDF_GetPageHeightF',
  'FPDFPage_GetRotation',
  'EPDFDoc_GetPageObjectNumberByIndex',
  'FPDFPage_Flatten',
  'FPDF_GetFormType',
  'FPDFPage_GetAnnotCount',
  'FPDFPage_GetAnnot',
  'FPDFPage_CloseAnnot',
  'FPDFAnnot_GetSubtype',
  'FPDFAnnot_HasKey',
  'EPDFAnnot_GenerateAppearance',
  'FPDFAnnot_GetRect',
  'FPDFAnnot_GetFlags',
  'FPDFAnnot_GetStringValue',
  'FPDFPage_CountObjects',
  'FPDFPage_GetObject',
  'FPDFPageObj_GetType',
  'FPDFPageObj_GetMatrix',
  'FPDFPageObj_GetBounds',
  'FPDFPageObj_GetFillColor',
  'FPDFPageObj_GetStrokeColor',
  'FPDFPageObj_GetStrokeWidth',
  'FPDFPageObj_GetClipPath',
  'FPDFPageObj_HasTransparency',
  'FPDFPageObj_CountMarks',
  'FPDFPageObj_GetMark',
  'FPDFPageObjMark_GetName',
  'FPDFPageObjMark_GetParamStringValue',
  'FPDFClipPath_CountPaths',
  'FPDFClipPath_CountPathSegments',
  'FPDFClipPath_GetPathSegment',
  'FPDFPath_GetDrawMode',
  'FPDFPath_CountSegments',
  'FPDFPath_GetPathSegment',
  'FPDFPathSegment_GetPoint',
  'FPDFPathSegment_GetType',
  'FPDFPathSegment_GetClose',
  'FPDFFormObj_CountObjects',
  'FPDFFormObj_GetObject',
  'FPDFTextObj_GetFont',
  'FPDFTextObj_GetTextRenderMode',
  'FPDFFont_GetBaseFontName',
  'FPDFFont_GetWeight',
  'FPDFText_LoadPage',
  'FPDFText_ClosePage',
  'FPDFText_CountChars',
  'FPDFText_GetUnicode',
  'FPDFText_GetTextObject',
  'FPDFText_IsGenerated',
  'FPDFText_IsHyphen',
  'FPDFText_HasUnicodeMapError',
  'FPDFText_GetFontSize',
  'FPDFText_GetFillColor',
  'FPDFText_GetMatrix',
  'FPDFText_GetCharOrigin',
  'FPDFText_GetCharBox',
  'FPDFText_GetLooseCharBox',
  'FPDFBitmap_CreateEx',
  'FPDFBitmap_FillRect',
  'FPDFBitmap_GetBuffer',
  'FPDFBitmap_GetStride',
  'FPDFBitmap_Destroy',
  'FPDF_RenderPageBitmap',
  'FPDF_FFLDraw',
  'PDFiumExt_OpenFormFillInfo',
  'PDFiumExt_CloseFormFillInfo',
  'PDFiumExt_InitFormFillEnvironment',
  'PDFiumExt_ExitFormFillEnvironment',
  'FORM_OnAfterLoadPage',
  'FORM_OnBeforeClosePage',
] as const;

interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const SCRATCH_BYTES = 64;

/** One instance of PDFium with its memory. After a call of it has thrown, the instance is unusable and must be let go. */
export class PdfiumLibrary {
  /** A small place in PDFium's memory for results: up to 16 floats or 8 doubles. */
  readonly scratch: number;
  private f32Views: Float32Array;
  private f64Views: Float64Array;
  private u32Views: Uint32Array;
  private u8Views: Uint8Array;

  /** Set after a trap: the instance's memory can't be trusted any more. */
  broken = false;

  constructor(
    readonly call: PdfiumCalls,
    private readonly memory: WasmMemory,
  ) {
    this.scratch = call.malloc(SCRATCH_BYTES);
    this.f32Views = new Float32Array(memory.buffer);
    this.f64Views = new Float64Array(memory.buffer);
    this.u32Views = new Uint32Array(memory.buffer);
    this.u8Views = new Uint8Array(memory.buffer);
  }

  /** Views of the memory. They die whenever it grows, so they are never kept over a call. */
  get f32(): Float32Array {
    if (this.f32Views.length === 0) this.f32Views = new Float32Array(this.memory.buffer);
    return this.f32Views;
  }
  get f64(): Float64Array {
    if (this.f64Views.length === 0) this.f64Views = new Float64Array(this.memory.buffer);
    return this.f64Views;
  }
  get u32(): Uint32Array {
    if (this.u32Views.length === 0) this.u32Views = new Uint32Array(this.memory.buffer);
    return this.u32Views;
  }
  get u8(): Uint8Array {
    if (this.u8Views.length === 0) this.u8Views = new Uint8Array(this.memory.buffer);
    return this.u8Views;
  }

  /** Lends `bytes` of memory to `use`. */
  borrow<T>(bytes: number, use: (pointer: number) => T): T {
    const pointer = this.call.malloc(bytes);
    try {
      return use(pointer);
    } finally {
      this.call.free(pointer);
    }
  }

  /** Lends a zero-terminated copy of `text` to `use`. */
  lendText<T>(text: string, use: (pointer: number) => T): T {
    const bytes = Buffer.from(`${text}\0`, 'utf8');
    return this.borrow(bytes.length, (pointer) => {
      this.u8.set(bytes, pointer);
      return use(pointer);
    });
  }
}

let wasmModule: Promise<Buffer> | undefined;

/** Starts a fresh PDFium (about 50 ms). What it prints is thrown away: the outcome of a document says what a person needs. */
export async function loadPdfium(): Promise<PdfiumLibrary> {
  wasmModule ??= readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
  const silent = (): void => undefined;
  const wrapped = await init({ wasmBinary: await wasmModule, print: silent, printErr: silent } as Parameters<typeof init>[0]);
  wrapped.PDFiumExt_Init();
  const exports = wrapped.pdfium.wasmExports as unknown as Record<string, Call> & { memory: WasmMemory };
  for (const name of CALLS) if (typeof exports[name] !== 'function') throw new Error(`PDFium lacks ${name}`);
  return new PdfiumLibrary(exports as unknown as PdfiumCalls, exports.memory);
}
