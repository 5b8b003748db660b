import { expect, test } from '@jest/globals';
import { listenProblem } from './listenProblem.ts';

test.each([
  ['EADDRINUSE', 'Port 80 of h is in use; choose another --port, or 0 for a free one.'],
  ['EACCES', 'Port 80 may not be used by this user; choose a --port above 1023.'],
  ['EADDRNOTAVAIL', 'h is not an address of this machine; choose another --host.'],
  ['EMFILE', 'The server cannot listen on port 80 of h (EMFILE).'],
])('%s is told as: %s', (code, sentence) => {
  expect(listenProblem({ host: 'h', port: 80 }, Object.assign(new Error('listen'), { code })).message).toBe(sentence);
});
