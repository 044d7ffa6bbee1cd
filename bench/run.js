/**
 * `npm run bench`: runs every bench/*.bench.js (or those named on the command line), prints one table and writes
 * bench/results/latest.json. A bench exports `run()`, which resolves to rows
 * `{name, value, unit, peer?, ratio?, goal?}`: `peer` is the same figure of the thing compared
 * with, measured in the same run, `ratio` is value / peer, `goal` a sentence such as "≥ 0.95".
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const HERE = new URL('.', import.meta.url);
const RESULTS = new URL('results/latest.json', HERE);

/** @typedef {{ name: string, value: number, unit: string, peer?: number, ratio?: number, goal?: string }} Row */

/** @param {number | undefined} value */
function figure(value) {
  if (value === undefined) return '';
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}

/** @param {Row[]} rows */
function table(rows) {
  const cells = rows.map((row) => [
    row.name,
    figure(row.value),
    row.unit,
    figure(row.peer),
    figure(row.ratio),
    row.goal ?? '',
  ]);
  const lines = [['', 'value', 'unit', 'peer', 'ratio', 'goal'], ...cells];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 || column === 2 || column === 5
            ? cell.padEnd(widths[column])
            : cell.padStart(widths[column]),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const wanted = process.argv.slice(2);
const files = readdirSync(HERE)
  .filter((file) => file.endsWith('.bench.js'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
  .sort();

/** @type {Row[]} */
const rows = [];
let failed = 0;
for (const file of files) {
  process.stderr.write(`${file} …\n`);
  try {
    rows.push(...(await (await import(new URL(file, HERE).href)).run()));
  } catch (error) {
    failed += 1;
    console.error(`${file} failed:`, error);
  }
}

if (rows.length === 0) console.log('There is nothing to measure: no bench ran.');
else console.log(table(rows));
mkdirSync(new URL('results/', HERE), { recursive: true });
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryBytes: totalmem() };
const report = { at: new Date().toISOString(), node: process.version, machine, rows };
writeFileSync(RESULTS, `${JSON.stringify(report, null, 2)}\n`);
process.exit(failed > 0 || rows.length === 0 ? 1 : 0);
