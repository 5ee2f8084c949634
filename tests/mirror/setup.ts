import { stack } from '../stack.ts';

// Modules of the app that run in these tests read their settings where an app's are.
Object.assign(process.env, stack.env);
