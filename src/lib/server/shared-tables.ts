/**
 * Tables whose rows belong to no organization and so have no org_id: reads of them do not repeat
 * it. The policy lint holds this list to the database.
 */
export const sharedTables = ['organizations', 'users', 'user_emails'];
