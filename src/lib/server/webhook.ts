import { putMembership, settle } from './mirror';
import { isWellFormed, newsOf, type News } from './news';
import { applyEvent } from './service';
import { listMemberships, verifiedEvent } from './workos';

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
	if (event === 'unreadable') return 'unknown';
	const news = newsOf(event);
	if (!news) return 'unknown';

	const isClear = isWellFormed(news);
	if (isClear && news.kind === 'session') await readMembershipOf(news);
	if (isClear && (await applyEvent({ id: event.id, ...news })) !== 'differs') return 'taken';
	await settle(news);
	await applyEvent({ id: event.id });
	return 'taken';
}

/** WorkOS ends a session before it tells of the membership because of which it does. */
async function readMembershipOf({ object }: News): Promise<void> {
	const { user_id: userId, org_id: organizationId } = object as Record<string, string>;
	if (!userId || !organizationId) return;
	for (const one of await listMemberships({ userId, organizationId })) await putMembership(one);
}
