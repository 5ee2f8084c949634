import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { forgetFile, removeAfterCrash } from './children.ts';
import { startOf } from './processes.ts';

/** The variables of the application that a stack answers for. */
export type StackEnvironment = Record<
	| 'PUBLIC_SUPABASE_URL'
	| 'PUBLIC_SUPABASE_PUBLISHABLE_KEY'
	| 'SUPABASE_SECRET_KEY'
	| 'WORKOS_CLIENT_ID'
	| 'WORKOS_API_KEY'
	| 'WORKOS_WEBHOOK_SECRET'
	| 'WORKOS_API_URL'
	| 'WORKOS_ISSUER'
	| 'COOKIE_PASSWORD'
	| 'SYNC_SECRET',
	string
>;

/** What others may know of a stack while it runs. */
export interface StackInfo {
	pid: number;
	env: StackEnvironment;
	/** As the role `postgres`, which owns the tables. */
	databaseUrl: string;
	/** As the superuser. */
	adminUrl: string;
	/** The HS256 secret of the project, with which Supabase Auth would sign. */
	jwtSecret: string;
	postgrestUrl: string;
}

const nameOf = (dataDir: string) => join(resolve(dataDir), 'stack.json');

/** The running stack of a data folder, or null. */
export function readStack(dataDir: string): StackInfo | null {
	const file = nameOf(dataDir);
	if (!existsSync(file)) return null;
	const { started, ...info } = JSON.parse(readFileSync(file, 'utf8'));
	const isAlive = startOf(info.pid) === started;
	if (!isAlive) rmSync(file, { force: true });
	return isAlive ? info : null;
}

/** Says that a stack of this process runs, until the returned function is called. */
export function announceStack(dataDir: string, info: StackInfo): () => Promise<void> {
	const file = nameOf(dataDir);
	removeAfterCrash(file);
	const content = { ...info, started: startOf(info.pid) };
	writeFileSync(file, JSON.stringify(content, null, '\t'), { mode: 0o600 });
	return async () => {
		rmSync(file, { force: true });
		forgetFile(file);
	};
}
