import assert from 'node:assert/strict';
import { access } from '../../../supabase/access.ts';
import { catalog } from '../catalog.ts';
import { allCallers, includes } from '../language.ts';
import type { AnyCaller, FunctionAccess } from '../language.ts';
import { plant } from '../plant.ts';
import { request } from '../request.ts';
import { theWorld } from '../world.ts';
import { assertNotGranted, assertStatus } from './case.ts';
import type { Case } from './case.ts';

/** Every function, by everybody. */
export async function functions(): Promise<Case[]> {
	const { functions: known } = await catalog();
	const calls = Object.entries(access.functions).flatMap(([name, entry]) =>
		allCallers.map((caller) => {
			const may = mayCall(entry, caller);
			return {
				about: name,
				name: `${caller} ${may ? 'may' : 'may not'} call ${name}`,
				run: () => call(name, entry, known[name] ?? [], caller, may)
			};
		})
	);
	return [...calls, ...allCallers.map(listing)];
}

function mayCall({ for: who }: FunctionAccess, caller: AnyCaller): boolean {
	if (who === 'everybody and the server') return true;
	if (who === 'server') return false;
	// With a signature of ours or of Supabase Auth: what it gets to know is none of ours.
	return caller === 'ended' || caller === 'supabase' ? who.length > 0 : includes(who, caller);
}

async function call(
	name: string,
	{ about }: FunctionAccess,
	names: string[],
	caller: AnyCaller,
	may: boolean
): Promise<void> {
	const world = await theWorld();
	const { token } = world.askers[caller];
	const hidden = await plant(world, 'tasks', 'in an open project', caller, 'far');
	if (may) {
		const values = about?.(hidden.row) ?? {};
		const query = new URLSearchParams(values as Record<string, string>);
		for (const [path, asking] of [
			[`rpc/${name}?${query}`, {}],
			[`rpc/${name}`, { method: 'POST', body: values }]
		] as const) {
			const answer = await request(token, path, asking);
			assertStatus(answer, [200, 204], name);
			for (const secret of [...Object.values(hidden.row), world.organizations.far.id]) {
				if (typeof secret !== 'string' || secret.length < 12) continue;
				assert.ok(!answer.text.includes(secret), `${name} tells ${secret}`);
			}
		}
		return;
	}
	const body = Object.fromEntries(names.map((argument) => [argument, null]));
	assertNotGranted(await request(token, `rpc/${name}`, { method: 'POST', body }), caller, name);
}

/** What the API lists of itself is what the caller has a right to, and no more. */
function listing(caller: AnyCaller): Case {
	return {
		about: 'the list of the API',
		name: `the list of the API shows ${caller} what they may use`,
		async run() {
			const world = await theWorld();
			const answer = await request(world.askers[caller].token, '', {
				headers: { accept: 'application/openapi+json' }
			});
			assertStatus(answer, [200], 'the list');
			const { paths } = JSON.parse(answer.text) as { paths: Record<string, unknown> };
			const mayUse = [
				'/',
				...(caller === 'anon' ? [] : Object.keys(access.tables).map((table) => `/${table}`)),
				...Object.entries(access.functions)
					.filter(([, entry]) => mayCall(entry, caller))
					.map(([name]) => `/rpc/${name}`)
			];
			const unexpected = Object.keys(paths).filter((path) => !mayUse.includes(path));
			assert.deepEqual(unexpected, [], 'what the API lists');
		}
	};
}

/** Schemas that are not served: their tables and functions have no address. */
export async function unserved(): Promise<Case[]> {
	return ['app', 'auth', 'extensions', 'pg_catalog', 'information_schema'].map((schema) => ({
		about: schema,
		name: `the schema ${schema} is not served`,
		async run() {
			const world = await theWorld();
			for (const token of [world.askers.admin.token, null]) {
				const answer = await request(token, 'sessions', { headers: { 'accept-profile': schema } });
				assert.equal(answer.status, 406, answer.text);
				assert.equal(answer.code, 'PGRST106', answer.text);
			}
		}
	}));
}
