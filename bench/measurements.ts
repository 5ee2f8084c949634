import type { Measurement } from './measurement.ts';
import { authStep } from './measurements/auth-step.ts';
import { dataApi } from './measurements/data-api.ts';
import { growth } from './measurements/growth.ts';
import { liveMembership } from './measurements/live-membership.ts';
import { pagesBesideNothing } from './measurements/pages.ts';
import { policies } from './measurements/policies.ts';
import { queriesInSql } from './measurements/queries-in-sql.ts';
import { queriesOverHttp } from './measurements/queries-over-http.ts';
import { stackStart } from './measurements/stack-start.ts';
import { weight } from './measurements/weight.ts';
import { worker } from './measurements/worker.ts';

/** All there is to measure, in the order of the table. */
export const measurements: Measurement[] = [
	queriesOverHttp,
	queriesInSql,
	policies,
	liveMembership,
	growth,
	dataApi,
	pagesBesideNothing,
	authStep,
	weight,
	worker,
	stackStart
];
