import { sectionOf } from './sections';

/** What is open over a list, if something is: a task, or somebody's membership. */
export const openIn = (params: Place['params']): string | undefined =>
	params?.task ?? params?.member;

/** A page: the one that is left, or the one that is on its way. */
interface Place {
	route: { id: string | null };
	params: Record<string, string | undefined> | null;
}

/** What stands in for a page that takes its time. */
export type Shape =
	'overview' | 'projects' | 'tasks' | 'project' | 'members' | 'invitations' | 'settings' | 'form';

const isOverList = ({ route }: Place) =>
	/\/(\(tasks\)|tasks|\[task=uuid\]|\(people\)|\[member=user\])$/.test(route.id ?? '');

/** Whether two pages are the same list, one of them perhaps with a task open over it. */
export function isSameList(from: Place, to: Place): boolean {
	return (
		isOverList(from) &&
		isOverList(to) &&
		sectionOf(from.route.id) === sectionOf(to.route.id) &&
		from.params?.org === to.params?.org &&
		from.params?.project === to.params?.project
	);
}

/** The shape of a page of an organization. */
export function shapeOf({ route, params }: Place): Shape {
	if (/\/(new|edit|delete)$/.test(route.id ?? '')) return 'form';
	if (params?.project) return 'project';
	if (route.id?.endsWith('/invitations')) return 'invitations';
	return sectionOf(route.id).label.toLowerCase() as Shape;
}
