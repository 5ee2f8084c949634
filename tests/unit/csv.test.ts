import { expect, test } from 'vitest';
import { csvLine } from '../../src/lib/csv.ts';

test.each([
	['plain values', ['a', 1, true, null], 'a,1,true,\r\n'],
	['what would end a cell', ['a,b', 'say "x"', 'one\ntwo'], '"a,b","say ""x""","one\ntwo"\r\n'],
	['lists', [['red', 'blue'], []], '"red, blue",\r\n'],
	['what a spreadsheet would run', ['=1+1', '+1', '-1', '@x', '\t='], "'=1+1,'+1,'-1,'@x,'\t=\r\n"],
	['what it would run of a list', [['=1', 'b']], '"\'=1, b"\r\n'],
	['numbers below zero, which are none of that', [-1.5], '-1.5\r\n'],
	['what only contains such letters', ['1=1', 'a-b'], '1=1,a-b\r\n'],
	['letters of all languages', ['Ünïcödé 漢字'], 'Ünïcödé 漢字\r\n']
])('%s', (_, values, line) => {
	expect(csvLine(values)).toBe(line);
});
