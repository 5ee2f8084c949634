import { inOrganization } from './organization';
import { signedIn } from './session';
import { insert, remove, type Refusal } from './write';

/*
 * The picture of an organization. A row of `organization_pictures` never changes, and its id is its
 * address; `organizations.picture` names the one that counts, which a trigger sees to.
 */

/** How large one may be, in bytes: the same as in the database. */
export const largestPicture = 65_536;

/** How a PNG, a JPEG and a WebP begin, the last with its length before it says what it is. */
const beginnings = /^(89504e470d0a1a0a|ffd8ff|52494646.{8}57454250)/;

/** Whether it is one of these: by what is in it, since a name may say anything. */
export function isPicture(bytes: Uint8Array): boolean {
	return beginnings.test(digitsOf(bytes.subarray(0, 12)));
}

/** Makes these bytes the picture of the caller's organization. */
export async function addPicture(bytes: Uint8Array): Promise<Refusal | null> {
	const earlier = await listPictures();
	const added = await insert('organization_pictures', { bytes: `\\x${digitsOf(bytes)}` });
	if (added.refused) return added;
	// Whoever has an older page open has the older picture, too.
	await Promise.all(earlier.map((id) => remove('organization_pictures', { id })));
	return null;
}

/** Takes this picture of the caller's organization away. */
export async function removePicture(id: string): Promise<Refusal | null> {
	const removed = await remove('organization_pictures', { id });
	return removed.refused ? removed : null;
}

async function listPictures(): Promise<string[]> {
	const { data } = await inOrganization()
		.supabase.from('organization_pictures')
		.select('id')
		.throwOnError();
	return data.map(({ id }) => id);
}

/** A picture of any organization that the caller belongs to. */
export async function readPicture(
	id: string
): Promise<{ type: string; bytes: Uint8Array<ArrayBuffer> } | null> {
	const { data } = await signedIn()
		.supabase.rpc('organization_picture', { picture: id }, { get: true })
		.maybeSingle()
		.throwOnError();
	return data && { type: data.type, bytes: bytesOf(data.bytes) };
}

/** Two digits for each byte; Postgres writes and reads them so, after \x. */
function digitsOf(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array((hex.length - 2) / 2);
	return bytes.map((_, index) => parseInt(hex.slice(2 + 2 * index, 4 + 2 * index), 16));
}
