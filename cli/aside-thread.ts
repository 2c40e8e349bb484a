// The thread that aside.ts starts: does the work that it is given, and answers once.
import { parentPort, workerData } from 'node:worker_threads';
import { type AsideRequest, here } from './aside';

parentPort?.postMessage(await here(workerData as AsideRequest));
