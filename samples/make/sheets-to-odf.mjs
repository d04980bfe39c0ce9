import { escapeMarkup } from './escape-markup.mjs';

const NAMESPACES = ['office', 'style', 'text', 'table'].map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`).join(' ')
  + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"';
const MIME = { text: 'application/vnd.oasis.opendocument.text', spreadsheet: 'application/vnd.oasis.opendocument.spreadsheet' };
const MILLIMETRES_PER_POINT = 25.4 / 72;
const LINE_HEIGHT = 1.3;

const paragraphs = (lines, style) => lines.map((line) => `<text:p${style ? ` text:style-name="${style}"` : ''}>${escapeMarkup(line)}</text:p>`).join('');

/** Height in millimetres that a merged cell's text needs: a spreadsheet fits rows to their unmerged cells only. */
function proseHeight(cells, columns, fontSize) {
  const em = fontSize * MILLIMETRES_PER_POINT;
  const lines = cells.map(({ column, columnSpan, lines: texts }) => {
    const width = columns.slice(column, column + columnSpan).reduce((total, one) => total + one, 0) - em;
    return texts.reduce((total, text) => total + Math.max(1, Math.ceil(([...text].length * em) / width)), 0);
  });
  return Math.max(...lines) * em * LINE_HEIGHT + em;
}

function tableRows({ columns, rows }, kind, fontSize, heights) {
  const taken = new Set();
  return rows.map((cells, index) => {
    let xml = '';
    for (let column = 0; column < columns.length; column += 1) {
      const cell = cells.find((one) => one.column === column);
      if (cell === undefined) { xml += '<table:covered-table-cell/>'; continue; }
      for (let down = 0; down < cell.rowSpan; down += 1) {
        for (let across = 0; across < cell.columnSpan; across += 1) taken.add(`${index + down},${column + across}`);
      }
      const spans = cell.columnSpan * cell.rowSpan > 1 ? ` table:number-columns-spanned="${cell.columnSpan}" table:number-rows-spanned="${cell.rowSpan}"` : '';
      const paragraph = kind === 'text' ? (cell.role === 'prose' ? 'left' : 'centre') : '';
      xml += `<table:table-cell table:style-name="${cell.role === 'prose' ? 'prose' : 'cell'}" office:value-type="string"${spans}>${paragraphs(cell.lines, paragraph)}</table:table-cell>`;
    }
    for (let column = 0; column < columns.length; column += 1) {
      if (!taken.has(`${index},${column}`)) throw new Error(`row ${index + 1} of a grid leaves column ${column + 1} uncovered`);
    }
    const merged = kind === 'spreadsheet' && cells.some((one) => one.role === 'prose' && one.columnSpan > 1);
    let style = 'fit';
    if (merged) { style = `height${heights.length}`; heights.push(proseHeight(cells, columns, fontSize)); }
    return `<table:table-row table:style-name="${style}">${xml}</table:table-row>`;
  }).join('\n');
}

/**
 * The sheets of a document as a flat ODF file: `text` (one table after the other, broken over pages anywhere) or `spreadsheet` (a sheet each).
 * `style`: landscape, fontFamily, fontSize (points), borders (all | none), pageNumbers.
 */
export function sheetsToOdf(sheets, kind, style) {
  const heights = [];
  const width = sheets[0].grid.columns.reduce((total, one) => total + one, 0);
  const tables = sheets.map(({ above, title, grid, below }, index) => {
    const columns = grid.columns.map((_, column) => `<table:table-column table:style-name="column${column}"/>`).join('');
    const full = (text, cellStyle) => `<table:table-row table:style-name="fit"><table:table-cell table:style-name="${cellStyle}" office:value-type="string" `
      + `table:number-columns-spanned="${grid.columns.length}">${paragraphs([text])}</table:table-cell>`
      + `<table:covered-table-cell table:number-columns-repeated="${grid.columns.length - 1}"/></table:table-row>`;
    const rows = tableRows(grid, kind, style.fontSize, heights);
    return kind === 'text'
      ? `${paragraphs(above, 'left')}${paragraphs([title], 'title')}<table:table table:style-name="table">${columns}${rows}</table:table>${paragraphs([...below, ''], 'left')}`
      : `<table:table table:name="${index + 1}" table:style-name="table">${columns}${above.map((text) => full(text, 'note')).join('')}${full(title, 'heading')}${rows}${below.map((text) => full(text, 'note')).join('')}</table:table>`;
  });

  const font = `fo:font-size="${style.fontSize}pt" style:font-size-asian="${style.fontSize}pt" style:font-name="main" style:font-name-asian="main" fo:language="en" fo:country="US" style:language-asian="zh" style:country-asian="CN"`;
  const border = style.borders === 'all' ? 'fo:border="0.5pt solid #000000"' : 'fo:border="none"';
  const inCell = kind === 'spreadsheet' ? 'fo:wrap-option="wrap"' : '';
  const cellStyle = (name, align, edges = border) => `<style:style style:name="${name}" style:family="table-cell"><style:table-cell-properties ${edges} ${inCell} fo:padding="0.7mm" style:vertical-align="middle"/>`
    + `<style:paragraph-properties fo:text-align="${align}"/>${kind === 'spreadsheet' ? `<style:text-properties ${font}/>` : ''}</style:style>`;
  const paragraphStyle = (name, align, scale = 1) => `<style:style style:name="${name}" style:family="paragraph"><style:paragraph-properties fo:text-align="${align}"/>`
    + `<style:text-properties ${font.replaceAll(`"${style.fontSize}pt"`, `"${style.fontSize * scale}pt"`)}/></style:style>`;
  const heading = cellStyle('heading', 'center', 'fo:border="none"').replaceAll(`"${style.fontSize}pt"`, `"${style.fontSize * 1.6}pt"`);
  const [pageWidth, pageHeight] = style.landscape ? [297, 210] : [210, 297];

  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${NAMESPACES} office:version="1.3" office:mimetype="${MIME[kind]}">
<office:font-face-decls><style:font-face style:name="main" svg:font-family="'${style.fontFamily}'"/></office:font-face-decls>
<office:automatic-styles>
<style:page-layout style:name="page"><style:page-layout-properties fo:page-width="${pageWidth}mm" fo:page-height="${pageHeight}mm" fo:margin="10mm"
 style:print-orientation="${style.landscape ? 'landscape' : 'portrait'}" style:print="" style:table-centering="horizontal"/>
<style:header-style/><style:footer-style/></style:page-layout>
<style:style style:name="table" style:family="table" style:master-page-name="${kind === 'spreadsheet' ? 'main' : ''}"><style:table-properties style:width="${width}mm" table:align="center" table:border-model="collapsing" style:may-break-between-rows="true"/></style:style>
${sheets[0].grid.columns.map((one, column) => `<style:style style:name="column${column}" style:family="table-column"><style:table-column-properties style:column-width="${one}mm"/></style:style>`).join('\n')}
<style:style style:name="fit" style:family="table-row"><style:table-row-properties style:use-optimal-row-height="true" fo:keep-together="auto"/></style:style>
${heights.map((height, index) => `<style:style style:name="height${index}" style:family="table-row"><style:table-row-properties style:row-height="${height.toFixed(1)}mm" style:use-optimal-row-height="false"/></style:style>`).join('\n')}
${cellStyle('cell', 'center')}${cellStyle('prose', 'start')}${cellStyle('note', 'start', 'fo:border="none"')}${heading}
${paragraphStyle('centre', 'center')}${paragraphStyle('left', 'start')}${paragraphStyle('title', 'center', 1.6)}
</office:automatic-styles>
<office:master-styles><style:master-page style:name="${kind === 'spreadsheet' ? 'main' : 'Standard'}" style:page-layout-name="page">${
  style.pageNumbers ? `<style:footer><text:p>${kind === 'spreadsheet' ? '第 <text:page-number>1</text:page-number> 页' : '<text:page-number>1</text:page-number>'}</text:p></style:footer>` : '<style:header style:display="false"/><style:footer style:display="false"/>'
}</style:master-page></office:master-styles>
<office:body><office:${kind}>${tables.join('\n')}</office:${kind}></office:body>
</office:document>\n`;
}
