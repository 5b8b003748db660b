import { expect } from '@jest/globals';
import { problemSchema } from '../errors/problem.ts';

/** An answer, read. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape, and a wrong look fails the test
  readonly body: any;
}

export async function call(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  return call(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Asserts everything that every problem has in common, and returns its body. */
export function expectProblem(answer: Answer, status: number, code: string) {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { code } });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const body = problemSchema.parse(answer.body);
  expect(body.status).toBe(status);
  expect(body.type).toMatch(/^https:\/\/sqllint\.dev\/problems\/[a-z-]+$/);
  expect(body.request_id).toBe(answer.headers.get('x-request-id'));
  expect(body.detail).not.toBe('');
  expect(answer.body).not.toHaveProperty('stack');
  expect(JSON.stringify(answer.body)).not.toMatch(/\/tmp\/|node_modules|\.ts:\d/);
  return body;
}
