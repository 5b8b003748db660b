import type { Response } from 'express';
import { Problem } from '../errors/problem.ts';

/** Counts the answer in until its connection has no more to do with it. */
export type AdmitAnswer = (response: Response) => void;

/**
 * At most so many answers of one kind on their way at once, since each holds memory or a file until its reader has it.
 * Ask before anything is awaited: the end of an answer whose caller has left already would not be seen.
 * @param sentence for the caller that is one too many; it gets a 503 with `Retry-After`
 */
export function boundedAnswers(limit: number, sentence: string): AdmitAnswer {
  let open = 0;
  return (response) => {
    if (open >= limit) throw new Problem('UNAVAILABLE', sentence, { retryAfter: 10 });
    open += 1;
    response.once('close', () => {
      open -= 1;
    });
  };
}
