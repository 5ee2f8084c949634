import { changeRoles } from '../../fixtures.ts';
import { expect, test } from '../session/test.ts';
import { Visitor } from '../session/visitor.ts';
import type { Proxy } from '../../proxy.ts';
import { newTeam } from './people.ts';

/*
 * A link into WorkOS' portal lets whoever has it set up how an organization signs in, so each is made
 * for an admin of that organization alone, at their click.
 */

const pageOf = ({ slug }: { slug: string }) => `/orgs/${slug}/sign-in`;
const madeBy = ({ calls }: Proxy) => calls.filter(({ path }) => path.includes('/portal/'));

test('an admin is sent on to the portal of the organization of the page', async ({
	visitor,
	workos
}) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	const answer = await visitor.post(pageOf(organization), { intent: 'sso', organization: 'org_1' });
	expect(answer.status).toBe(303);
	expect(answer.location).toMatch(/\/portal\?token=\w+$/);
	expect(madeBy(workos)).toHaveLength(1);
	expect((await visitor.post(pageOf(organization), { intent: 'audit_logs' })).status).toBe(400);
	expect(madeBy(workos)).toHaveLength(1);
});

test('nobody else is: no member, nobody of elsewhere, nobody who was an admin', async ({
	app,
	visitor,
	workos
}) => {
	const [team, elsewhere] = [await newTeam(), await newTeam()];
	const { organization, admin, member } = team;
	await visitor.signIn(member, { organization });
	expect((await visitor.open(pageOf(organization))).status).toBe(403);
	expect((await visitor.post(pageOf(organization), { intent: 'sso' })).status).toBe(403);
	expect((await visitor.post(pageOf(elsewhere.organization), { intent: 'sso' })).status).toBe(404);

	const former = new Visitor(app.url);
	await former.signIn(admin, { organization });
	expect((await former.open(pageOf(organization))).status).toBe(200);
	await changeRoles(admin, organization, 'member', { only: 'mirror' });
	expect((await former.post(pageOf(organization), { intent: 'sso' })).status).toBe(403);
	expect(madeBy(workos)).toEqual([]);
});

test('where WorkOS is away there is a page that says so, and no way in', async ({
	visitor,
	workos
}) => {
	const { organization, admin } = await newTeam();
	await visitor.signIn(admin, { organization });
	workos.fail('/portal/generate_link', 503);
	const answer = await visitor.post(pageOf(organization), { intent: 'dsync' });
	expect(answer.status).toBe(503);
	expect(answer.body).toContain('There was no answer in time');
	workos.restore();
	workos.fail('/connections', 503);
	const page = await visitor.open(pageOf(organization));
	expect(page.status).toBe(503);
	expect(page.body).toContain('We cannot reach a service we need');
});
