import type { Database } from '../../src/lib/database.types.ts';

export type Table = keyof Database['public']['Tables'];
export type Command = 'select' | 'insert' | 'update' | 'delete';
export type Insider = 'member' | 'admin';

export const commands: Command[] = ['select', 'insert', 'update', 'delete'];

const everybody: Insider[] = ['member', 'admin'];
const admins: Insider[] = ['admin'];
const nobody: Insider[] = [];

/**
 * Who may do what to an ordinary row: one of their own organization that is not private and that
 * somebody else made. Nobody from outside may do anything. What depends on the row has tests of
 * its own, beside this one.
 */
export const rights: Record<Table, Record<Command, Insider[]>> = {
	organizations: { select: everybody, insert: nobody, update: nobody, delete: nobody },
	organization_settings: { select: everybody, insert: nobody, update: nobody, delete: nobody },
	users: { select: everybody, insert: nobody, update: nobody, delete: nobody },
	user_emails: { select: everybody, insert: nobody, update: nobody, delete: nobody },
	memberships: { select: everybody, insert: nobody, update: nobody, delete: nobody },
	projects: { select: everybody, insert: admins, update: admins, delete: admins },
	project_members: { select: everybody, insert: admins, update: nobody, delete: admins },
	tasks: { select: everybody, insert: everybody, update: everybody, delete: admins },
	project_budgets: { select: admins, insert: admins, update: admins, delete: admins }
};

export const tables = Object.keys(rights) as Table[];
