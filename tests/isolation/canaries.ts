import { randomBytes } from 'node:crypto';

/** A word that nothing else contains, to be planted where text can stand. */
export function newCanary(): string {
	return `cnry${randomBytes(6).toString('hex')}`;
}

/** All canaries in a text. */
export function canariesIn(text: string): Set<string> {
	return new Set(text.match(/cnry[0-9a-f]{12}/g));
}

/** All ids of rows, ours and those of WorkOS, in a text. */
export function idsIn(text: string): Set<string> {
	const pattern =
		/(?:org|user|om|session)_[0-9A-Z]{26}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
	return new Set(text.match(pattern));
}
