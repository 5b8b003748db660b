// A runner's standby entry for tests: the job's name says how the assignment goes.
import { appendFileSync } from 'node:fs';

const log = (line) => appendFileSync(process.env.LOG, `${process.pid} ${line}\n`);
const finish = (assignment, exitCode, message) =>
  process.send({ type: 'finished', assignment, exitCode, ...(message && { message }) });

const behaviours = {
  ok: ({ assignment }) => setTimeout(() => finish(assignment, 0), 10),
  crash: () => process.kill(process.pid, 'SIGKILL'),
  fails: ({ assignment }) => finish(assignment, 3, 'the share is not there'),
  hang: () => undefined,
  deaf: () => undefined,
};
const current = new Map();

process.on('message', (message) => {
  log(`${message.type} ${message.name ?? ''}`.trim());
  if (message.type === 'shutdown') process.exit(0);
  if (message.type === 'abort' && !current.get(message.assignment).startsWith('deaf'))
    finish(message.assignment, 130, 'aborted');
  if (message.type !== 'assign') return;
  current.set(message.assignment, message.name);
  behaviours[message.name.split('-')[0]](message);
});
process.on('disconnect', () => process.exit(0));

if (process.env.NEVER_READY) process.exit(9);
process.send({ type: 'something', this: 'operator does not know' });
process.send({ type: 'ready' });
