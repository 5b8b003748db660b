import { describe, expect, test } from '@jest/globals';
import { readConfig } from '@sqllint/core/config/readConfig';
import { callbackConfigSchema, callbackSettings } from './callbackSettings.ts';

const read = (environment: Record<string, string>) => callbackSettings(readConfig(callbackConfigSchema, environment));

describe('the settings of callbacks', () => {
  test('allow nothing but https on its port to public addresses', () => {
    expect(read({})).toMatchObject({ allowHttp: false, ports: [443], maxAttempts: 8, timeoutMs: 10_000 });
    expect(read({}).allowed.hasAddress('10.0.0.1')).toBe(false);
  });

  test('are read from the environment', () => {
    const settings = read({
      SQLLINT_CALLBACK_ALLOW: '10.0.0.0/8',
      SQLLINT_CALLBACK_ALLOW_HTTP: 'true',
      SQLLINT_CALLBACK_PORTS: '80, 8443',
    });
    expect(settings).toMatchObject({ allowHttp: true, ports: [80, 8443] });
    expect(settings.allowed.hasAddress('10.0.0.1')).toBe(true);
  });

  test.each([
    [
      { SQLLINT_CALLBACK_ALLOW: '10.0.0.0/64' },
      /SQLLINT_CALLBACK_ALLOW=10\.0\.0\.0\/64: "10\.0\.0\.0\/64" is no address/,
    ],
    [{ SQLLINT_CALLBACK_PORTS: '80,' }, /SQLLINT_CALLBACK_PORTS=80,: must be ports/],
    [{ SQLLINT_CALLBACK_SECRET: 'short' }, /SQLLINT_CALLBACK_SECRET=\(hidden\): must have at least 16/],
  ])('refuse %j in a sentence', (environment, message) => {
    expect(() => read(environment)).toThrow(message);
  });
});
