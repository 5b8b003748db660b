import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { engineDir, python } from './testdata/testPool.ts';

/** Code, jump if true, jump if false, operand: one instruction of classic BPF. */
type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

interface Call {
  readonly number: number;
  readonly args?: readonly number[];
  /** How the call came into the kernel; the architecture's own way when absent. */
  readonly audit?: number;
}

const ownPid = 4711;
const audits = { x86_64: 0xc000003e, aarch64: 0xc00000b7, i386: 0x40000003, arm: 0x40000028 };
const script = `import json, sys; sys.path.insert(0, ${JSON.stringify(engineDir)})
from sqllint_engine.seccomp import ARCHITECTURES, program_for
print(json.dumps({name: program_for(of, ${ownPid}) for name, of in ARCHITECTURES.items()}))`;
const programs: Record<string, readonly Instruction[]> = JSON.parse(
  execFileSync(python, ['-I', '-B', '-c', script], { encoding: 'utf8' }),
);

const answers = new Map([
  [0x7fff0000, 'allowed'],
  [0x80000000, 'killed'],
  [0x00050001, 'EPERM'],
  [0x00050026, 'ENOSYS'],
]);

const jumps = new Map<number, (loaded: number, operand: number) => boolean>([
  [0x15, (loaded, operand) => loaded === operand],
  [0x35, (loaded, operand) => loaded >= operand],
  [0x45, (loaded, operand) => (loaded & operand) !== 0],
]);

/** Runs the filter as the kernel does, over `struct seccomp_data` (number, audit number, address, six arguments). */
function answerTo(program: readonly Instruction[], audit: number, call: Call): string | undefined {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, call.number, true);
  data.setUint32(4, call.audit ?? audit, true);
  for (const [index, value] of (call.args ?? []).entries()) {
    data.setBigUint64(16 + 8 * index, BigInt(value), true);
  }
  let loaded = 0;
  for (let at = 0; at < program.length; at += 1) {
    const [code, ifTrue, ifFalse, operand] = program[at] ?? [0, 0, 0, 0];
    if (code === 0x06) {
      return answers.get(operand);
    }
    if (code === 0x20) {
      loaded = data.getUint32(operand, true);
    } else {
      at += jumps.get(code)?.(loaded, operand) ? ifTrue : ifFalse;
    }
  }
  return undefined;
}

const writeOnly = 0o1;
const readWrite = 0o2;
const create = 0o100;
const truncate = 0o1000;
const temporary = 0o20200000 | readWrite;
const closeOnExec = 0o2000000;
/** The flags with which the C library starts a thread, a fork, a vfork, and a process in a user namespace. */
const asThread = 0x3d0f00;
const asFork = 0x1200011;
const asVfork = 0x4111;
const asContainer = 0x10000011;

type Row = [name: string, x86_64: Call | undefined, aarch64: Call | undefined, answer: string];

/** The same call on both architectures. */
function both(name: string, [x86, arm]: readonly [number, number], args: readonly number[], answer: string): Row {
  return [name, { number: x86, args }, { number: arm, args }, answer];
}

const openat = [257, 56] as const;
const clone = [56, 220] as const;
const fcntl = [72, 25] as const;

const rows: Row[] = [
  both('reads', [0, 63], [], 'allowed'),
  both('writes to what is open', [1, 64], [], 'allowed'),
  both('takes memory', [9, 222], [], 'allowed'),
  both('waits for a thread', [202, 98], [], 'allowed'),
  both('takes a signal', [13, 134], [], 'allowed'),
  both('leaves', [231, 94], [], 'allowed'),
  both('opens a file to read', openat, [0, 0, closeOnExec], 'allowed'),
  both('opens a file to write', openat, [0, 0, closeOnExec | writeOnly], 'EPERM'),
  both('opens a file to read and write', openat, [0, 0, readWrite], 'EPERM'),
  both('creates a file', openat, [0, 0, create], 'EPERM'),
  both('empties a file', openat, [0, 0, truncate], 'EPERM'),
  both('makes a temporary file', openat, [0, 0, temporary], 'EPERM'),
  ['opens a file to read, the old way', { number: 2, args: [0, 0] }, undefined, 'allowed'],
  ['opens a file to write, the old way', { number: 2, args: [0, writeOnly] }, undefined, 'EPERM'],
  ['creates a file, the old way', { number: 85 }, undefined, 'EPERM'],
  both('opens by openat2', [437, 437], [], 'EPERM'),
  both('starts a thread', clone, [asThread], 'allowed'),
  both('forks', clone, [asFork], 'EPERM'),
  both('forks with shared memory', clone, [asVfork], 'EPERM'),
  both('makes a namespace', clone, [asContainer], 'EPERM'),
  both('starts anything by clone3', [435, 435], [], 'ENOSYS'),
  ['forks, the old way', { number: 57 }, undefined, 'EPERM'],
  ['forks by vfork', { number: 58 }, undefined, 'EPERM'],
  both('executes a program', [59, 221], [], 'EPERM'),
  both('executes a program by execveat', [322, 281], [], 'EPERM'),
  both('makes a socket', [41, 198], [], 'EPERM'),
  both('makes a pair of sockets', [53, 199], [], 'EPERM'),
  both('binds', [49, 200], [], 'EPERM'),
  both('listens', [50, 201], [], 'EPERM'),
  both('accepts', [288, 242], [], 'EPERM'),
  both('connects', [42, 203], [], 'EPERM'),
  both('sends', [44, 206], [], 'EPERM'),
  both('sends a message', [46, 211], [], 'EPERM'),
  both('receives a message', [47, 212], [], 'EPERM'),
  both('sends any signal by kill', [62, 129], [ownPid], 'EPERM'),
  both('aborts itself', [234, 131], [ownPid, ownPid, 6], 'allowed'),
  both('sends a signal to a thread of another', [234, 131], [ownPid + 1, ownPid + 1, 6], 'EPERM'),
  both('queues a signal', [129, 138], [], 'EPERM'),
  both('has the kernel send signals to another', fcntl, [5, 8], 'EPERM'),
  both('makes a file close on exec', fcntl, [5, 2], 'allowed'),
  both('traces', [101, 117], [], 'EPERM'),
  both('reads the memory of another', [310, 270], [], 'EPERM'),
  both('writes the memory of another', [311, 271], [], 'EPERM'),
  both('changes its own limits', [302, 261], [0], 'allowed'),
  both('changes the limits of another', [302, 261], [1], 'EPERM'),
  both('asks whether a file is a terminal', [16, 29], [5, 0x5401], 'allowed'),
  both('types into a terminal', [16, 29], [0, 0x5412], 'EPERM'),
  both('mounts', [165, 40], [], 'EPERM'),
  both('uses the keys of the kernel', [250, 219], [], 'EPERM'),
  both('loads a BPF program', [321, 280], [], 'EPERM'),
  both('opens an io_uring', [425, 425], [], 'EPERM'),
  both('handles page faults', [323, 282], [], 'EPERM'),
  both('measures by perf events', [298, 241], [], 'EPERM'),
  both('makes a file in memory', [319, 279], [], 'EPERM'),
  both('lays a second filter', [317, 277], [], 'EPERM'),
  both('changes attributes of the process', [157, 167], [1, 0], 'EPERM'),
  both('makes a call of Linux 6.10', [462, 462], [], 'EPERM'),
  both('makes a call that is not known yet', [463, 463], [], 'ENOSYS'),
  ['comes as x32', { number: 0x40000000 }, undefined, 'killed'],
  ['comes from 32 bits', { number: 0, audit: audits.i386 }, { number: 63, audit: audits.arm }, 'killed'],
  ['comes from elsewhere', { number: 0, audit: audits.aarch64 }, { number: 63, audit: audits.x86_64 }, 'killed'],
];

describe.each([
  ['x86_64' as const, 1 as const],
  ['aarch64' as const, 2 as const],
])('on %s, an engine that', (name, column) => {
  const program = programs[name] ?? [];

  test.each(rows.filter((row) => row[column] !== undefined))('%s', (...row) => {
    expect(answerTo(program, audits[name], row[column] ?? { number: -1 })).toBe(row[3]);
  });
});
