import { now, type Token } from './token';

/*
 * What weighs most (docs/sessions.md has the list) asks for a sign-in that is not long ago, since a
 * browser may be left open, and a session stolen. This is the one place that judges it.
 */

/** How long ago a sign-in may be, in seconds. */
const life = 10 * 60;

/** How far WorkOS' clock and ours may be apart, in seconds. */
const skew = 30;

/** `unknown` where WorkOS did not say when they signed in: signing in again would not help. */
export type SignInAge = 'recent' | 'old' | 'unknown';

/** How old the sign-in of this token is, whichever organization it was minted for. */
export function signInAge({ signedInAt }: Token): SignInAge {
	if (signedInAt === null) return 'unknown';
	const age = now() - signedInAt;
	return age >= -skew && age <= life + skew ? 'recent' : 'old';
}

/** Whether they showed who they are within the last ten minutes. */
export function isRecent(token: Token): boolean {
	return signInAge(token) === 'recent';
}
