import { timestamp } from './environment.ts';
import type { Environment } from './environment.ts';
import { ulid, newSecret } from './ids.ts';
import type { AuthorizationCode } from './rows.ts';

const lifetime = 10 * 60 * 1000;

/** A code that the app can exchange once for a session. */
export function issueCode(
	{ store, now }: Environment,
	grant: Omit<AuthorizationCode, 'id' | 'expires_at'>
): string {
	const id = `${ulid(now())}${newSecret()}`;
	store.codes.put({ id, ...grant, expires_at: timestamp(now() + lifetime) });
	return id;
}

/** The grant behind a code, which is spent by asking; nothing if it was, or is too old. */
export function redeemCode({ store, now }: Environment, id: string): AuthorizationCode | undefined {
	const code = store.codes.get(id);
	store.codes.remove(id);
	return code && code.expires_at > timestamp(now()) ? code : undefined;
}
