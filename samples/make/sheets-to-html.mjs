import { escapeMarkup } from './escape-markup.mjs';

const BORDERS = {
  all: 'border: 0.5pt solid #000;',
  horizontal: 'border: 0 solid #000; border-top-width: 0.5pt; border-bottom-width: 0.5pt;',
  none: '',
};

const tableToHtml = ({ columns, rows }) => {
  const width = columns.reduce((total, one) => total + one, 0);
  const cols = columns.map((one) => `<col style="width:${((100 * one) / width).toFixed(3)}%">`).join('');
  const body = rows.map((cells) => `<tr>${cells.map(({ columnSpan, rowSpan, lines, role }) =>
    `<td class="${role}" colspan="${columnSpan}" rowspan="${rowSpan}">${lines.map(escapeMarkup).join('<br>')}</td>`).join('')}</tr>`);
  return `<table><colgroup>${cols}</colgroup>\n${body.join('\n')}\n</table>`;
};

/**
 * The sheets of a document as one HTML page for print: each with what stands above its table, the table, and what stands below.
 * `style`: landscape, fontFamily, fontSize (points), borders (all | horizontal | none), pageNumbers, eachOnNewPage.
 */
export function sheetsToHtml(sheets, style) {
  const css = `
    @page { size: A4 ${style.landscape ? 'landscape' : 'portrait'}; margin: 15mm 10mm;
      ${style.pageNumbers ? '@bottom-center { content: "— " counter(page) " —"; font: 9pt serif; }' : ''} }
    body { margin: 0; font-family: "${style.fontFamily}"; font-size: ${style.fontSize}pt; line-height: 1.35; font-synthesis: none; }
    h1 { font-size: 1.6em; font-weight: normal; text-align: center; margin: 0.5em 0; }
    p { margin: 0.2em 0; }
    section { ${style.eachOnNewPage ? 'break-before: page;' : 'margin-top: 2em;'} }
    section:first-child { break-before: auto; margin-top: 0; }
    table { width: 100%; border-collapse: collapse; table-layout: fixed; }
    td { ${BORDERS[style.borders]} padding: 1.5pt 3pt; text-align: center; vertical-align: middle; overflow-wrap: anywhere; }
    td.prose { text-align: left; }`;
  const body = sheets.map(({ above, title, grid, below }) => `<section>${above.map((text) => `<p>${escapeMarkup(text)}</p>`).join('')}
<h1>${escapeMarkup(title)}</h1>
${tableToHtml(grid)}
${below.map((text) => `<p>${escapeMarkup(text)}</p>`).join('')}</section>`);
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeMarkup(sheets[0].title)}</title><style>${css}</style></head>
<body>${body.join('\n')}</body></html>\n`;
}
