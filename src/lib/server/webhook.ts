import { settle } from './mirror';
import { isWellFormed, newsOf } from './news';
import { applyEvent } from './service';
import { verifiedEvent } from './workos';

/**
 * Applies what a webhook tells, whatever came earlier and is still on its way.
 *
 * @param payload as it was sent: what is signed is the text, not what it means
 * @returns `not from WorkOS` when its signature does not fit or is too old, `unknown` when it is
 *   about nothing that the mirror holds
 */
export async function takeWebhook(
	payload: string,
	signature: string
): Promise<'taken' | 'unknown' | 'not from WorkOS'> {
	const event = await verifiedEvent(payload, signature);
	if (!event) return 'not from WorkOS';
	const news = newsOf(event);
	if (!news) return 'unknown';

	const isClear = isWellFormed(news);
	if (isClear && (await applyEvent({ id: event.id, ...news })) !== 'differs') return 'taken';
	await settle(news);
	await applyEvent({ id: event.id });
	return 'taken';
}
