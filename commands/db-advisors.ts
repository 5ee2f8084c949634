import { supabase } from '../local/database.ts';
import { withDatabase } from './with-database.ts';

interface Finding {
	name: string;
	title: string;
	level: 'INFO' | 'WARN' | 'ERROR';
	detail: string;
	remediation: string;
}

/** A database that was made a second ago has used no index yet, so this one says nothing here. */
const meaningless = ['unused_index'];

/** `npm run db:advisors`: what Supabase' own advisors say about the database the migrations make. */
export default function dbAdvisors(): Promise<number> {
	return withDatabase(async (databaseUrl) => ((await adviseOn(databaseUrl)) === 0 ? 0 : 1));
}

/** Prints what the advisors say about a database, and gives how much it was. */
export async function adviseOn(databaseUrl: string): Promise<number> {
	const findings = await ask(databaseUrl);
	for (const { level, title, detail, remediation } of findings) {
		console.log(`${level}  ${title}\n  ${detail}\n  How to mend it: ${remediation}\n`);
	}
	if (findings.length === 0) console.log('The advisors have nothing to say.');
	else console.log(`The advisors have ${findings.length} to say.`);
	return findings.length;
}

async function ask(databaseUrl: string): Promise<Finding[]> {
	// The password by way of the environment: everybody on this machine may read arguments.
	const url = new URL(databaseUrl);
	const password = decodeURIComponent(url.password);
	url.password = '';
	const answer = await supabase(
		[
			...['db', 'advisors', `--remote=${url}`],
			...['--type', 'all', '--level', 'info', '--output-format', 'json']
		],
		{ PGPASSWORD: password }
	);
	const { results }: { results: Finding[] } = JSON.parse(answer);
	return results.filter(({ name }) => !meaningless.includes(name));
}
