import FolderKanban from '@lucide/svelte/icons/folder-kanban';
import LayoutDashboard from '@lucide/svelte/icons/layout-dashboard';
import ListChecks from '@lucide/svelte/icons/list-checks';
import Settings from '@lucide/svelte/icons/settings';
import Users from '@lucide/svelte/icons/users';

/** What an organization consists of, in the order of the navigation. */
export const sections = [
	{ label: 'Overview', route: '/(signed-in)/orgs/[org=slug]', Icon: LayoutDashboard },
	{ label: 'Projects', route: '/(signed-in)/orgs/[org=slug]/projects', Icon: FolderKanban },
	{ label: 'Tasks', route: '/(signed-in)/orgs/[org=slug]/tasks', Icon: ListChecks },
	{ label: 'Members', route: '/(signed-in)/orgs/[org=slug]/members', Icon: Users },
	{ label: 'Settings', route: '/(signed-in)/orgs/[org=slug]/(admin)/settings', Icon: Settings }
] as const;
export type Section = (typeof sections)[number];

/** All that stands in this folder belongs to the last section. */
const admins = '/(signed-in)/orgs/[org=slug]/(admin)/';

/** Whether only admins have this section. */
export const isForAdmins = ({ route }: Section) => route.startsWith(admins);

/** The section that a route belongs to. */
export function sectionOf(route: string | null): Section {
	if (route?.startsWith(admins)) return sections[4];
	return sections.findLast((section) => route?.startsWith(section.route)) ?? sections[0];
}
