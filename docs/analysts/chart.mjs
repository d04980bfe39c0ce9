// Draws how far the indicators met their targets, by kind of indicator: node docs/analysts/chart.mjs [out] [chart.svg]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [out = 'out', target = 'chart.svg'] = process.argv.slice(2);
const database = await (await DuckDBInstance.create()).connect();
const bars = (
  await database.runAndReadAll(`
    select level2,
      count(*) filter (achieved) as met,
      count(*) filter (not achieved) as missed,
      count(*) filter (achieved is null) as open
    from '${join(out, 'indicators.parquet').replaceAll("'", "''")}'
    where document like '%.txt' and level2 <> '' and status = 'ok'
    group by level2 having count(*) >= 10
    order by count(*) desc, level2`)
).getRowObjectsJson();

const escape = (text) => text.replace(/[&<>"]/gu, (character) => `&#${character.codePointAt(0)};`);
const series = [
  ['met', '#2f7d4f', 'target met'],
  ['missed', '#c0392b', 'target missed'],
  ['open', '#c9ced6', 'words or units that do not compare'],
];
const [left, row, width] = [130, 30, 520];
const most = Math.max(1, ...bars.map(({ met, missed, open }) => Number(met) + Number(missed) + Number(open)));
const drawn = bars.map((bar, i) => {
  let x = left;
  const parts = series.map(([name, colour]) => {
    const length = (Number(bar[name]) / most) * width;
    const part = `<rect x="${x.toFixed(1)}" y="${60 + i * row}" width="${length.toFixed(1)}" height="20" fill="${colour}"><title>${escape(bar.level2)}: ${bar[name]} ${name}</title></rect>`;
    x += length;
    return part;
  });
  const all = series.reduce((sum, [name]) => sum + Number(bar[name]), 0);
  return `<text x="${left - 10}" y="${75 + i * row}" text-anchor="end">${escape(bar.level2)}</text>${parts.join('')}<text x="${(x + 8).toFixed(1)}" y="${75 + i * row}" fill="#5c6670">${all}</text>`;
});
const legend = series.map(([, colour, text], i) => `<rect x="${left + [0, 110, 230][i]}" y="34" width="11" height="11" fill="${colour}"/><text x="${left + [0, 110, 230][i] + 17}" y="44">${text}</text>`);
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 ${70 + bars.length * row}" font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif" font-size="13" fill="#1b1f24">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${left}" y="22" font-size="16" font-weight="bold">Indicators by kind, and whether they met their target</text>
${[...legend, ...drawn].join('\n')}
</svg>
`,
);
