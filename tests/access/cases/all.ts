import { bare } from './bare.ts';
import { becoming } from './becoming.ts';
import type { Case } from './case.ts';
import { columns } from './columns.ts';
import { embedding } from './embedding.ts';
import { functions, unserved } from './functions.ts';
import { locks } from './locks.ts';
import { once } from './once.ts';
import { oracles } from './oracles.ts';
import { reading } from './reading.ts';
import { references } from './references.ts';
import { estimates, server } from './server.ts';
import { removing } from './removing.ts';
import { adding, creating, writing } from './writing.ts';

/** Everything that is tried, made from supabase/access.ts and what the database says it has. */
export async function allCases(): Promise<Case[]> {
	return [
		...reading(),
		...writing(),
		...removing(),
		...creating(),
		...adding(),
		...(await columns()),
		...(await references()),
		...oracles(),
		...becoming(),
		...(await embedding()),
		...(await functions()),
		...(await unserved()),
		...server(),
		...estimates(),
		...bare(),
		...locks(),
		...once()
	];
}
