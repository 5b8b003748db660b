import { execa } from 'execa';

export interface KubectlOptions {
  readonly input?: string | Uint8Array;
  readonly timeoutMs?: number;
}

/** Runs the cluster's own kubectl in one namespace. */
export class Kubectl {
  readonly #program: string;
  readonly #kubeconfig: string;
  readonly namespace: string;

  constructor(options: { readonly program: string; readonly kubeconfig: string; readonly namespace: string }) {
    this.#program = options.program;
    this.#kubeconfig = options.kubeconfig;
    this.namespace = options.namespace;
  }

  /** @returns standard output; rejects with kubectl's own words */
  async run(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
    const outcome = await this.attempt(args, options);
    if (outcome.exitCode !== 0)
      throw new Error(`kubectl ${args.join(' ')}: ${outcome.stderr.trim() || 'no answer in time'}`);
    return outcome.stdout;
  }

  /** Like `run`, but a refusal is an answer too. */
  async attempt(
    args: readonly string[],
    options: KubectlOptions = {},
  ): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
    const result = await execa(
      this.#program,
      ['--kubeconfig', this.#kubeconfig, '--namespace', this.namespace, ...args],
      {
        reject: false,
        timeout: options.timeoutMs ?? 60_000,
        ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
      },
    );
    return { exitCode: result.exitCode ?? 1, stdout: result.stdout, stderr: result.stderr };
  }

  /** A long-running kubectl, such as port-forward. */
  start(args: readonly string[]) {
    return execa(this.#program, ['--kubeconfig', this.#kubeconfig, '--namespace', this.namespace, ...args], {
      reject: false,
      stdin: 'ignore',
      buffer: false,
      stderr: 'ignore',
    });
  }

  async json<Value>(args: readonly string[]): Promise<Value> {
    return JSON.parse(await this.run([...args, '--output', 'json'])) as Value;
  }

  async apply(manifest: object): Promise<void> {
    await this.run(['apply', '--filename', '-'], { input: JSON.stringify(manifest) });
  }
}
