import { randomBytes } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function encode(value: bigint, length: number): string {
	let text = '';
	for (let rest = value; text.length < length; rest >>= 5n)
		text = alphabet[Number(rest & 31n)] + text;
	return text;
}

let lastTime = 0;
let lastRandom = 0n;

/**
 * A ULID: time first, so that ids sort in the order in which they were made, also within one
 * millisecond and when the clock steps back.
 */
export function ulid(now: number): string {
	if (now > lastTime) {
		lastTime = now;
		lastRandom = BigInt(`0x${randomBytes(10).toString('hex')}`) >> 1n;
	} else {
		lastRandom += 1n;
	}
	return encode(BigInt(lastTime), 10) + encode(lastRandom, 16);
}

/** An id as WorkOS makes them: a prefix that names the kind, then a ULID. */
export function newId(prefix: string, now: number): string {
	return `${prefix}_${ulid(now)}`;
}

/** A secret that nobody can guess, in the alphabet of WorkOS' refresh tokens. */
export function newSecret(): string {
	return randomBytes(24).toString('base64url').replaceAll(/[-_]/g, 'x');
}
