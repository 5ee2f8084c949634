import FolderKanban from '@lucide/svelte/icons/folder-kanban';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import ListChecks from '@lucide/svelte/icons/list-checks';
import Users from '@lucide/svelte/icons/users';

/** What an organization consists of, in the order of the navigation. */
export const sections = [
	{ label: 'Overview', route: '/(signed-in)/orgs/[org=slug]', Icon: LayoutDashboard },
	{ label: 'Projects', route: '/(signed-in)/orgs/[org=slug]/projects', Icon: FolderKanban },
	{ label: 'Tasks', route: '/(signed-in)/orgs/[org=slug]/tasks', Icon: ListChecks },
	{ label: 'Members', route: '/(signed-in)/orgs/[org=slug]/members', Icon: Users }
] as const;

/** The section that a route belongs to. */
export function sectionOf(route: string | null) {
	return sections.findLast((section) => route?.startsWith(section.route)) ?? sections[0];
}
