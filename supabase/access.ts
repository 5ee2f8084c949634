import type { Access, Caller } from '../tests/access/language.ts';

/*
 * Who may do what, with which rows: for everything that the Data API reaches. Tests are made from
 * this file and go over HTTP (tests/access); docs/access.md is its table, made with
 * `npm run access -- --write`. A table, view, function, sequence or bucket that is not here fails
 * the tests. docs/add-a-table.md shows how to add one.
 *
 * Rights are about rows of one organization, and callers with a token for it, but for the stranger,
 * whose token is for another one. Without being said here it is tested of each table with an
 * org_id that nobody does anything with rows of another organization, also of one they belong to.
 */

const nobody: Caller[] = [];
const admin: Caller[] = ['admin'];
/** Who sees all of the organization. An impersonator sees what the person sees, and writes nothing. */
const overseers: Caller[] = ['impersonator', 'admin'];
const writers: Caller[] = ['demoted', 'member', 'admin'];
const insiders: Caller[] = ['demoted', 'impersonator', 'member', 'admin'];
const signedIn: Caller[] = ['nowhere', 'stranger', 'former', ...insiders];

const onlyRead = (read: Caller[]) => ({ read, change: nobody, delete: nobody });

export const access: Access = {
	tables: {
		organizations: {
			holds: 'organizations, from WorkOS',
			columns: { create: [], change: [] },
			patch: { name: 'Taken over' },
			attempt: ({ text }) => ({ id: `org_${text()}`, name: 'Unwanted' }),
			follows: ['picture'],
			rows: {
				'the one of the token': {
					key: ({ organization }) => ({ id: organization }),
					...onlyRead(insiders)
				},
				'another one they belong to': {
					key: ({ beside }) => ({ id: beside }),
					...onlyRead(signedIn)
				},
				'one in which they are paused': {
					key: ({ asleep }) => ({ id: asleep }),
					...onlyRead(nobody)
				},
				'one they do not belong to': { key: ({ far }) => ({ id: far }), ...onlyRead(nobody) }
			}
		},

		organization_settings: {
			holds: 'settings of an organization',
			columns: { create: [], change: ['time_zone', 'audit_days'] },
			patch: { time_zone: 'Asia/Tokyo' },
			attempt: ({ text }) => ({ org_id: `org_${text()}` }),
			rows: {
				'of the organization of the token': {
					key: ({ organization }) => ({ org_id: organization }),
					read: insiders,
					change: admin,
					delete: nobody
				},
				'of another one they belong to': {
					key: ({ beside }) => ({ org_id: beside }),
					...onlyRead(nobody)
				}
			}
		},

		organization_pictures: {
			holds: 'pictures of organizations',
			columns: { create: ['bytes'], change: [] },
			// Of one pixel, as far as its header says.
			row: ({ text }) => ({
				bytes: `\\x89504e470d0a1a0a0000000d4948445200000001000000010802000000${text()}`
			}),
			patch: { bytes: '\\xffd8ff' },
			rows: {
				'of the organization': {
					create: admin,
					read: insiders,
					change: nobody,
					delete: admin
				}
			}
		},

		users: {
			holds: 'names and pictures of people, from WorkOS',
			columns: { create: [], change: [] },
			patch: { first_name: 'Mallory' },
			attempt: ({ text }) => ({ id: `user_${text()}`, first_name: 'Mallory' }),
			rows: {
				'of themselves': { key: ({ caller }) => ({ id: caller }), ...onlyRead(signedIn) },
				'of who is here': { key: ({ here }) => ({ id: here }), ...onlyRead(insiders) },
				'of who is paused': { key: ({ paused }) => ({ id: paused }), ...onlyRead(insiders) },
				'of who left': { key: ({ left }) => ({ id: left }), ...onlyRead(insiders) },
				'of who is invited': { key: ({ invited }) => ({ id: invited }), ...onlyRead(overseers) },
				'of another organization they belong to': {
					key: ({ personBeside }) => ({ id: personBeside }),
					...onlyRead(nobody)
				},
				'of one they do not belong to': {
					key: ({ personFar }) => ({ id: personFar }),
					...onlyRead(nobody)
				}
			}
		},

		user_emails: {
			holds: 'addresses of people, from WorkOS',
			columns: { create: [], change: [] },
			patch: { email: 'mallory@example.test' },
			attempt: ({ text }) => ({ user_id: `user_${text()}`, email: 'mallory@example.test' }),
			rows: {
				'of themselves': { key: ({ caller }) => ({ user_id: caller }), ...onlyRead(signedIn) },
				'of who is here': { key: ({ here }) => ({ user_id: here }), ...onlyRead(insiders) },
				'of who is paused': { key: ({ paused }) => ({ user_id: paused }), ...onlyRead(overseers) },
				'of who left': { key: ({ left }) => ({ user_id: left }), ...onlyRead(nobody) },
				'of who is invited': {
					key: ({ invited }) => ({ user_id: invited }),
					...onlyRead(overseers)
				},
				'of another organization they belong to': {
					key: ({ personBeside }) => ({ user_id: personBeside }),
					...onlyRead(nobody)
				},
				'of one they do not belong to': {
					key: ({ personFar }) => ({ user_id: personFar }),
					...onlyRead(nobody)
				}
			}
		},

		memberships: {
			holds: 'who belongs to which organization with which roles, from WorkOS',
			columns: { create: [], change: [] },
			patch: { roles: ['admin'] },
			attempt: ({ organization, text }) => ({
				...{ id: `om_${text()}`, org_id: organization, user_id: `user_${text()}` },
				...{ roles: ['admin'], status: 'active' },
				...{ created_at: '2026-01-05T09:00:00Z', updated_at: '2026-01-05T09:00:00Z' }
			}),
			rows: {
				'active ones': {
					key: ({ organization, here }) => ({ org_id: organization, user_id: here }),
					...onlyRead(insiders)
				},
				'paused ones': {
					key: ({ organization, paused }) => ({ org_id: organization, user_id: paused }),
					...onlyRead(overseers)
				},
				'ended ones': {
					key: ({ organization, left }) => ({ org_id: organization, user_id: left }),
					...onlyRead(overseers)
				},
				'invited ones': {
					key: ({ organization, invited }) => ({ org_id: organization, user_id: invited }),
					...onlyRead(overseers)
				},
				'their own in another organization': {
					key: ({ beside, caller }) => ({ org_id: beside, user_id: caller }),
					...onlyRead(signedIn)
				},
				'their own in another organization, paused': {
					key: ({ asleep, caller }) => ({ org_id: asleep, user_id: caller }),
					...onlyRead(nobody)
				},
				'of others in another organization they belong to': {
					key: ({ beside, personBeside }) => ({ org_id: beside, user_id: personBeside }),
					...onlyRead(nobody)
				},
				'in an organization they do not belong to': {
					key: ({ far, personFar }) => ({ org_id: far, user_id: personFar }),
					...onlyRead(nobody)
				}
			}
		},

		projects: {
			holds: 'projects',
			columns: {
				create: ['name', 'status', 'visibility', 'lead_id', 'due_on'],
				change: ['name', 'status', 'visibility', 'lead_id', 'due_on', 'archived', 'trashed']
			},
			row: ({ text }) => ({ name: text() }),
			patch: { due_on: '2031-01-01' },
			removal: { trashed: true },
			rows: {
				'open to the organization': {
					create: admin,
					read: insiders,
					change: admin,
					delete: admin
				},
				'open to the organization, they lead it': {
					values: ({ caller }) => ({ lead_id: caller }),
					create: admin,
					read: insiders,
					change: writers,
					delete: admin
				},
				'open to the organization, they lead it, archived': {
					values: ({ caller }) => ({ lead_id: caller, archived: true }),
					read: insiders,
					change: writers,
					delete: admin
				},
				'open to the organization, they lead it, in the trash': {
					values: ({ caller }) => ({ lead_id: caller, trashed: true }),
					read: insiders,
					change: admin,
					delete: admin
				},
				private: {
					values: () => ({ visibility: 'private' }),
					create: admin,
					read: overseers,
					change: admin,
					delete: admin
				},
				'private, they made it and do not belong to it': {
					values: ({ caller, colleague }) => ({
						visibility: 'private',
						created_by: caller ?? colleague
					}),
					read: overseers,
					change: admin,
					delete: admin
				},
				'private, they belong to it': {
					values: () => ({ visibility: 'private' }),
					with: ({ caller }, { id }) =>
						caller ? [['project_members', { project_id: id, user_id: caller }]] : [],
					read: insiders,
					change: admin,
					delete: admin
				},
				'private, they lead it': {
					values: ({ caller }) => ({ visibility: 'private', lead_id: caller }),
					create: admin,
					read: insiders,
					change: writers,
					delete: admin
				}
			}
		},

		project_members: {
			holds: 'who belongs to which project',
			columns: { create: ['project_id', 'user_id'], change: [] },
			row: async ({ colleague, row }) => ({
				project_id: (await row('projects', 'open to the organization')).id,
				user_id: colleague
			}),
			patch: { created_at: '2031-01-01T00:00:00Z' },
			rows: {
				'of an open project': {
					create: admin,
					read: insiders,
					change: nobody,
					delete: admin
				},
				'of a private project': {
					values: async ({ row }) => ({ project_id: (await row('projects', 'private')).id }),
					create: admin,
					read: overseers,
					change: nobody,
					delete: admin
				},
				'of a private project they belong to': {
					values: async ({ row }) => ({
						project_id: (await row('projects', 'private, they belong to it')).id
					}),
					create: admin,
					read: insiders,
					change: nobody,
					delete: admin
				},
				themselves: {
					values: async ({ caller, colleague }) => ({ user_id: caller ?? colleague }),
					create: admin,
					read: insiders,
					change: nobody,
					delete: admin
				}
			}
		},

		tasks: {
			holds: 'what is to be done in a project',
			columns: {
				create: [
					...['project_id', 'title', 'status', 'priority', 'assignee_id', 'due_on'],
					...['description', 'labels', 'estimate']
				],
				change: [
					...['project_id', 'title', 'status', 'priority', 'assignee_id', 'due_on'],
					...['description', 'labels', 'estimate', 'archived', 'trashed']
				]
			},
			row: async ({ row, text }) => ({
				project_id: (await row('projects', 'open to the organization')).id,
				title: text()
			}),
			patch: { due_on: '2031-01-01' },
			removal: { trashed: true },
			rows: {
				'in an open project': {
					create: writers,
					read: insiders,
					change: writers,
					delete: admin
				},
				'in an open project, they made it': {
					values: ({ caller, colleague }) => ({ created_by: caller ?? colleague }),
					read: insiders,
					change: writers,
					delete: writers
				},
				'in an open project, it is assigned to them': {
					values: ({ caller }) => ({ assignee_id: caller }),
					create: writers,
					read: insiders,
					change: writers,
					delete: admin
				},
				'in an open project, in the trash': {
					values: () => ({ trashed: true }),
					read: insiders,
					change: admin,
					delete: admin
				},
				'in an open project, in the trash, they made it': {
					values: ({ caller, colleague }) => ({ trashed: true, created_by: caller ?? colleague }),
					read: insiders,
					change: writers,
					delete: writers
				},
				'in a project that is in the trash': {
					values: async ({ row }) => ({
						project_id: (
							await row('projects', 'open to the organization, they lead it, in the trash')
						).id
					}),
					read: insiders,
					change: writers,
					delete: admin
				},
				'in a private project': {
					values: async ({ row }) => ({ project_id: (await row('projects', 'private')).id }),
					create: admin,
					read: overseers,
					change: admin,
					delete: admin
				},
				'in a private project, in the trash': {
					values: async ({ row }) => ({
						project_id: (await row('projects', 'private')).id,
						trashed: true
					}),
					read: overseers,
					change: admin,
					delete: admin
				},
				'in a private project they do not belong to, they made it and have it': {
					values: async ({ row, caller, colleague }) => ({
						project_id: (await row('projects', 'private')).id,
						created_by: caller ?? colleague,
						assignee_id: caller
					}),
					read: overseers,
					change: admin,
					delete: admin
				},
				'in a private project they belong to': {
					values: async ({ row }) => ({
						project_id: (await row('projects', 'private, they belong to it')).id
					}),
					create: writers,
					read: insiders,
					change: writers,
					delete: admin
				},
				'in a private project they belong to, they made it': {
					values: async ({ row, caller, colleague }) => ({
						project_id: (await row('projects', 'private, they belong to it')).id,
						created_by: caller ?? colleague
					}),
					read: insiders,
					change: writers,
					delete: writers
				}
			}
		},

		project_budgets: {
			holds: 'what a project may cost and has cost',
			columns: {
				create: ['project_id', 'amount', 'spent', 'currency'],
				change: ['amount', 'spent', 'currency']
			},
			row: async ({ row }) => ({
				project_id: (await row('projects', 'open to the organization')).id,
				amount: 1000
			}),
			patch: { spent: 999 },
			rows: {
				'of any project': { create: admin, read: overseers, change: admin, delete: admin },
				'of a project they lead': {
					values: async ({ row }) => ({
						project_id: (await row('projects', 'open to the organization, they lead it')).id
					}),
					create: admin,
					read: overseers,
					change: admin,
					delete: admin
				}
			}
		},

		audit_events: {
			holds: 'what happened to what people work on, to them and to the organization',
			columns: { create: [], change: [] },
			patch: { actor_id: null },
			attempt: ({ organization, text }) => ({
				...{ org_id: organization, kind: 'created' },
				...{ resource: 'tasks', resource_id: text(), changes: {} }
			}),
			rows: {
				'of the organization of the token': {
					key: ({ organization }) => ({ org_id: organization }),
					...onlyRead(overseers)
				},
				'of another one they belong to': {
					key: ({ beside }) => ({ org_id: beside }),
					...onlyRead(nobody)
				},
				'of one they do not belong to': {
					key: ({ far }) => ({ org_id: far }),
					...onlyRead(nobody)
				}
			}
		},

		list_preferences: {
			holds: 'how somebody likes a list to be',
			columns: { create: ['list', 'settings'], change: ['settings'] },
			// Names of lists are of letters alone.
			row: ({ text }) => ({
				list: text().replaceAll(/\d/g, (digit) => 'ghijklmnop'[+digit] ?? '')
			}),
			patch: { settings: { density: 'compact' } },
			rows: {
				'their own': {
					values: ({ caller, colleague }) => ({ created_by: caller ?? colleague }),
					create: writers,
					read: insiders,
					change: writers,
					delete: writers
				},
				'of somebody else': {
					values: ({ colleague }) => ({ created_by: colleague }),
					read: nobody,
					change: nobody,
					delete: nobody
				}
			}
		}
	},

	functions: {
		check_request: {
			does: 'runs before each request and refuses estimates',
			for: 'everybody and the server'
		},
		overview: { does: 'counts the tasks that its caller may read', for: signedIn },
		search_tasks: {
			does: 'finds tasks that its caller may read, by the beginnings of words of their titles',
			for: signedIn,
			about: ({ title }) => ({ query: title })
		},
		task_size: {
			does: 'counts the active tasks of an organization that its caller may read, up to 20,001',
			for: signedIn,
			// A row of organizations, of which it looks at the id alone.
			about: ({ org_id }) => ({ organization: `(${String(org_id)},,,,,,,)` })
		},
		event_size: {
			does: 'counts the events of an organization that its caller may read, up to 20,001',
			for: signedIn,
			about: ({ org_id }) => ({ organization: `(${String(org_id)},,,,,,,)` })
		},
		lacks_admin: {
			does: 'tells whether nobody runs the organization of its caller any more',
			for: signedIn,
			about: ({ org_id }) => ({ organization: `(${String(org_id)},,,,,,,)` })
		},
		task_facets: {
			does: 'counts the tasks that its caller may read, for each choice of a filter',
			for: signedIn,
			about: ({ title }) => ({ query: title })
		},
		task_history: {
			does: 'tells what happened to a task that its caller may read',
			for: signedIn,
			about: ({ id }) => ({ task: id })
		},
		organization_picture: {
			does: 'gives a picture of an organization that its caller belongs to',
			for: signedIn,
			about: ({ id }) => ({ picture: id })
		},
		organization_size: {
			does: 'counts what there is of the organization of an admin, each up to 10,001',
			for: signedIn
		},
		session_state: { does: "tells what the caller's own token still means", for: signedIn },
		paused_memberships: {
			does: 'tells where its caller is paused, and which admins to ask there',
			for: signedIn
		},
		run_alone: {
			does: 'tells which organizations its caller alone runs',
			for: signedIn
		},
		session_start: { does: 'begins a session', for: 'server' },
		session_lease: { does: 'takes the right to refresh a session', for: 'server' },
		session_store: { does: 'keeps what a refresh gave', for: 'server' },
		session_release: { does: 'gives the right to refresh back', for: 'server' },
		session_end: { does: 'ends a session', for: 'server' },
		session_own: { does: 'tells when sessions of the same person were used', for: 'server' },
		session_end_own: { does: 'ends the sessions of the same person', for: 'server' },
		session_may_ask: { does: 'limits questions to WorkOS', for: 'server' },
		mirror_put_organization: { does: 'takes news of an organization', for: 'server' },
		mirror_put_user: { does: 'takes news of a person', for: 'server' },
		mirror_put_membership: { does: 'takes news of a membership', for: 'server' },
		mirror_had_membership: { does: 'tells whether somebody ever belonged', for: 'server' },
		mirror_gone_membership: { does: 'ends a membership', for: 'server' },
		mirror_gone_organization: { does: 'ends an organization', for: 'server' },
		mirror_gone_user: { does: 'ends a person', for: 'server' },
		mirror_apply_event: { does: 'applies an event of WorkOS, once', for: 'server' },
		mirror_apply_page: { does: 'applies a page of events and moves the place', for: 'server' },
		mirror_place: { does: 'tells how far events were followed', for: 'server' },
		mirror_set_place: { does: 'follows events from a time on', for: 'server' },
		mirror_put_page: { does: 'takes what WorkOS listed', for: 'server' },
		mirror_present: { does: 'lists ids of what has not ended', for: 'server' },
		mirror_mark_directory: { does: 'notes who is managed by a directory', for: 'server' },
		mirror_lost_admins: {
			does: 'names, once, the organizations that lost their last admin',
			for: 'server'
		},
		mirror_connected: { does: 'notes that an organization connected its sign-in', for: 'server' },
		membership_reserve: { does: 'lets one request at a time change a membership', for: 'server' },
		membership_release: { does: 'lets others change it again', for: 'server' },
		audit_begin: { does: 'writes down what somebody is about to do', for: 'server' },
		audit_end: { does: 'writes down what came of it', for: 'server' },
		erase_gone_organizations: { does: 'erases rows of deleted organizations', for: 'server' },
		take_tokens: { does: 'limits how often something is done', for: 'server' }
	},

	views: {},
	sequences: {},
	buckets: {}
};
