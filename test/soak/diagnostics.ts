import { writeFile } from 'node:fs/promises';
import type { World } from './world.ts';

/** What an engineer would ask first, into a file. */
export async function saveDiagnostics({ kubectl, cluster }: World, file: string): Promise<void> {
  const operators = await cluster.pods('app.kubernetes.io/component=operator').catch(() => []);
  const questions = [
    ['get', 'sqllintjobs', '--output', 'yaml'],
    ['get', 'jobs,pods', '--output', 'wide'],
    ['get', 'events', '--sort-by', '.lastTimestamp'],
    ...operators.flatMap(({ metadata: { name } }) => [
      ['logs', name, '--tail', '5000'],
      ['logs', name, '--previous', '--tail', '5000'],
    ]),
    ['logs', '--selector', 'app.kubernetes.io/component=gateway', '--tail', '5000'],
    ['logs', '--selector', 'app.kubernetes.io/component=pool-runner', '--tail', '2000', '--prefix'],
    ['logs', '--selector', 'app.kubernetes.io/component=lint-runner', '--tail', '200', '--prefix'],
  ];
  const answers = await Promise.all(
    questions.map(async (args) => {
      const { stdout, stderr } = await kubectl.attempt(args);
      return `### kubectl ${args.join(' ')}\n${stdout}\n${stderr}\n`;
    }),
  );
  await writeFile(file, answers.join('\n'));
  console.error(`What the cluster says about it: ${file}`);
}
