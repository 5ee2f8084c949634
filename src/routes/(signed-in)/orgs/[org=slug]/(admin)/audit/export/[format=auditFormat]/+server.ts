import { resolve } from '$app/paths';
import { todayIn } from '$lib/dates';
import { exportEvents } from '$lib/server/audit-export';
import { beginExport, notExported } from '$lib/server/exports';
import { inOrganization } from '$lib/server/organization';
import { orUnavailable } from '$lib/server/outage';
import { readerOf } from '$lib/server/reader';
import { speakerOf } from '$lib/server/speaker';
import { streamed } from '$lib/server/streamed';
import { readState } from '$lib/table/list-state';
import { withParams } from '$lib/with-params';
import { auditTable } from '../../audit-table';

const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' };

/** The audit log, or the part of it that its address asks for, for an admin to take along. */
export async function GET(event) {
	const here = inOrganization();
	const { format } = event.params;
	const query = withParams(event.url);
	const filters = query ? { filters: query.slice(0, 500) } : {};
	const allowed = await orUnavailable(event, beginExport('audit_events', { format, ...filters }));
	if (allowed.refused) {
		const page = resolve('/(signed-in)/orgs/[org=slug]/(admin)/audit/export', event.params);
		return notExported(allowed, query ? `${page}?${query}` : page);
	}

	const { zone } = readerOf(event, 'UTC');
	const asked = {
		...{ table: auditTable, state: readState(auditTable, event.url.searchParams) },
		calendar: { today: todayIn(zone), zone }
	};
	const events = exportEvents(format, asked, speakerOf(event, here));
	const file = `${here.slug}-audit-log-${todayIn(zone)}.${format}`;
	return new Response(streamed(events, event), {
		headers: {
			'content-type': types[format],
			'content-disposition': `attachment; filename="${file}"`
		}
	});
}
