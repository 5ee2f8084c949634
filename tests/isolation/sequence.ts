import { at } from './choices.ts';
import { write } from './writes.ts';
import { contentsOf, textsOf } from './contents.ts';
import { Disagreement } from './disagreement.ts';
import { call } from './calls.ts';
import { change, end, tell } from './memberships.ts';
import type { Operation } from './operation.ts';
import { endOwnSessions, endSession, impersonate, signIn, switchTo } from './people.ts';
import { expectSame } from './compare.ts';
import { read } from './reads.ts';
import { tables } from './model/state.ts';
import type { Token } from './model/state.ts';
import type { World } from './world.ts';

const roles = [['member'], ['admin'], ['member', 'admin']];
/** Roles that WorkOS could have and the mirror must make nothing of. */
const oddRoles = [...roles, ['ADMIN'], []];

/** How often the whole content is compared, in operations. */
const interval = 10;

/** Does one thing after the other, compares each time, and answers how many were possible. */
export async function run(world: World, operations: Operation[]): Promise<number> {
	let count = 0;
	for (const operation of operations) {
		const who = speakerOf(world, operation);
		try {
			const line = await perform(world, operation);
			if (line === null) continue;
			world.lines.push(`${who}${line}`);
		} catch (error) {
			if (error instanceof Disagreement) error.who = who;
			throw error;
		}
		count++;
		if (count % interval === 0) await compareContents(world);
	}
	await compareContents(world);
	return count;
}

/** Compares all that the database holds of this world with the model. */
export async function compareContents({ state, organizations, people }: World): Promise<void> {
	const contents = await contentsOf(organizations, people);
	for (const table of tables) {
		const deed = `what ${table} holds`;
		expectSame(deed, textsOf(state.tables[table]), textsOf(contents[table]));
	}
}

/** Does it; null when it is not possible now. */
async function perform(world: World, operation: Operation): Promise<string | null> {
	const { state, organizations, people } = world;
	const { person, organization } = placeOf(world, operation);
	switch (operation.kind) {
		case 'read':
			return read(world, tokenOf(world, operation.token), operation);
		case 'call':
			return call(world, tokenOf(world, operation.token), operation);
		case 'insert':
		case 'update':
		case 'delete':
			return write(world, tokenOf(world, operation.token), operation);
		case 'sign-in':
			return signIn(state, person, organization);
		case 'impersonate':
			return impersonate(state, person, organization);
		case 'switch': {
			const session = tokenOf(world, operation.token)?.session;
			const wanted = operation.organization;
			const other = wanted === null ? null : (at(organizations, wanted) ?? null);
			return session ? switchTo(state, session, other) : null;
		}
		case 'end': {
			const session = tokenOf(world, operation.token)?.session;
			return session ? endSession(session) : null;
		}
		case 'end own': {
			const session = tokenOf(world, operation.token)?.session;
			return session ? endOwnSessions(state, session, operation.which) : null;
		}
		case 'membership': {
			const choice = at(operation.where === 'mirror' ? oddRoles : roles, operation.roles) ?? [];
			const wish = { ...operation, person, organization, roles: choice };
			return change(state, wish);
		}
		case 'news': {
			const news = at(state.news.toReversed(), operation.n);
			if (news) await tell(state, news);
			return `news of ${news?.membership.id} arrives again`;
		}
		case 'gone': {
			const id = at(operation.what === 'person' ? people : organizations, operation.n) ?? '';
			return end(state, operation.what, id, operation.isHeard);
		}
	}
}

/** Whom an operation is about, and where. */
function placeOf(
	{ state, people, organizations }: World,
	operation: Operation
): { person: string; organization: string } {
	if (!('membership' in operation)) return { person: '', organization: '' };
	const known =
		operation.membership === null ? null : at(state.tables.memberships, operation.membership);
	// Who is there already is not invited.
	if (known && !('change' in operation && operation.change === 'invite')) {
		return { person: String(known.user_id), organization: String(known.org_id) };
	}
	return {
		person: at(people, operation.person) ?? '',
		organization: at(organizations, operation.organization) ?? ''
	};
}

function tokenOf({ state }: World, n: number): Token | null {
	return at(state.tokens, n) ?? null;
}

/** Who speaks, in words. */
function speakerOf(world: World, operation: Operation): string {
	if (!('token' in operation)) return '';
	const token = tokenOf(world, operation.token);
	if (!token) return 'nobody: ';
	const { session, organization, roles } = token;
	const inName = session.impersonator ? ', impersonated' : '';
	return `${session.person} of ${organization ?? 'no organization'} as ${roles.join(' and ') || 'nothing'}${inName}: `;
}
