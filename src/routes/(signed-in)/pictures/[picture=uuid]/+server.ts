import { keptForGood } from '$lib/server/guard';
import { readPicture } from '$lib/server/organization-picture';
import { error } from '@sveltejs/kit';

/**
 * The picture of an organization, for whoever belongs to it, with a token for whichever one. Nothing
 * in it is ever run, whatever it is: it was uploaded by somebody.
 */
export async function GET({ params }) {
	const picture = await readPicture(params.picture);
	if (!picture) error(404, 'There is no picture at this address.');
	return new Response(picture.bytes, {
		headers: {
			'cache-control': keptForGood,
			'content-type': picture.type,
			'content-security-policy': "default-src 'none'; sandbox",
			'cross-origin-resource-policy': 'same-origin',
			'x-content-type-options': 'nosniff'
		}
	});
}
