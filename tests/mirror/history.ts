import type { User } from '@workos-inc/node';
import { repair } from '../../src/lib/server/mirror.ts';
import { reconcile } from '../../src/lib/server/reconcile.ts';
import { takeWebhook } from '../../src/lib/server/webhook.ts';
import { signIn, unique, withToken, workos } from '../fixtures.ts';
import { ask } from '../policies/database.ts';
import type { Change, Step } from './steps.ts';
import { saidByMirror, saidByWorkos } from './truth.ts';
import { eventsAfter, lastEvent, webhookOf } from './workos.ts';
import type { RawEvent } from './workos.ts';

/** An organization and two people in WorkOS, what happens to them, and how the news of it travels. */
export class History {
	readonly #organizationId: string;
	readonly #people: User[];
	#place: string | null;
	/** Webhooks under way. */
	#underway: RawEvent[] = [];
	/** WorkOS has more to tell. */
	#hasChanged = true;
	/** The memberships that were made last and not ended, by person. */
	readonly #memberships = new Map<string, string>();
	/** Memberships of which the end was told and taken. */
	readonly #ended = new Set<string>();
	/** Syncs that nobody has waited for yet. */
	readonly #beside: Promise<unknown>[] = [];

	private constructor(organizationId: string, people: User[], place: string | null) {
		this.#organizationId = organizationId;
		this.#people = people;
		this.#place = place;
	}

	static async begin(): Promise<History> {
		const place = await lastEvent();
		const [organization, ...people] = await Promise.all([
			workos.organizations.createOrganization({ name: `Studio ${unique()}` }),
			...[0, 1].map(() =>
				workos.userManagement.createUser({
					email: `${unique()}@example.test`,
					firstName: 'Robin'
				})
			)
		]);
		return new History(organization.id, people, place);
	}

	async take(step: Step): Promise<void> {
		switch (step.does) {
			case 'arrive':
				return this.#arrive(step);
			case 'lose':
				await this.#pick(step.which);
				return;
			case 'sign in':
				return this.#signIn(step.who);
			case 'sync':
				this.#beside.push(reconcile());
				return;
			default:
				return this.#change(step);
		}
	}

	/** What is under way arrives, all at once and beside two syncs; then there is a last one. */
	async end(): Promise<void> {
		this.#beside.push(reconcile(), reconcile());
		await this.#listen();
		await Promise.all(this.#underway.toReversed().map((event) => this.#deliver(event, event)));
		await Promise.all(this.#beside);
		await reconcile();
	}

	/** Memberships of which the end was told, and that let somebody in all the same. */
	letInAgain() {
		if (this.#ended.size === 0) return [];
		return ask(
			`select id, status from public.memberships where id = any ($1) and status <> 'removed'`,
			[[...this.#ended]]
		);
	}

	async outcome() {
		const people = this.#people.map(({ id }) => id);
		const [said, mirrored] = await Promise.all([
			saidByWorkos(this.#organizationId, people),
			saidByMirror(this.#organizationId, people)
		]);
		return { workos: said, mirror: mirrored };
	}

	/** Takes away what it made, so that others have less to compare. */
	async clear(): Promise<void> {
		await Promise.allSettled([
			workos.organizations.deleteOrganization(this.#organizationId),
			...this.#people.map(({ id }) => workos.userManagement.deleteUser(id))
		]);
	}

	async #change(change: Change): Promise<void> {
		this.#hasChanged = true;
		const { userManagement, organizations } = workos;
		const organization = this.#organizationId;
		const attempt = async () => {
			if (change.does === 'rename organization') {
				return organizations.updateOrganization({ organization, name: `Studio ${unique()}` });
			}
			if (change.does === 'delete organization') {
				return organizations.deleteOrganization(organization);
			}
			const userId = this.#people[change.who]!.id;
			if (change.does === 'rename') {
				return userManagement.updateUser({ userId, firstName: `Robin ${unique()}` });
			}
			if (change.does === 'delete') return userManagement.deleteUser(userId);
			if (change.does === 'join') {
				const joined = await userManagement.createOrganizationMembership({
					...{ organizationId: organization, userId, roleSlug: change.role }
				});
				this.#memberships.set(userId, joined.id);
				return;
			}
			const id = this.#memberships.get(userId);
			if (!id) return;
			if (change.does === 'role') {
				return userManagement.updateOrganizationMembership(id, { roleSlug: change.role });
			}
			if (change.does === 'pause') return userManagement.deactivateOrganizationMembership(id);
			if (change.does === 'resume') return userManagement.reactivateOrganizationMembership(id);
			this.#memberships.delete(userId);
			return userManagement.deleteOrganizationMembership(id);
		};
		await attempt().catch((reason) => {
			// Somebody who is in it joins again, or it has ended by now: WorkOS says no.
			if (![400, 404].includes(reason.status)) throw reason;
		});
	}

	/** Webhooks for what has happened meanwhile set out. */
	async #listen(): Promise<void> {
		if (!this.#hasChanged) return;
		this.#hasChanged = false;
		const all = await eventsAfter(this.#place);
		this.#place = all.at(-1)?.id ?? this.#place;
		const ours = [this.#organizationId, ...this.#people.map(({ id }) => id)];
		this.#underway.push(
			...all.filter(({ data }) => ours.includes(data.organization_id ?? data.id ?? ''))
		);
	}

	async #pick(which: number): Promise<RawEvent | undefined> {
		await this.#listen();
		const index = which % Math.max(this.#underway.length, 1);
		return this.#underway.splice(index, 1)[0];
	}

	async #arrive({ which, again, old }: Extract<Step, { does: 'arrive' }>): Promise<void> {
		const event = await this.#pick(which);
		if (!event) return;
		if (again) this.#underway.push(event);
		// A deletion may say that nothing changed since the object was made.
		const isOld = old && event.event.endsWith('.deleted');
		const data = { ...event.data, updated_at: event.data.created_at };
		await this.#deliver(event, isOld ? { ...event, data } : event);
	}

	async #deliver(event: RawEvent, told: object): Promise<void> {
		const { payload, signature } = webhookOf(told);
		const outcome = await takeWebhook(payload, signature);
		if (outcome !== 'taken') throw new Error(`${event.id} was ${outcome}`);
		if (event.event === 'organization_membership.deleted') this.#ended.add(event.data.id!);
	}

	/** Who may come in is let in by the sign-in itself, whatever has not arrived. */
	async #signIn(who: number): Promise<void> {
		const { id, email } = this.#people[who]!;
		const membership = this.#memberships.get(id);
		if (!membership) return;
		const now = await workos.userManagement.getOrganizationMembership(membership).catch(() => null);
		if (now?.status !== 'active') return;
		const organization = { id: this.#organizationId, name: '', slug: '' };
		const { accessToken } = await signIn({ id, email, firstName: '', lastName: '' }, organization);
		const supabase = withToken(accessToken);
		// It asks the Data API alone, with that part of the same client.
		await repair(supabase as unknown as Parameters<typeof repair>[0], id);
		const { data: state } = await supabase.rpc('session_state').single().throwOnError();
		if (state.status !== 'active' || state.admin_in_mirror !== state.admin_in_token) {
			throw new Error(
				`${email} is active in WorkOS, and after signing in ${JSON.stringify(state)}`
			);
		}
	}
}
