import { newCompany, newProject, newTask } from '../policies/company.ts';
import { expect, goTo, open, signIn, test } from './test.ts';

// Wherever the browser is, a due date is the same day: in the server's answer and after the script
// has taken over, which would warn when the two differ.
for (const timezoneId of ['Pacific/Pago_Pago', 'Pacific/Kiritimati']) {
	test(`a due date is the same day for somebody in ${timezoneId}`, async ({ browser }) => {
		const { organization, admin, member } = await newCompany();
		const project = await newProject(admin, { due_on: '2031-03-01' });
		await newTask(admin, project, { title: 'Leap', due_on: '2028-02-29' });
		await newTask(admin, project, { title: 'Past', due_on: '2020-01-01' });

		const context = await browser.newContext({ timezoneId });
		const page = await context.newPage();
		const warnings: string[] = [];
		page.on('console', (message) => {
			if (message.type() !== 'log') warnings.push(message.text());
		});
		await signIn(page, member, organization);
		await open(page, `/orgs/${organization.slug}/tasks`);
		await expect(page.getByRole('row', { name: 'Leap' })).toContainText('29 Feb 2028');
		await expect(page.getByRole('row', { name: 'Past' })).toContainText('Late · 1 Jan 2020');
		await goTo(page, 'Projects');
		await expect(page.getByRole('row', { name: project.name })).toContainText('1 Mar 2031');
		await page.getByRole('link', { name: project.name }).click();
		await expect(page.getByRole('main')).toContainText('Due 1 Mar 2031');
		expect(warnings).toEqual([]);
		await context.close();
	});
}
