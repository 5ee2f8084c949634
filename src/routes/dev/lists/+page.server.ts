import { addresses } from './states.server';

export const load = () => ({ title: 'Every state of every list', addresses });
