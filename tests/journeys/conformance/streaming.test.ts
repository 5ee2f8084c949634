import { newCompany, newProject } from '../../policies/company.ts';
import { expect, test } from '../session/test.ts';

test('a log begins to arrive before all of it is read', async ({ app, visitor, data }) => {
	const { organization, admin } = await newCompany();
	const { name } = await newProject(admin);
	await visitor.signIn(admin, { organization });
	const page = `/orgs/${organization.slug}/audit`;
	expect((await visitor.open(page)).status).toBe(200);

	const hold = data.hold('/rest/v1/audit_events');
	const answer = await fetch(`${app.url}${page}/export/csv`, {
		headers: { cookie: visitor.header() }
	});
	expect(answer.status).toBe(200);
	const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
	const { value: head } = await reader.read();
	expect(head).toContain('at,id,actor_id');
	expect(head).not.toContain(name);
	await hold.waiting();
	await hold.release();
	let rest = '';
	for (let part = await reader.read(); !part.done; part = await reader.read()) rest += part.value;
	expect(rest).toContain(name);
});
