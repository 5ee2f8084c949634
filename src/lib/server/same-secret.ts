import { hash } from './seal';

/** Whether two secrets are equal, after a time that does not tell how much of them is. */
async function isSameSecret(given: string, wanted: string): Promise<boolean> {
	const [a, b] = await Promise.all([hash(given), hash(wanted)]);
	let difference = 0;
	for (let at = 0; at < b.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
	return difference === 0;
}

/** Whether a request brings one of these secrets as `Authorization: Bearer <secret>`. */
export async function isBearerOf({ headers }: Request, secrets: string[]): Promise<boolean> {
	const given = headers.get('authorization') ?? '';
	const found = await Promise.all(secrets.map((secret) => isSameSecret(given, `Bearer ${secret}`)));
	return found.includes(true);
}
