export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
	public: {
		Tables: {
			audit_events: {
				Row: {
					actor_id: string | null;
					at: string;
					changes: NonNullable<Json>;
					id: string;
					impersonator: string | null;
					kind: string;
					org_id: string;
					resource: string;
					resource_id: string;
					session_id: string | null;
				};
				ComputedFields: never;
				Insert: {
					actor_id?: string | null;
					at?: string;
					changes: NonNullable<Json>;
					id?: string;
					impersonator?: string | null;
					kind: string;
					org_id: string;
					resource: string;
					resource_id: string;
					session_id?: string | null;
				};
				Update: {
					actor_id?: string | null;
					at?: string;
					changes?: NonNullable<Json>;
					id?: string;
					impersonator?: string | null;
					kind?: string;
					org_id?: string;
					resource?: string;
					resource_id?: string;
					session_id?: string | null;
				};
				Relationships: [];
			};
			list_preferences: {
				Row: {
					created_at: string;
					created_by: string;
					list: string;
					org_id: string;
					settings: NonNullable<Json>;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					created_by?: string;
					list: string;
					org_id?: string;
					settings?: NonNullable<Json>;
					updated_at?: string;
				};
				Update: {
					created_at?: string;
					created_by?: string;
					list?: string;
					org_id?: string;
					settings?: NonNullable<Json>;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'list_preferences_org_id_created_by_fkey';
						columns: ['org_id', 'created_by'];
						isOneToOne: false;
						referencedRelation: 'memberships';
						referencedColumns: ['org_id', 'user_id'];
					}
				];
			};
			memberships: {
				Row: {
					created_at: string;
					directory_managed: boolean;
					id: string;
					org_id: string;
					roles: string[];
					status: string;
					updated_at: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at: string;
					directory_managed?: boolean;
					id: string;
					org_id: string;
					roles: string[];
					status: string;
					updated_at: string;
					user_id: string;
				};
				Update: {
					created_at?: string;
					directory_managed?: boolean;
					id?: string;
					org_id?: string;
					roles?: string[];
					status?: string;
					updated_at?: string;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'memberships_org_id_fkey';
						columns: ['org_id'];
						isOneToOne: false;
						referencedRelation: 'organizations';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'memberships_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: false;
						referencedRelation: 'users';
						referencedColumns: ['id'];
					}
				];
			};
			organization_pictures: {
				Row: {
					bytes: string;
					created_at: string;
					created_by: string;
					id: string;
					org_id: string;
					type: string | null;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					bytes: string;
					created_at?: string;
					created_by?: string;
					id?: string;
					org_id?: string;
					type?: never;
					updated_at?: string;
				};
				Update: {
					bytes?: string;
					created_at?: string;
					created_by?: string;
					id?: string;
					org_id?: string;
					type?: never;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'organization_pictures_org_id_fkey';
						columns: ['org_id'];
						isOneToOne: false;
						referencedRelation: 'organizations';
						referencedColumns: ['id'];
					}
				];
			};
			organization_settings: {
				Row: {
					audit_days: number | null;
					created_at: string;
					org_id: string;
					time_zone: string;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					audit_days?: number | null;
					created_at?: string;
					org_id: string;
					time_zone?: string;
					updated_at?: string;
				};
				Update: {
					audit_days?: number | null;
					created_at?: string;
					org_id?: string;
					time_zone?: string;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'organization_settings_org_id_fkey';
						columns: ['org_id'];
						isOneToOne: true;
						referencedRelation: 'organizations';
						referencedColumns: ['id'];
					}
				];
			};
			organizations: {
				Row: {
					created_at: string;
					gone_at: string | null;
					id: string;
					name: string;
					picture: string | null;
					sign_in_connected_at: string | null;
					slug: string | null;
					updated_at: string;
					event_size: number | null;
					lacks_admin: boolean | null;
					task_size: number | null;
				};
				ComputedFields: 'event_size' | 'lacks_admin' | 'task_size';
				Insert: {
					created_at?: string;
					gone_at?: string | null;
					id: string;
					name?: string;
					picture?: string | null;
					sign_in_connected_at?: string | null;
					slug?: string | null;
					updated_at?: string;
				};
				Update: {
					created_at?: string;
					gone_at?: string | null;
					id?: string;
					name?: string;
					picture?: string | null;
					sign_in_connected_at?: string | null;
					slug?: string | null;
					updated_at?: string;
				};
				Relationships: [];
			};
			project_budgets: {
				Row: {
					amount: number;
					created_at: string;
					created_by: string;
					currency: string;
					org_id: string;
					project_id: string;
					spent: number;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					amount: number;
					created_at?: string;
					created_by?: string;
					currency?: string;
					org_id?: string;
					project_id: string;
					spent?: number;
					updated_at?: string;
				};
				Update: {
					amount?: number;
					created_at?: string;
					created_by?: string;
					currency?: string;
					org_id?: string;
					project_id?: string;
					spent?: number;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'project_budgets_org_id_project_id_fkey';
						columns: ['org_id', 'project_id'];
						isOneToOne: true;
						referencedRelation: 'projects';
						referencedColumns: ['org_id', 'id'];
					}
				];
			};
			project_members: {
				Row: {
					created_at: string;
					created_by: string;
					org_id: string;
					project_id: string;
					updated_at: string;
					user_id: string;
					visibility: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					created_by?: string;
					org_id?: string;
					project_id: string;
					updated_at?: string;
					user_id: string;
					visibility?: string;
				};
				Update: {
					created_at?: string;
					created_by?: string;
					org_id?: string;
					project_id?: string;
					updated_at?: string;
					user_id?: string;
					visibility?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'project_members_org_id_project_id_visibility_fkey';
						columns: ['org_id', 'project_id', 'visibility'];
						isOneToOne: false;
						referencedRelation: 'projects';
						referencedColumns: ['org_id', 'id', 'visibility'];
					},
					{
						foreignKeyName: 'project_members_org_id_user_id_fkey';
						columns: ['org_id', 'user_id'];
						isOneToOne: false;
						referencedRelation: 'memberships';
						referencedColumns: ['org_id', 'user_id'];
					}
				];
			};
			projects: {
				Row: {
					archived: boolean;
					archived_at: string | null;
					created_at: string;
					created_by: string;
					due_on: string | null;
					id: string;
					lead_id: string | null;
					name: string;
					org_id: string;
					state: string;
					status: string;
					trashed: boolean;
					trashed_at: string | null;
					updated_at: string;
					visibility: string;
				};
				ComputedFields: never;
				Insert: {
					archived?: boolean;
					archived_at?: string | null;
					created_at?: string;
					created_by?: string;
					due_on?: string | null;
					id?: string;
					lead_id?: string | null;
					name: string;
					org_id?: string;
					state?: never;
					status?: string;
					trashed?: boolean;
					trashed_at?: string | null;
					updated_at?: string;
					visibility?: string;
				};
				Update: {
					archived?: boolean;
					archived_at?: string | null;
					created_at?: string;
					created_by?: string;
					due_on?: string | null;
					id?: string;
					lead_id?: string | null;
					name?: string;
					org_id?: string;
					state?: never;
					status?: string;
					trashed?: boolean;
					trashed_at?: string | null;
					updated_at?: string;
					visibility?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'projects_org_id_fkey';
						columns: ['org_id'];
						isOneToOne: false;
						referencedRelation: 'organizations';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'projects_org_id_lead_id_fkey';
						columns: ['org_id', 'lead_id'];
						isOneToOne: false;
						referencedRelation: 'memberships';
						referencedColumns: ['org_id', 'user_id'];
					}
				];
			};
			tasks: {
				Row: {
					archived: boolean;
					archived_at: string | null;
					assignee_id: string | null;
					created_at: string;
					created_by: string;
					description: string;
					done_at: string | null;
					due_on: string | null;
					estimate: number | null;
					id: string;
					labels: string[];
					org_id: string;
					priority: string;
					priority_rank: number;
					project_id: string;
					project_state: string;
					state: string;
					status: string;
					title: string;
					title_words: string;
					trashed: boolean;
					trashed_at: string | null;
					updated_at: string;
					visibility: string;
				};
				ComputedFields: never;
				Insert: {
					archived?: boolean;
					archived_at?: string | null;
					assignee_id?: string | null;
					created_at?: string;
					created_by?: string;
					description?: string;
					done_at?: string | null;
					due_on?: string | null;
					estimate?: number | null;
					id?: string;
					labels?: string[];
					org_id?: string;
					priority?: string;
					priority_rank?: never;
					project_id: string;
					project_state?: string;
					state?: never;
					status?: string;
					title: string;
					title_words?: never;
					trashed?: boolean;
					trashed_at?: string | null;
					updated_at?: string;
					visibility?: string;
				};
				Update: {
					archived?: boolean;
					archived_at?: string | null;
					assignee_id?: string | null;
					created_at?: string;
					created_by?: string;
					description?: string;
					done_at?: string | null;
					due_on?: string | null;
					estimate?: number | null;
					id?: string;
					labels?: string[];
					org_id?: string;
					priority?: string;
					priority_rank?: never;
					project_id?: string;
					project_state?: string;
					state?: never;
					status?: string;
					title?: string;
					title_words?: never;
					trashed?: boolean;
					trashed_at?: string | null;
					updated_at?: string;
					visibility?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'tasks_org_id_assignee_id_fkey';
						columns: ['org_id', 'assignee_id'];
						isOneToOne: false;
						referencedRelation: 'memberships';
						referencedColumns: ['org_id', 'user_id'];
					},
					{
						foreignKeyName: 'tasks_org_id_project_id_visibility_project_state_fkey';
						columns: ['org_id', 'project_id', 'visibility', 'project_state'];
						isOneToOne: false;
						referencedRelation: 'projects';
						referencedColumns: ['org_id', 'id', 'visibility', 'state'];
					}
				];
			};
			user_emails: {
				Row: {
					email: string;
					user_id: string;
				};
				ComputedFields: never;
				Insert: {
					email: string;
					user_id: string;
				};
				Update: {
					email?: string;
					user_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'user_emails_user_id_fkey';
						columns: ['user_id'];
						isOneToOne: true;
						referencedRelation: 'users';
						referencedColumns: ['id'];
					}
				];
			};
			users: {
				Row: {
					created_at: string;
					first_name: string | null;
					gone_at: string | null;
					id: string;
					last_name: string | null;
					picture: string | null;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					first_name?: string | null;
					gone_at?: string | null;
					id: string;
					last_name?: string | null;
					picture?: string | null;
					updated_at?: string;
				};
				Update: {
					created_at?: string;
					first_name?: string | null;
					gone_at?: string | null;
					id?: string;
					last_name?: string | null;
					picture?: string | null;
					updated_at?: string;
				};
				Relationships: [];
			};
		};
		Views: {
			[_ in never]: never;
		};
		Functions: {
			audit_begin: {
				Args: { actor_id: string; acts: Json; session_id: string };
				Returns: undefined;
			};
			audit_end: {
				Args: { changes?: Json; done: boolean; id: string; resource_id?: string };
				Returns: undefined;
			};
			check_request: { Args: Record<PropertyKey, never>; Returns: undefined };
			erase_gone_organizations: { Args: { most: number }; Returns: number };
			event_size: {
				Args: {
					organization: Omit<
						Database['public']['Tables']['organizations']['Row'],
						Database['public']['Tables']['organizations']['ComputedFields']
					>;
				};
				Returns: number;
			};
			lacks_admin: {
				Args: {
					organization: Omit<
						Database['public']['Tables']['organizations']['Row'],
						Database['public']['Tables']['organizations']['ComputedFields']
					>;
				};
				Returns: boolean;
			};
			membership_release: {
				Args: { answered: boolean; holder: string; org_id: string; user_id: string };
				Returns: boolean;
			};
			membership_reserve: {
				Args: { asked: string[]; holder: string; org_id: string; roles: string[]; user_id: string };
				Returns: {
					answer: string;
					membership: string;
					person: string;
				}[];
			};
			mirror_apply_event: { Args: { event: Json }; Returns: string };
			mirror_apply_page: {
				Args: { after: string; events: Json; reached_at?: string };
				Returns: {
					applied: number;
					differs: string[];
					moved: boolean;
				}[];
			};
			mirror_connected: { Args: { org_id: string }; Returns: undefined };
			mirror_gone_membership: {
				Args: { created_at?: string; id: string; org_id: string; user_id: string };
				Returns: undefined;
			};
			mirror_gone_organization: { Args: { id: string }; Returns: undefined };
			mirror_gone_user: { Args: { id: string }; Returns: undefined };
			mirror_had_membership: { Args: { org_id: string; user_id: string }; Returns: boolean };
			mirror_lost_admins: { Args: { most: number }; Returns: string[] };
			mirror_mark_directory: {
				Args: { directory_managed: boolean; id: string };
				Returns: undefined;
			};
			mirror_place: {
				Args: Record<PropertyKey, never>;
				Returns: {
					event_id: string;
					moved_at: string;
					reached_at: string;
				}[];
			};
			mirror_present: {
				Args: { after: string; kind: string; org_id: string };
				Returns: {
					id: string;
					user_id: string;
				}[];
			};
			mirror_put_membership: {
				Args: {
					created_at: string;
					id: string;
					org_id: string;
					refetched?: boolean;
					roles: string[];
					status: string;
					updated_at: string;
					user_id: string;
				};
				Returns: string;
			};
			mirror_put_organization: {
				Args: {
					created_at: string;
					external_id?: string;
					id: string;
					name: string;
					refetched?: boolean;
					updated_at: string;
				};
				Returns: string;
			};
			mirror_put_page: { Args: { news: Json }; Returns: string[] };
			mirror_put_user: {
				Args: {
					created_at: string;
					email: string;
					first_name: string;
					id: string;
					last_name: string;
					picture: string;
					refetched?: boolean;
					updated_at: string;
				};
				Returns: string;
			};
			mirror_set_place: { Args: { reached_at: string; was_reached_at: string }; Returns: boolean };
			organization_picture: {
				Args: { picture: string };
				Returns: {
					bytes: string;
					type: string;
				}[];
			};
			organization_size: {
				Args: Record<PropertyKey, never>;
				Returns: {
					number: number;
					what: string;
				}[];
			};
			overview: {
				Args: { weeks?: number };
				Returns: {
					done: number;
					done_per_week: number[];
					first_week: string;
					late: number;
					open: number;
				}[];
			};
			paused_memberships: {
				Args: Record<PropertyKey, never>;
				Returns: {
					admins: string[];
					name: string;
					organization_id: string;
					picture: string;
					slug: string;
				}[];
			};
			run_alone: {
				Args: Record<PropertyKey, never>;
				Returns: {
					has_others: boolean;
					name: string;
					slug: string;
				}[];
			};
			search_tasks: {
				Args: { in_state?: string; query: string };
				Returns: {
					archived: boolean;
					archived_at: string | null;
					assignee_id: string | null;
					created_at: string;
					created_by: string;
					description: string;
					done_at: string | null;
					due_on: string | null;
					estimate: number | null;
					id: string;
					labels: string[];
					org_id: string;
					priority: string;
					priority_rank: number;
					project_id: string;
					project_state: string;
					state: string;
					status: string;
					title: string;
					title_words: string;
					trashed: boolean;
					trashed_at: string | null;
					updated_at: string;
					visibility: string;
				}[];
				SetofOptions: {
					from: '*';
					to: 'tasks';
					isOneToOne: false;
					isSetofReturn: true;
				};
			};
			session_end: { Args: { secret_hash: string; sid: string }; Returns: boolean };
			session_end_own: {
				Args: {
					listed?: string[];
					others?: boolean;
					secret_hash: string;
					sid: string;
					which?: string;
				};
				Returns: string[];
			};
			session_lease: {
				Args: { holder: string; secret_hash: string; sid: string };
				Returns: {
					ended: boolean;
					generation: number;
					leased: boolean;
					sealed: string;
				}[];
			};
			session_may_ask: { Args: { secret_hash: string; sid: string }; Returns: boolean };
			session_own: {
				Args: { listed: string[]; secret_hash: string; sid: string };
				Returns: {
					ended: boolean;
					id: string;
					used_at: string;
				}[];
			};
			session_release: {
				Args: { holder: string; secret_hash: string; sid: string };
				Returns: boolean;
			};
			session_start: {
				Args: {
					impersonated_in?: string;
					impersonator?: string;
					impersonator_reason?: string;
					sealed: string;
					secret_hash: string;
					sid: string;
					user_id: string;
				};
				Returns: boolean;
			};
			session_state: {
				Args: Record<PropertyKey, never>;
				Returns: {
					admin_in_mirror: boolean;
					admin_in_token: boolean;
					email: string;
					first_name: string;
					impersonator: string;
					impersonator_reason: string;
					is_admin: boolean;
					last_name: string;
					organization_id: string;
					organization_name: string;
					organization_picture: string;
					organization_slug: string;
					session_ended: boolean;
					status: string;
					user_id: string;
					user_picture: string;
				}[];
			};
			session_store: {
				Args: {
					holder: string;
					release: boolean;
					sealed: string;
					secret_hash: string;
					sid: string;
				};
				Returns: boolean;
			};
			take_tokens: {
				Args: { bucket: string; most: number; period: string; wanted: number };
				Returns: number;
			};
			task_facets: {
				Args: {
					assignees?: string[];
					created_before?: string;
					created_from?: string;
					due_from?: string;
					due_none?: boolean;
					due_to?: string;
					estimate_from?: number;
					estimate_to?: number;
					in_state?: string;
					labels_any?: string[];
					priorities?: string[];
					projects?: string[];
					query?: string;
					statuses?: string[];
					title_contains?: string;
				};
				Returns: {
					facet: string;
					n: number;
					value: string;
				}[];
			};
			task_history: {
				Args: { task: string };
				Returns: {
					actor_id: string;
					at: string;
					changes: Json;
					id: string;
					kind: string;
				}[];
			};
			task_size: {
				Args: {
					organization: Omit<
						Database['public']['Tables']['organizations']['Row'],
						Database['public']['Tables']['organizations']['ComputedFields']
					>;
				};
				Returns: number;
			};
		};
		Enums: {
			[_ in never]: never;
		};
		CompositeTypes: {
			[_ in never]: never;
		};
	};
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
	DefaultSchemaTableNameOrOptions extends
		| keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		| { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
				DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
			DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
			Row: infer R;
		}
		? R
		: never
	: DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
				Row: infer R;
			}
			? R
			: never
		: never;

export type TablesInsert<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Insert: infer I;
		}
		? I
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Insert: infer I;
			}
			? I
			: never
		: never;

export type TablesUpdate<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Update: infer U;
		}
		? U
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Update: infer U;
			}
			? U
			: never
		: never;

export type Enums<
	DefaultSchemaEnumNameOrOptions extends
		keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
	EnumName extends (DefaultSchemaEnumNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
		: never) = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
	: DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
		? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
		: never;

export type CompositeTypes<
	PublicCompositeTypeNameOrOptions extends
		keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
	CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
		: never) = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
	: PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
		? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
		: never;

export const Constants = {
	public: {
		Enums: {}
	}
} as const;
