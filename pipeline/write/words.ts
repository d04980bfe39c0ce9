import type { Outcome } from '../../schemas/outcome.js';
import type { FindingKind, Severity } from '../../schemas/record.js';

/** The languages that reports and messages are written in. */
export type Language = 'en' | 'zh';

interface Words {
  readonly outcomes: Readonly<Record<Outcome, string>>;
  readonly kinds: Readonly<Record<FindingKind, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly report: string;
  readonly needsHuman: string;
  readonly nothingToReview: string;
  readonly likeliestFirst: (shown: number, all: number) => string;
  readonly documents: string;
  readonly pages: string;
  readonly forms: string;
  readonly rows: string;
  readonly indicators: string;
  readonly reviewRows: string;
  readonly reviewForms: string;
  readonly failures: string;
  readonly failuresElsewhere: (more: number) => string;
  readonly outcome: string;
  readonly unlooked: string;
  readonly sampleUnchecked: (size: number, rows: number) => string;
  readonly sampleChecked: (checked: number, size: number, rows: number, wrong: number, bound: string, confidence: string) => string;
  readonly findingsByRule: string;
  readonly noFindings: string;
  readonly rule: string;
  readonly changes: (previous: string) => string;
  readonly noPrevious: string;
  readonly added: string;
  readonly removed: string;
  readonly changed: string;
  readonly readDifferently: string;
  readonly unchanged: string;
  readonly because: string;
  readonly skipped: string;
  readonly run: string;
  readonly interrupted: string;
  readonly duration: (seconds: string) => string;
  readonly place: string;
  readonly reads: string;
  readonly andMore: (more: number) => string;
  /** The lines that end a run on a terminal. */
  readonly summary: {
    readonly read: (documents: number, forms: number, rows: number, seconds: string) => string;
    readonly reused: (documents: number) => string;
    readonly review: (rows: number, forms: number) => string;
    readonly allOk: string;
    readonly failed: (documents: number) => string;
    readonly written: (out: string) => string;
    readonly skipped: (files: string) => string;
  };
}

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What the report and the terminal say, in each language. Messages of rules stand with their rules. */
export const words: Readonly<Record<Language, Words>> = {
  en: {
    outcomes: {
      read: 'read',
      'no-form': 'no known form in it',
      empty: 'empty',
      'needs-ocr': 'a scan, and character recognition is off',
      encrypted: 'encrypted',
      damaged: 'damaged',
      'limit-exceeded': 'a limit was exceeded',
      crashed: 'its reader crashed',
      unsupported: 'not a kind of file we read',
      unreadable: 'the file can\'t be opened',
    },
    kinds: { extraction: 'we may have misread', source: 'the document is wrong', undecided: "can't tell" },
    severities: { error: 'error', warning: 'warning', info: 'remark' },
    report: 'Run report',
    needsHuman: 'What needs a human',
    nothingToReview: 'Nothing. Every row and field is read with confidence and contradicts nothing.',
    likeliestFirst: (shown, all) => (shown < all ? `The ${shown} likeliest mistakes of ${all}; all of them stand in the table review.` : 'The likeliest mistakes first.'),
    documents: 'documents',
    pages: 'pages',
    forms: 'forms',
    rows: 'rows',
    indicators: 'indicators',
    reviewRows: 'rows to review',
    reviewForms: 'forms to review',
    failures: 'Documents that could not be read',
    failuresElsewhere: (more) => `… and ${more} more, all of them in run.json.`,
    outcome: 'Outcome',
    unlooked: 'How good is what nobody looked at',
    sampleUnchecked: (size, rows) =>
      `${plural(rows, 'row')} were not flagged. Check some of the ${size} drawn at random, in their order (rowproof review, Sample), and an upper bound on the share of wrong ones stands here.`,
    sampleChecked: (checked, size, rows, wrong, bound, confidence) =>
      `Of ${plural(rows, 'row')} that were not flagged, ${size} were drawn at random; ${checked} of them are checked by hand, ${wrong} were wrong. At ${confidence} confidence at most ${bound} of the unflagged rows are wrong (Clopper–Pearson).`,
    findingsByRule: 'Findings by rule',
    noFindings: 'No rule fired.',
    rule: 'Rule',
    changes: (previous) => `What changed since the run of ${previous}`,
    noPrevious: 'There was no run before this one.',
    added: 'new',
    removed: 'gone',
    changed: 'other bytes',
    readDifferently: 'same bytes, read differently',
    unchanged: 'unchanged',
    because: 'changed in the program',
    skipped: 'Files that are no documents by their name',
    run: 'The run',
    interrupted: 'This run was interrupted: documents are missing.',
    duration: (seconds) => `took ${seconds} s`,
    place: 'Place',
    reads: 'reads',
    andMore: (more) => `… and ${more} more`,
    summary: {
      read: (documents, forms, rows, seconds) => `${plural(documents, 'document')}, ${plural(forms, 'form')}, ${plural(rows, 'row')} in ${seconds} s`,
      reused: (documents) => `${plural(documents, 'document')} unchanged since the last run, not read again`,
      review: (rows, forms) => `${plural(rows, 'row')} and the fields or sums of ${plural(forms, 'form')} need a human: see the table review or report.html`,
      allOk: 'nothing needs a human',
      failed: (documents) => `${plural(documents, 'document')} could not be read:`,
      written: (out) => `written to ${out}`,
      skipped: (files) => `skipped, no documents by their name: ${files}`,
    },
  },
  zh: {
    outcomes: {
      read: '已读取',
      'no-form': '其中没有已知的表格',
      empty: '空文件',
      'needs-ocr': '为扫描件，而文字识别未开启',
      encrypted: '已加密',
      damaged: '文件损坏',
      'limit-exceeded': '超出限制',
      crashed: '读取程序崩溃',
      unsupported: '不支持的文件类型',
      unreadable: '无法打开文件',
    },
    kinds: { extraction: '可能识读有误', source: '原文有误', undecided: '无法判断' },
    severities: { error: '错误', warning: '警告', info: '提示' },
    report: '运行报告',
    needsHuman: '需要人工核对',
    nothingToReview: '无。所有行和字段识读可靠，且无矛盾。',
    likeliestFirst: (shown, all) => (shown < all ? `共 ${all} 项，此处列出最可能有误的 ${shown} 项，全部见 review 表。` : '最可能有误的在前。'),
    documents: '份文件',
    pages: '页',
    forms: '张表',
    rows: '行',
    indicators: '个指标',
    reviewRows: '行待核对',
    reviewForms: '张表待核对',
    failures: '未能读取的文件',
    failuresElsewhere: (more) => `……另有 ${more} 份，全部见 run.json。`,
    outcome: '结果',
    unlooked: '未经核对的行质量如何',
    sampleUnchecked: (size, rows) => `共有 ${rows} 行未被标记。请按顺序核对随机抽取的 ${size} 行（rowproof review，“抽样”），此处将给出错误率上限。`,
    sampleChecked: (checked, size, rows, wrong, bound, confidence) =>
      `未被标记的 ${rows} 行中随机抽取 ${size} 行，已人工核对 ${checked} 行，其中 ${wrong} 行有误。在 ${confidence} 的置信水平下，未标记行的错误率不超过 ${bound}（Clopper–Pearson）。`,
    findingsByRule: '各规则的发现',
    noFindings: '没有规则被触发。',
    rule: '规则',
    changes: (previous) => `与 ${previous} 的运行相比`,
    noPrevious: '此前没有运行记录。',
    added: '新增',
    removed: '已移除',
    changed: '内容已变',
    readDifferently: '内容未变，读取结果不同',
    unchanged: '未变',
    because: '程序中的变化',
    skipped: '按文件名不属于文档的文件',
    run: '本次运行',
    interrupted: '本次运行被中断：缺少部分文件。',
    duration: (seconds) => `用时 ${seconds} 秒`,
    place: '位置',
    reads: '读作',
    andMore: (more) => `……另有 ${more} 项`,
    summary: {
      read: (documents, forms, rows, seconds) => `${documents} 份文件，${forms} 张表，${rows} 行，用时 ${seconds} 秒`,
      reused: (documents) => `${documents} 份文件自上次运行以来未变，未重新读取`,
      review: (rows, forms) => `${rows} 行以及 ${forms} 张表的字段或合计需要人工核对：见 review 表或 report.html`,
      allOk: '无需人工核对',
      failed: (documents) => `${documents} 份文件未能读取：`,
      written: (out) => `已写入 ${out}`,
      skipped: (files) => `按文件名不属于文档，已跳过：${files}`,
    },
  },
};
