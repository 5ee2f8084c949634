import { bare } from './bare.ts';
import type { Case } from './case.ts';
import { columns } from './columns.ts';
import { embedding } from './embedding.ts';
import { functions, unserved } from './functions.ts';
import { locks } from './locks.ts';
import { once } from './once.ts';
import { oracles } from './oracles.ts';
import { reading } from './reading.ts';
import { references } from './references.ts';
import { adding, creating, writing } from './writing.ts';

/** Everything that is tried, made from supabase/access.ts and what the database says it has. */
export async function allCases(): Promise<Case[]> {
	return [
		...reading(),
		...writing(),
		...creating(),
		...adding(),
		...(await columns()),
		...(await references()),
		...oracles(),
		...(await embedding()),
		...(await functions()),
		...(await unserved()),
		...bare(),
		...locks(),
		...once()
	];
}
