import { readChoices } from '../choices.server';
import { placeIn, readTasks } from '../task-lists.server';

export async function load({ url, parent }) {
	const beside = readChoices(url);
	const [{ projects, people }, list] = await Promise.all([
		beside,
		readTasks({ url, beside, parent })
	]);
	return { title: 'Tasks', place: placeIn(url.searchParams), list, projects, people };
}
