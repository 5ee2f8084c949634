import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { stack } from '../../stack.ts';
import { allCallers } from '../language.ts';
import { request } from '../request.ts';
import { theWorld } from '../world.ts';
import { assertNotGranted } from './case.ts';
import type { Case } from './case.ts';

/** The secret key calls functions and has no business in any table. */
export function server(): Case[] {
	const apikey = stack.env.SUPABASE_SECRET_KEY;
	return Object.entries(access.tables).map(([table, { patch }]) => ({
		about: table,
		name: `the secret key reads and writes nothing of ${table}`,
		async run() {
			for (const asking of [
				{ method: 'GET' },
				{ method: 'POST', body: patch },
				{ method: 'PATCH', body: patch },
				{ method: 'DELETE' }
			]) {
				const answer = await request(null, table, { ...asking, headers: { apikey } });
				const what = `${asking.method} with the secret key`;
				assertNotGranted(answer, 'admin', what);
				// A trigger or a default further on may lack a right as well.
				assert.match(answer.text, new RegExp(`permission denied for table ${table}\\b`), what);
			}
		}
	}));
}

/** Estimates are made from the rows of all organizations: docs/decisions/0005. */
export function estimates(): Case[] {
	return allCallers.map((caller) => ({
		about: 'check_request',
		name: `${caller} is given no estimated count`,
		async run() {
			const world = await theWorld();
			for (const count of ['planned', 'estimated']) {
				const { status, code } = await request(world.askers[caller].token, 'tasks?select=id', {
					headers: { prefer: `count=${count}` }
				});
				assert.deepEqual({ status, code }, { status: 400, code: 'PT400' });
			}
		}
	}));
}
