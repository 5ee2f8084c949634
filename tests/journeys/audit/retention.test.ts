import { newCompany } from '../../policies/company.ts';
import { rowsOf } from '../../policies/database.ts';
import { expect, test } from '../session/test.ts';
import type { Visitor } from '../session/visitor.ts';

/** What the page's form sends along. */
async function seenOn(visitor: Visitor, path: string): Promise<string> {
	const { body } = await visitor.open(path);
	return body.match(/name="seen"[^>]* value="([^"]*)"/)?.[1] ?? '';
}

test('an admin says how long the log is kept, and nobody overwrites them unseen', async ({
	visitor
}) => {
	const { organization, admin, member } = await newCompany();
	const path = `/orgs/${organization.slug}/audit/retention`;
	await visitor.signIn(member, { organization });
	expect((await visitor.open(path)).status).toBe(403);
	expect((await visitor.post(path, { days: '90', seen: new Date().toISOString() })).status).toBe(
		403
	);

	await visitor.signOut();
	await visitor.signIn(admin, { organization });
	const seen = await seenOn(visitor, path);
	expect((await visitor.post(path, { days: '7', seen })).status).toBe(400);
	expect((await visitor.post(path, { days: '365', seen })).status).toBe(200);
	expect((await visitor.open(path)).body).toContain('one year');
	const late = await visitor.post(path, { days: '90', seen });
	expect(late.status).toBe(409);
	const [settings] = await rowsOf('organization_settings', { org_id: organization.id });
	expect(settings?.audit_days).toBe(365);
	expect((await visitor.open(`/orgs/${organization.slug}/audit`)).body).toContain(
		'Days the log is kept'
	);
});
