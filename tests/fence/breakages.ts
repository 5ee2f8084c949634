import type { Ask, Breakage } from './breakage.ts';
import { brokenFunctions } from './functions.ts';
import { brokenGrants } from './grants.ts';
import { brokenPolicies, openedToAnon } from './policies.ts';
import { brokenTables } from './tables.ts';

/** Every way to break the fence one thing at a time, made from what the database says it has. */
export async function breakages(ask: Ask): Promise<Breakage[]> {
	return numbered([
		...(await brokenPolicies(ask)),
		...(await openedToAnon(ask)),
		...(await brokenGrants(ask)),
		...(await brokenTables(ask)),
		...(await brokenFunctions(ask))
	]);
}

/** With names of their own: the same may stand in a policy or a function more than once. */
function numbered(all: Breakage[]): Breakage[] {
	const seen = new Map<string, number>();
	return all.map((breakage) => {
		const place = (seen.get(breakage.name) ?? 0) + 1;
		seen.set(breakage.name, place);
		return place === 1 ? breakage : { ...breakage, name: `${breakage.name}, place ${place}` };
	});
}
