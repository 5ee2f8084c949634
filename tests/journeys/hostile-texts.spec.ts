import type { Page } from '@playwright/test';
import { as, join, newOrganization, newPerson, unique } from '../fixtures.ts';
import type { Organization } from '../fixtures.ts';
import { newProject, newTask } from '../policies/company.ts';
import { rowsOf as rowsIn } from '../policies/database.ts';
import { invitationTo, linkOf } from './people/people.ts';
import { expect, open, test } from './test.ts';

/*
 * Whoever can write something writes a script instead, wherever they can, and everybody looks at every
 * page that shows it: what was written stands there, letter by letter, and nothing of it runs.
 */

/** What a browser would run, or load, were it taken for anything but a text. */
const hostile = [
	'<script>alert(1)</script>',
	'</script><script>alert(2)</script>',
	'<img src=x onerror=alert(3)>',
	'"><svg/onload=alert(4)>',
	"'-alert(5)-'",
	'{{constructor.constructor("alert(6)")()}}',
	'{@html "<img src=x onerror=alert(7)>"}${alert(7)}',
	'<a href="javascript:alert(8)">x</a>',
	'javascript:alert(9)',
	'</title></textarea><iframe srcdoc="<script>alert(10)</script>">',
	'\u202e<b onmouseover=alert(11)>\u2066x',
	'<!--><math><mi xlink:href="javascript:alert(12)">',
	'<base href="https://evil.test/"><style>*{display:none}</style>',
	'[x](javascript:alert(14)) ![x](x" onerror="alert(14))'
];

const description = [
	...hostile,
	'[x](JaVa&#115;cript:alert(20)) [y](data:text/html,<script>alert(21)</script>)',
	'<javascript:alert(22)> https://a.test/"onmouseover="alert(23)',
	'```html\n</script><script>alert(24)</script>\n```',
	'`<img src=x onerror=alert(25)>` **<svg onload=alert(26)>**'
].join('\n\n');

interface Watched {
	page: Page;
	/** What came of it that should not have. */
	alarms: string[];
}

/** Notices each dialog, each error of the page, and each thing that the policy keeps it from. */
async function watch(page: Page): Promise<Watched> {
	const alarms: string[] = [];
	page.on('dialog', (dialog) => {
		alarms.push(`dialog: ${dialog.message()}`);
		void dialog.dismiss();
	});
	page.on('pageerror', (error) => alarms.push(`error: ${error.message}`));
	page.on('console', (message) => {
		if (/Content Security Policy|Trusted/i.test(message.text())) alarms.push(message.text());
	});
	page.on('request', (request) => {
		if (/evil\.test|a\.test/.test(request.url())) alarms.push(`asked for ${request.url()}`);
	});
	return { page, alarms };
}

/** Elements and attributes that only a text that became HTML brings: our pages have none of them. */
const foreign = (page: Page) =>
	page.evaluate(() => {
		const elements = [...document.querySelectorAll('*')];
		const found = elements.filter(
			(element) =>
				/^(iframe|object|embed|base|math|style|mi)$/i.test(element.localName) ||
				element.getAttributeNames().some((name) => name.startsWith('on')) ||
				/^\s*(javascript|data|vbscript):/i.test(element.getAttribute('href') ?? '') ||
				element.getAttribute('src') === 'x'
		);
		return found.map(({ outerHTML }) => outerHTML.slice(0, 200));
	});

async function look({ page, alarms }: Watched, path: string): Promise<void> {
	await open(page, path);
	expect(await foreign(page), path).toEqual([]);
	expect(alarms, path).toEqual([]);
}

/** The text of the page, and of its fields. */
const textOf = (page: Page) =>
	page.evaluate(
		() =>
			document.body.innerText +
			[...document.querySelectorAll('input, textarea, option')]
				.map((field) => (field as HTMLInputElement).value + (field.textContent ?? ''))
				.join('\n')
	);

async function setting() {
	const organization = await newOrganization();
	const [admin, member] = [
		await newPerson({ firstName: hostile[2]! }),
		await newPerson({ firstName: hostile[0]! })
	];
	await join(admin, organization, 'admin');
	await join(member, organization);
	const speaker = { ...admin, supabase: await as(admin, organization) };
	for (const text of hostile) {
		const project = await newProject(speaker, { name: `${text} ${unique()}`, lead_id: member.id });
		await newTask(speaker, project, {
			...{ title: text, description, labels: [text.slice(0, 38).trim()] },
			assignee_id: member.id
		});
	}
	return { organization, admin, member };
}

/** What somebody types into the forms themselves. */
async function type(page: Page, { slug }: Organization): Promise<void> {
	const [script, breaking, image] = hostile as [string, string, string];
	await open(page, `/orgs/${slug}/projects/new`);
	await page.getByLabel('Name').fill(breaking);
	await page.getByRole('button', { name: 'Create project' }).click();
	await expect(page.getByRole('heading', { name: breaking })).toBeVisible();

	await open(page, `/orgs/${slug}/settings`);
	await page.getByRole('textbox', { name: 'Name' }).fill(script);
	await page.getByRole('button', { name: 'Save name' }).click();
	await expect(page.getByText(`It is called ${script} now.`)).toBeVisible();
	await page.getByRole('combobox', { name: 'Time zone' }).fill(image);
	await page.getByRole('button', { name: 'Save time zone' }).click();
	await expect(page.getByText('Choose a time zone from the list')).toBeVisible();

	await open(page, `/orgs/${slug}/members/invitations`);
	const lines = [...hostile, `"${image}" <literally.${unique()}@example.test>`];
	await page.getByLabel('E-mail addresses').fill(lines.join('\n'));
	await page.getByRole('button', { name: 'Send invitations' }).click();
	await expect(page.getByText('1 person invited.')).toBeVisible();
	expect(await textOf(page)).toContain(script);

	await open(page, '/account');
	await page.getByLabel('First name').fill(image);
	await page.getByLabel('Last name').fill(breaking);
	await page.getByRole('button', { name: 'Save name' }).click();
	await expect(page.getByText('Name saved.')).toBeVisible();
}

test('what anybody writes anywhere stands there as a text, for whoever looks @long', async ({
	pageOf
}) => {
	const { organization, admin, member } = await setting();
	const here = `/orgs/${organization.slug}`;
	const [adas, maxs] = [
		await watch(await pageOf(admin, organization)),
		await watch(await pageOf(member, organization))
	];
	await type(adas.page, organization);
	expect(adas.alarms).toEqual([]);

	const tasks = await rowsIn('tasks', { org_id: organization.id });
	const task = tasks.find(({ title }) => title === hostile[1])!;
	const [event] = await rowsIn('audit_events', { resource_id: task.id, kind: 'created' });
	const q = encodeURIComponent(hostile[1]!);
	const everybody = [
		...[here, `${here}/projects`, `${here}/projects/${task.project_id}`, `${here}/tasks`],
		...[`${here}/tasks/${task.id}`, `${here}/projects/${task.project_id}/tasks/${task.id}`],
		...[`${here}/tasks?q=${q}&label=${q}&sort=${q}`, `${here}/members`, `${here}/members?q=${q}`],
		...[`${here}/members/${admin.id}`, '/orgs', `/orgs?q=${q}`, '/account', `/orgs/${q}/tasks`],
		`/callback?error=${q}&error_description=${q}`
	];
	const admins = [
		...[`${here}/projects/${task.project_id}/edit`, `${here}/members/invitations?q=${q}`],
		...[`${here}/settings`, `${here}/settings/delete`, `${here}/sign-in`, `${here}/export`],
		...[`${here}/audit`, `${here}/audit/${event?.id}`, `${here}/audit/export?who=${q}`],
		`${here}/audit?who=${q}&kind=${q}&resource=${q}&of=${q}&when=${q}&after=${q}`
	];
	for (const path of everybody) await look(maxs, path);
	// What both see is the same text: that admins see it as one, too, is for the long run.
	for (const path of process.env.ORGDECK_LONG ? [...everybody, ...admins] : admins) {
		await look(adas, path);
	}

	await look(maxs, `${here}/tasks/${task.id}`);
	const sheet = await textOf(maxs.page);
	for (const text of [hostile[1]!, hostile[2]!, '</script><script>alert(24)</script>']) {
		expect(sheet).toContain(text);
	}
	await look(maxs, `${here}/tasks`);
	const list = await textOf(maxs.page);
	for (const text of hostile.filter((one) => !/^\u202e/.test(one))) expect(list).toContain(text);
	await expect(maxs.page).toHaveTitle(`Tasks · ${hostile[0]} · Orgdeck`);

	// What opens over a page: the switcher, menus, what a list can be filtered by.
	const facets = maxs.page.waitForResponse(/\/facets/);
	await maxs.page.evaluate(() =>
		document.querySelectorAll('details').forEach((one) => (one.open = true))
	);
	await facets;
	expect(await foreign(maxs.page)).toEqual([]);
	expect(maxs.alarms).toEqual([]);

	const guest = await newPerson({ firstName: hostile[4]! });
	const invitation = await invitationTo(guest.email, organization);
	const guests = await watch(await pageOf(guest));
	await look(guests, linkOf(invitation));
	expect(await textOf(guests.page)).toContain(hostile[0]);
});
