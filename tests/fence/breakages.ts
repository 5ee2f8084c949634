import type { Ask, Breakage } from './breakage.ts';
import { brokenFunctions } from './functions.ts';
import { brokenGrants } from './grants.ts';
import { brokenPolicies, openedToAnon } from './policies.ts';
import { brokenTables } from './tables.ts';

/** Every way to break the fence one thing at a time, made from what the database says it has. */
export async function breakages(ask: Ask): Promise<Breakage[]> {
	return [
		...(await brokenPolicies(ask)),
		...(await openedToAnon(ask)),
		...(await brokenGrants(ask)),
		...(await brokenTables(ask)),
		...(await brokenFunctions(ask))
	];
}
