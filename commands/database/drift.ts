import type { Catalog } from './catalog.ts';

/**
 * How a database differs from what its migrations make: a sentence for each difference, and none when
 * nobody has changed anything by hand.
 */
export function differences(found: Catalog, expected: Catalog): string[] {
	const objects = [...new Set([...expected.keys(), ...found.keys()])].sort();
	return objects.flatMap((object) => {
		const is = found.get(object);
		const should = expected.get(object);
		// What belongs to something that is not there at all goes without saying.
		if (isPartOfAbsent(object, is ? expected : found)) return [];
		if (!should) {
			return [`The ${object} is there, and no migration makes it. ${adviceFor(object, 'extra')}`];
		}
		if (!is) return [`The ${object} is missing. ${adviceFor(object, 'missing')}`];
		return Object.keys({ ...should, ...is })
			.filter((aspect) => is[aspect] !== should[aspect])
			.map(
				(aspect) =>
					`The ${object} has another ${aspect}: ${contrast(is[aspect], should[aspect])} ` +
					adviceFor(object, 'other')
			);
	});
}

/** What to do about drift as a whole. */
export const remedy =
	'Undo by hand what nobody wants. For what shall stay, write a migration that makes it, and say that it is applied here: `npx supabase migration repair <version> --status applied --db-url …`.';

/** Columns, constraints and the like of a table that is not there. */
function isPartOfAbsent(object: string, catalog: Catalog): boolean {
	const [, kind = '', rest = ''] = /^(\S+) (.*)$/s.exec(object) ?? [];
	const owner =
		kind === 'column' ? rest.slice(0, rest.lastIndexOf('.')) : / on (\S+)$/.exec(rest)?.[1];
	if (!owner) return false;
	return !['table', 'view', 'materialized view', 'foreign table', 'type'].some((of) =>
		catalog.has(`${of} ${owner}`)
	);
}

function adviceFor(object: string, how: 'extra' | 'missing' | 'other'): string {
	const isSetting = /^(role|default rights)/.test(object);
	if (how === 'extra') {
		return isSetting ? 'Take it back.' : 'Drop it, or write the migration that makes it.';
	}
	if (how === 'missing') return 'Make it anew, as the migrations do.';
	return 'Make it what it was, or write the migration that changes it.';
}

/** What stands there and what should, from the first line on in which they differ. */
function contrast(is = 'nothing', should = 'nothing'): string {
	const [isLines, shouldLines] = [is.split('\n'), should.split('\n')];
	if (isLines.length === 1 && shouldLines.length === 1) {
		return `it is ${quote(is)}, and should be ${quote(should)}.`;
	}
	const at = isLines.findIndex((line, index) => line !== shouldLines[index]);
	const line = at < 0 ? isLines.length : at;
	const shown = (lines: string[]) => (line < lines.length ? quote(lines[line]!.trim()) : 'its end');
	return `its line ${line + 1} is ${shown(isLines)}, and should be ${shown(shouldLines)}.`;
}

function quote(text: string): string {
	const short = text.length > 300 ? `${text.slice(0, 300)}…` : text;
	return `\`${short}\``;
}
