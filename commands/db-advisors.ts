import { supabase } from '../local/database.ts';
import { withDatabase } from './with-database.ts';

export default async function dbAdvisors(): Promise<number> {
	console.log(await withDatabase((url) => supabase(['db', 'advisors', `--remote=${url}`, '--level', 'info', '--output-format','json'])));
	return 0;
}
