import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AdmissionLimits, createAdmission } from './createAdmission.ts';
import { type Candidate, compareCandidates } from './waitingLine.ts';

function candidate(uid: string, parts: Partial<Candidate> = {}): Candidate {
  return { uid, name: uid, namespace: 'a', priority: 0, createdAt: 1, ...parts };
}

function admissionOf(limits: Partial<AdmissionLimits> = {}) {
  const admitted: string[] = [];
  const admission = createAdmission({
    limits: { installation: 2, namespace: Number.POSITIVE_INFINITY, ...limits },
    onAdmitted: ({ name }) => admitted.push(name),
  });
  return { admission, admitted };
}

describe('slots', () => {
  test('nobody is admitted before everything that runs was counted', () => {
    const { admission, admitted } = admissionOf();
    expect(admission.request(candidate('x'))).toMatchObject({ kind: 'waiting', full: 'unknown', place: 1 });
    admission.hold({ uid: 'running', namespace: 'a', name: 'running' });
    admission.open();
    expect(admitted).toEqual(['x']);
    expect(admission.request(candidate('y'))).toMatchObject({ kind: 'waiting', full: 'installation', limit: 2 });
  });

  test('a slot is taken from the moment it is granted, and asking again does not take another', () => {
    const { admission } = admissionOf();
    admission.open();
    for (const uid of ['x', 'x', 'y']) expect(admission.request(candidate(uid))).toEqual({ kind: 'admitted' });
    expect(admission.request(candidate('z'))).toMatchObject({ kind: 'waiting' });
    expect(admission.held).toBe(2);
  });

  test('a slot that is free goes to the highest priority, then to the oldest, who is told', () => {
    const { admission, admitted } = admissionOf({ installation: 1 });
    admission.open();
    admission.request(candidate('first'));
    admission.request(candidate('young', { createdAt: 3 }));
    admission.request(candidate('old', { createdAt: 2 }));
    admission.request(candidate('urgent', { createdAt: 4, priority: 5 }));
    for (const uid of ['first', 'urgent', 'old']) admission.release(uid);
    expect(admitted).toEqual(['urgent', 'old', 'young']);
  });

  test('a job whose priority changes changes its place', () => {
    const { admission } = admissionOf({ installation: 1 });
    admission.open();
    admission.request(candidate('first'));
    admission.request(candidate('x', { createdAt: 2 }));
    expect(admission.request(candidate('y', { createdAt: 3 }))).toMatchObject({ place: 2, waiting: 2 });
    expect(admission.request(candidate('y', { createdAt: 3, priority: 1 }))).toMatchObject({ place: 1, waiting: 2 });
    expect(admission.request(candidate('x', { createdAt: 2 }))).toMatchObject({ place: 2, waiting: 2 });
  });

  test('a namespace with ten thousand jobs does not keep another one waiting', () => {
    const { admission, admitted } = admissionOf({ installation: 2 });
    admission.open();
    for (let n = 0; n < 10_000; n += 1) admission.request(candidate(`a${n}`, { createdAt: n, priority: 1000 }));
    admission.request(candidate('b', { namespace: 'b', createdAt: 20_000 }));
    admission.release('a0');
    expect(admitted).toEqual(['b']);
  });

  test('the limit of a namespace holds although the installation has room', () => {
    const { admission, admitted } = admissionOf({ installation: 10, namespace: 1 });
    admission.open();
    admission.request(candidate('x'));
    expect(admission.request(candidate('y'))).toMatchObject({ full: 'namespace', limit: 1 });
    expect(admission.request(candidate('z', { namespace: 'b' }))).toEqual({ kind: 'admitted' });
    admission.release('x');
    expect(admitted).toEqual(['y']);
  });

  test('a job that leaves the line is forgotten', () => {
    const { admission } = admissionOf({ installation: 1 });
    admission.open();
    admission.request(candidate('x'));
    admission.request(candidate('y'));
    admission.release('y');
    expect(admission.waiting).toBe(0);
    admission.release('x');
    expect(admission.held).toBe(0);
  });
});

const operations = fc.array(
  fc.record({
    what: fc.constantFrom('request', 'request', 'request', 'release', 'hold'),
    uid: fc.nat({ max: 30 }),
    priority: fc.nat({ max: 2 }),
  }),
  { maxLength: 120, size: 'max' },
);

const installation = 4;
const perNamespace = 3;

/** An admission, and beside it what it has answered so far. */
function observedAdmission() {
  const held = new Map<string, Candidate>();
  const waiting = new Map<string, Candidate>();
  const candidates = Array.from({ length: 31 }, (_, n) =>
    candidate(String(n), { namespace: `ns${n % 3}`, createdAt: n }),
  );
  const admit = (uid: string): void => {
    const admitted = candidates[Number(uid)];
    if (admitted) held.set(uid, admitted);
    waiting.delete(uid);
  };
  const admission = createAdmission({
    limits: { installation, namespace: perNamespace },
    onAdmitted: ({ name }) => admit(name),
  });
  admission.open();
  const perform: Readonly<Record<string, (wanted: Candidate) => void>> = {
    release: ({ uid }) => {
      held.delete(uid);
      waiting.delete(uid);
      admission.release(uid);
    },
    hold: (wanted) => {
      admission.hold(wanted);
      admit(wanted.uid);
    },
    request: (wanted) => {
      if (admission.request(wanted).kind === 'admitted') admit(wanted.uid);
      else waiting.set(wanted.uid, wanted);
    },
  };
  return { admission, held, waiting, perform, candidates };
}

test('whatever is asked, limits are kept, and no slot is idle while a job waits that may have it', () => {
  fc.assert(
    fc.property(operations, (history) => {
      const { admission, held, waiting, perform, candidates } = observedAdmission();
      const heldBy = (namespace: string) => [...held.values()].filter((job) => job.namespace === namespace).length;
      let forced = 0;
      for (const { what, uid, priority } of history) {
        const wanted = { ...(candidates[uid] ?? candidate(String(uid))), priority };
        if (what === 'hold' && !held.has(wanted.uid)) forced += 1;
        perform[what]?.(wanted);

        expect(admission.held).toBe(held.size);
        expect(admission.waiting).toBe(waiting.size);
        expect(held.size).toBeLessThanOrEqual(installation + forced);
        for (const job of waiting.values()) {
          expect(held.size >= installation || heldBy(job.namespace) >= perNamespace).toBe(true);
          const line = [...waiting.values()].filter(({ namespace }) => namespace === job.namespace);
          const before = line.filter((other) => compareCandidates(other, job) < 0).length;
          expect(admission.request(job)).toMatchObject({ kind: 'waiting', place: before + 1 });
        }
      }
    }),
    { numRuns: 200 },
  );
});
