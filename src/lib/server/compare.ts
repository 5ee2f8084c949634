import { tellLostAdmins } from './lost-admins';
import { isRefused, settle } from './mirror';
import {
	membershipObject,
	organizationObject,
	userObject,
	type Kind,
	type MirrorObject,
	type News
} from './news';
import { Outage } from './outage';
import { listPresent, putPage, readPlace, setPlace } from './service';
import { listMembershipsOf, listOrganizations, listUsers, type Page } from './workos';

/** Something that was not as WorkOS has it. */
export interface Repair {
	kind: Kind;
	id: string;
	/**
	 * `kept ended`: WorkOS lists it, but here it has ended, and that is for ever. `kept newer`: what
	 * stands here bears a later time than what WorkOS says. `refused`: the database does not take what
	 * WorkOS says. All three are for somebody to look at.
	 */
	what: 'put' | 'ended' | 'kept ended' | 'kept newer' | 'refused';
}

export interface Compared {
	/** How many of each WorkOS has. */
	organizations: number;
	users: number;
	memberships: number;
	repairs: Repair[];
}

export interface Step {
	/** What is being compared, and how many of them have been. */
	kind: Kind;
	done: number;
	/** Organizations whose memberships are compared; null while it is not known how many there are. */
	of: number | null;
}

/**
 * Compares every organization, person and membership with WorkOS and puts right what differs. What a
 * listing lacks is asked for by itself, and ends here only when WorkOS says that it is gone.
 *
 * @throws {Error} when no organization here is known to WorkOS: then this is another environment,
 *   and everything would end
 */
export async function compare({
	onStep = () => {},
	onRepair = () => {}
}: {
	onStep?: (step: Step) => void;
	onRepair?: (repair: Repair) => void;
} = {}): Promise<Compared> {
	const begun = new Date().toISOString();
	const place = await readPlace();
	const compared: Compared = { organizations: 0, users: 0, memberships: 0, repairs: [] };
	const repaired = (kind: Kind, id: string, outcome: string | undefined) => {
		const what = whatHappened(outcome);
		if (!what) return;
		const repair: Repair = { kind, id, what };
		compared.repairs.push(repair);
		onRepair(repair);
	};

	await requireSameEnvironment();
	const organizations = await takeListed(
		'organization',
		async (after) => mapped(await listOrganizations(after), organizationObject),
		repaired,
		(done) => onStep({ kind: 'organization', done, of: null })
	);
	compared.organizations = organizations.size;
	await askForUnlisted('organization', organizations, repaired);

	const users = await takeListed(
		'user',
		async (after) => mapped(await listUsers(after), userObject),
		repaired,
		(done) => onStep({ kind: 'user', done, of: null })
	);
	compared.users = users.size;
	await askForUnlisted('user', users, repaired);

	let done = 0;
	for (const organization of organizations) {
		const memberships = await takeListed(
			'membership',
			async (after) => mapped(await listMembershipsOf(organization, after), membershipObject),
			repaired
		);
		compared.memberships += memberships.size;
		await askForUnlisted('membership', memberships, repaired, organization);
		onStep({ kind: 'membership', done: ++done, of: organizations.size });
	}

	await setPlace(place, begun);
	await patiently(tellLostAdmins);
	return compared;
}

type Repaired = (kind: Kind, id: string, outcome: string | undefined) => void;

function whatHappened(outcome: string | undefined): Repair['what'] | null {
	if (outcome === 'applied') return 'put';
	if (outcome === 'ended' || outcome === 'refused') return outcome;
	if (outcome === 'older') return 'kept newer';
	return outcome === 'gone' ? 'kept ended' : null;
}

function mapped<Item, Value>({ items, after }: Page<Item>, map: (item: Item) => Value) {
	return { items: items.map(map), after };
}

/** Puts all that WorkOS lists. @returns the ids */
async function takeListed(
	kind: Kind,
	list: (after: string | null) => Promise<Page<MirrorObject>>,
	repaired: Repaired,
	onPage: (done: number) => void = () => {}
): Promise<Set<string>> {
	const ids = new Set<string>();
	let after: string | null = null;
	do {
		const page: Page<MirrorObject> = await patiently(() => list(after));
		const objects = page.items;
		const outcomes = await putListed(objects.map((object) => ({ kind, gone: false, object })));
		for (const [index, object] of objects.entries()) {
			const outcome = outcomes[index];
			// What changed since it was listed looks newer, too.
			const isUnclear = outcome === 'differs' || outcome === 'older';
			ids.add(object.id);
			repaired(kind, object.id, isUnclear ? await settlePatiently(kind, object) : outcome);
		}
		after = page.after;
		onPage(ids.size);
	} while (after);
	return ids;
}

async function putListed(news: News[]): Promise<string[]> {
	try {
		return await patiently(() => putPage(news));
	} catch (reason) {
		if (!isRefused(reason)) throw reason;
		if (news.length === 1) return ['refused'];
		const outcomes: string[] = [];
		// One that the database does not take must not keep it from all others.
		for (const one of news) outcomes.push(...(await putListed([one])));
		return outcomes;
	}
}

/** Asks WorkOS for each that stands here and was not listed. */
async function askForUnlisted(
	kind: Kind,
	listed: Set<string>,
	repaired: Repaired,
	organizationId: string | null = null
): Promise<void> {
	let after = '';
	for (;;) {
		const rows = await patiently(() => listPresent(kind, after, organizationId));
		for (const { id, user_id } of rows) {
			if (listed.has(id)) continue;
			const object = { id, org_id: organizationId, user_id } as MirrorObject;
			repaired(kind, id, await settlePatiently(kind, object));
		}
		const last = rows.at(-1);
		if (!last) return;
		after = last.id;
	}
}

async function settlePatiently(kind: Kind, object: MirrorObject): Promise<string> {
	try {
		return await patiently(() => settle({ kind, object }));
	} catch (reason) {
		if (isRefused(reason)) return 'refused';
		throw reason;
	}
}

/** Before anything is put: WorkOS lists at least one of the organizations that stand here, if any do. */
async function requireSameEnvironment(): Promise<void> {
	const here = new Set((await listPresent('organization', '')).map(({ id }) => id));
	if (here.size === 0) return;
	let after: string | null = null;
	do {
		const page: Page<{ id: string }> = await patiently(() => listOrganizations(after));
		if (page.items.some(({ id }) => here.has(id))) return;
		after = page.after;
	} while (after);
	throw new Error(
		'WorkOS lists none of the organizations of this database: WORKOS_API_KEY belongs to another environment than it. Nothing was changed.'
	);
}

/** A long run outlives a short outage, and WorkOS' limits of calls per time. */
async function patiently<Value>(work: () => Promise<Value>): Promise<Value> {
	for (let pause = 1_000; ; pause *= 2) {
		try {
			return await work();
		} catch (reason) {
			if (!(reason instanceof Outage) || pause > 16_000) throw reason;
			await new Promise((resume) => setTimeout(resume, pause));
		}
	}
}
