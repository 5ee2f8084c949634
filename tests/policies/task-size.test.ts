import { expect, test } from 'vitest';
import { newCompany, newPrivateProject, newProject, newTask } from './company.ts';
import type { Speaker } from './company.ts';

async function sizeFor({ supabase }: Speaker): Promise<number | null> {
	const { data } = await supabase.from('organizations').select('task_size').single().throwOnError();
	return data.task_size;
}

test('the size of an organization counts the active tasks that its reader sees, and no others', async () => {
	const [{ admin, member, colleague }, other] = await Promise.all([newCompany(), newCompany()]);
	const [open, hidden] = await Promise.all([
		newProject(admin),
		newPrivateProject(admin, member),
		newProject(other.admin).then((project) => newTask(other.admin, project))
	]);
	for (const project of [open, hidden]) {
		const archived = await newTask(admin, project);
		await newTask(admin, project);
		await admin.supabase
			.from('tasks')
			.update({ archived: true })
			.eq('id', archived.id)
			.throwOnError();
	}
	expect(await sizeFor(admin)).toBe(2);
	expect(await sizeFor(member)).toBe(2);
	expect(await sizeFor(colleague)).toBe(1);
});
