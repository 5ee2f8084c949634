import { asAct } from './acts';
import { putPerson } from './mirror';
import { signedIn } from './session';
import { SessionStateReader } from './session-state';
import { updateUser } from './workos';
import { refusals, type Refusal } from './write';

const notTaken: Refusal = { ...refusals.invalid, problem: 'WorkOS does not take this name.' };

/**
 * Gives the caller another name: in WorkOS, then here with WorkOS' answer, so that the next page says
 * it. Theirs alone: it is the person of their verified token.
 *
 * @throws {Outage} when a service is away: it may have happened, and can be sent again
 */
export async function changeOwnName(name: {
	firstName: string;
	lastName: string;
}): Promise<{ refused?: undefined } | Refusal> {
	const { userId, sid, supabase } = signedIn();
	const { sessionEnded, impersonator } = await new SessionStateReader(supabase).read();
	if (sessionEnded) return refusals['signed out'];
	if (impersonator) return refusals.impersonated;

	const plan = { org_id: null, resource: 'users', resource_id: userId };
	return asAct({ userId, sid }, plan, async () => {
		const user = await updateUser(userId, name).catch(orNotTaken);
		if (!user) return refusals['signed out'];
		if ('refused' in user) return user;
		await putPerson(user);
		return {};
	});
}

/** WorkOS may have rules for names that ours do not know. */
function orNotTaken(reason: unknown): Refusal {
	const { status } = reason as { status?: number };
	if (status === 400 || status === 422) return notTaken;
	throw reason;
}
