import { expect, test } from '@jest/globals';
import { engineSizingOf } from './engineSizing.ts';

test.each([
  ['nothing said', {}, { engines: 1, engineMemoryMib: undefined }],
  ['half a CPU', { requests: { cpu: '500m' } }, { engines: 1, engineMemoryMib: undefined }],
  [
    'two CPUs and 2Gi',
    { requests: { cpu: '1' }, limits: { cpu: '2', memory: '2Gi' } },
    { engines: 2, engineMemoryMib: 896 },
  ],
  ['bytes', { limits: { memory: '1073741824' } }, { engines: 1, engineMemoryMib: 768 }],
  ['more CPUs than there is memory for', { limits: { cpu: '4', memory: '1Gi' } }, { engines: 3, engineMemoryMib: 256 }],
  ['just enough memory for one', { limits: { cpu: '4', memory: '512Mi' } }, { engines: 1, engineMemoryMib: 256 }],
  ['memory for none', { limits: { cpu: '4', memory: '511Mi' } }, { engines: 0, engineMemoryMib: undefined }],
  ['memory for not even the runner', { limits: { memory: '64Mi' } }, { engines: 0, engineMemoryMib: undefined }],
  ['a quantity that is none', { limits: { cpu: 'many', memory: 'much' } }, { engines: 1, engineMemoryMib: undefined }],
])('%s', (_, resources, sizing) => {
  expect(engineSizingOf(resources)).toEqual(sizing);
});
