import { parseArgs } from 'node:util';
import { loadEnv } from 'vite';
import { readStack } from '../local/stack-file.ts';
import type { Compared, Repair, Step } from '../src/lib/server/compare.ts';
import type { Progress, Reconciled } from '../src/lib/server/reconcile.ts';
import { importFromApp } from './app.ts';
import { ProgressLine } from './progress.ts';
import { connectedServices } from './services.ts';

/**
 * `npm run sync`: follows WorkOS' events from where the mirror is up to their end, then erases the rows
 * of organizations that have ended.
 *
 *   --full   compares every organization, user and membership with WorkOS and repairs what differs
 *   --data   the folder of the local stack, .local/dev unless told
 */
export default async function sync(args: string[]): Promise<number> {
	const { values } = parseArgs({
		args,
		options: { full: { type: 'boolean' }, data: { type: 'string' } }
	});
	setEnvironment(values.data ?? '.local/dev');
	// Ctrl-C may end it at any point: what was done is whole, and the next one does the rest.
	const result = values.full ? await full() : await events();
	await erase();
	return result;
}

/** What `.env` connects, and for the rest the stack that runs on this machine. */
function setEnvironment(dataDir: string): void {
	const given = loadEnv('development', process.cwd(), '');
	const connected = connectedServices(given);
	const stack = readStack(dataDir);
	if (!stack && !(connected.supabase && connected.workos)) {
		throw new Error(
			'There is nothing to sync: start `npm run dev` or `npm run stack`, or connect both services in .env.'
		);
	}
	const missing = Object.entries({ ...stack?.env, ...given }).filter(
		([name]) => !process.env[name]
	);
	Object.assign(process.env, Object.fromEntries(missing));
}

interface ReconcileModule {
	reconcile(options: { onProgress(progress: Progress): void }): Promise<Reconciled>;
	comparisonNeeded: string;
}

async function events(): Promise<number> {
	const { reconcile, comparisonNeeded } = await importFromApp<ReconcileModule>('server/reconcile');
	const line = new ProgressLine();
	const begun = Date.now();
	let first: number | undefined;
	const { applied, state } = await reconcile({
		onProgress({ applied, at }) {
			first ??= Date.parse(at);
			// Nobody knows how many there are, but the last one is of now.
			const share = (Date.parse(at) - first) / Math.max(begun - first, 1);
			line.show(share, `${count(applied, 'event')}, ${perSecond(applied, begun)}`);
		}
	});
	line.clear();
	if (state === 'compare') {
		console.error(comparisonNeeded);
		return 1;
	}
	console.log(
		applied === 0
			? 'The mirror is up to date: nothing new in WorkOS.'
			: `The mirror is up to date: ${count(applied, 'event')} applied, ${perSecond(applied, begun)}.`
	);
	return 0;
}

interface EraseModule {
	eraseGone(options: { onProgress(erased: number): void }): Promise<number>;
}

async function erase(): Promise<void> {
	const { eraseGone } = await importFromApp<EraseModule>('server/erase');
	const line = new ProgressLine();
	const erased = await eraseGone({
		onProgress: (erased) => line.show(null, `${count(erased, 'row')} erased`)
	});
	line.clear();
	if (erased > 0) console.log(`Erased ${count(erased, 'row')} of deleted organizations.`);
}

interface CompareModule {
	compare(options: { onStep(step: Step): void; onRepair(repair: Repair): void }): Promise<Compared>;
}

async function full(): Promise<number> {
	const { compare } = await importFromApp<CompareModule>('server/compare');
	const line = new ProgressLine();
	const compared = await compare({
		onStep({ kind, done, of }) {
			const what = kind === 'membership' ? 'organization' : kind;
			const text = count(done, what) + (kind === 'membership' ? ' with their members' : '');
			line.show(of === null ? null : done / of, text);
		},
		onRepair({ kind, id, what }) {
			line.clear();
			console.log(`  ${words[what]} ${kind} ${id}`);
		}
	});
	line.clear();
	const { organizations, users, memberships, repairs } = compared;
	const all = [
		count(organizations, 'organization'),
		count(users, 'user'),
		count(memberships, 'membership')
	];
	const repaired = repairs.filter(({ what }) => what === 'put' || what === 'ended').length;
	console.log(
		`Compared ${new Intl.ListFormat('en').format(all)}: ` +
			(repaired === 0 ? 'nothing had to be changed.' : `${count(repaired, 'row')} changed.`)
	);
	return 0;
}

const words: Record<Repair['what'], string> = {
	put: 'put right:   ',
	ended: 'ended:       ',
	'kept ended': 'ended before, though WorkOS lists it:',
	'kept newer': 'newer than in WorkOS, left as it is:',
	refused: 'not taken by the database, left as it is:'
};

function count(number: number, noun: string): string {
	return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

function perSecond(number: number, since: number): string {
	const seconds = Math.max(Date.now() - since, 1) / 1000;
	return `${Math.round(number / seconds).toLocaleString('en')} a second`;
}
