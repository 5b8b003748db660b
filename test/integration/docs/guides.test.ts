import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkProfile } from '@sqllint/core/profile/checkProfile';
import { parseNewSpec } from '@sqllint/core/resource/parseJob';
import { sourceSchema, specSchema, statusSchema } from '@sqllint/core/resource/sqlLintJob';
import { profileSpecSchema } from '@sqllint/core/resource/sqlLintProfile';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { apiRoutes } from '../../../api-gateway/src/app.ts';
import { gatewayConfigSchema } from '../../../api-gateway/src/config.ts';
import type { GatewayContext } from '../../../api-gateway/src/context.ts';
import { catalogue } from '../../../api-gateway/src/errors/catalogue.ts';
import { defaultSettings } from '../../../api-gateway/src/settings.ts';
import { optionsSchema, submissionSchema } from '../../../api-gateway/src/submissions/schema.ts';
import { mainHelp, standaloneHelp, submitHelp } from '../../../cli/src/command/help.ts';
import { runnerEnvironment } from '../../../lint-runner/src/runner/environment.ts';
import { callbackConfigSchema } from '../../../operator/src/callbacks/callbackSettings.ts';
import { migrateConfigSchema, operatorConfigSchema } from '../../../operator/src/config/operatorConfig.ts';
import { retentionConfigSchema } from '../../../operator/src/config/retentionConfig.ts';
import { repository } from '../../standalone/startStandalone.ts';
import { anchorsOf, codeBlocks, localLinks } from './markdown.ts';

/** What the pages list is what there is. */

const pages = globSync(['*.md', 'docs/**/*.md', 'test/**/*.md'], {
  cwd: repository,
  exclude: (name) => name.includes('node_modules'),
});

function page(name: string): string {
  return readFileSync(join(repository, name), 'utf8');
}

/** Both languages of a guide. */
function guide(name: string): readonly (readonly [string, string])[] {
  return ['', '.zh-CN'].map((language) => {
    const file = `docs/guides/${name}${language}.md`;
    return [file, page(file)] as const;
  });
}

function inCode(words: Iterable<string>): readonly string[] {
  return [...words].map((word) => `\`${word}\``);
}

function missing(text: string, words: readonly string[]): readonly string[] {
  return words.filter((word) => !text.includes(word));
}

describe('links', () => {
  test.each(pages)('of %s lead to files and headings that exist', (name) => {
    const broken = localLinks(page(name)).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(repository, name) : resolve(repository, dirname(name), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(decodeURIComponent(anchor));
    });
    expect(broken).toEqual([]);
  });

  test('lead to every decision from the list of them', () => {
    const decisions = globSync('docs/adr/[0-9]*.md', { cwd: repository }).map((file) => relative('docs/adr', file));
    expect([...localLinks(page('docs/adr/README.md'))].sort()).toEqual(decisions.sort());
  });
});

describe.each(guide('http'))('%s', (_, text) => {
  test('has every route of the gateway, and no other', () => {
    const context = { settings: defaultSettings } as unknown as GatewayContext;
    const routes = apiRoutes(context).flatMap(({ path, get, post }) => {
      const shown = path.replace(':jobId', '{job_id}').replace(':taskId', '{task_id}');
      return [...(get ? [`GET ${shown}`] : []), ...(post ? [`POST ${shown}`] : [])];
    });
    const listed = [...text.matchAll(/`((?:GET|POST) \/[a-z][^`]*)`/g)].map(([, route = '']) => route);
    // On a port of its own.
    expect(new Set(listed.filter((route) => route !== 'GET /metrics'))).toEqual(new Set(routes));
  });

  test('has every field of a submission, and every error', () => {
    const fields = [...Object.keys(submissionSchema.shape), ...Object.keys(optionsSchema.shape)];
    expect(missing(text, inCode(fields))).toEqual([]);
    const errors = Object.entries(catalogue).map(([code, { status }]) => ({ code, status }));
    const row = (status: number) => text.split('\n').find((line) => line.startsWith(`| ${status} |`)) ?? '';
    expect(errors.filter(({ code, status }) => !row(status).includes(`\`${code}\``))).toEqual([]);
  });
});

describe.each(guide('standalone'))('%s', (_, text) => {
  test('has every option of the two commands', () => {
    const options = [standaloneHelp, submitHelp].flatMap((help) => help.match(/^ {2}--[a-z-]+/gm) ?? []);
    const shown = options.map((option) => `\`${option.trim()}`).filter((option) => option !== '`--help');
    expect(shown.length).toBeGreaterThan(10);
    expect(missing(text, shown)).toEqual([]);
    expect(mainHelp).toMatch(/standalone[\s\S]*submit/);
  });
});

describe.each(guide('kubernetes'))('%s', (_, text) => {
  test('has every field of a SqlLintJob', () => {
    const fields = (section: string) => {
      const from = text.indexOf(`### ${section}\n`);
      return text.slice(from, text.indexOf('\n#', from + 4));
    };
    const spec = Object.keys(specSchema.shape).map((field) => (field === 'submitter' ? 'submitter.userId' : field));
    expect(missing(fields('spec'), inCode(spec))).toEqual([]);
    const sources = Object.keys(sourceSchema.shape).map((kind) => `\`source.${kind}.`);
    expect(missing(fields('spec'), sources)).toEqual([]);
    expect(missing(fields('status'), inCode(Object.keys(statusSchema.shape)))).toEqual([]);
  });

  test('has every field of a SqlLintProfile', () => {
    const section = text.slice(text.indexOf('### SqlLintProfile\n'));
    const fields = Object.entries(profileSpecSchema.shape).flatMap(([field, schema]) =>
      field === 'gate' || field === 'limits' ? nestedFields(field, schema) : [field],
    );
    expect(fields.length).toBeGreaterThan(12);
    expect(missing(section.slice(0, section.indexOf('\n## ')), inCode(fields))).toEqual([]);
  });

  test('has every setting of the environment', () => {
    const schemas = [gatewayConfigSchema, operatorConfigSchema, migrateConfigSchema, runnerEnvironment];
    const settings = schemas.flatMap((schema) => Object.keys(schema.shape));
    expect(missing(text, inCode(settings))).toEqual([]);
  });
});

describe.each(guide('callbacks'))('%s', (_, text) => {
  test('has every setting of callbacks and of the retention', () => {
    const settings = [callbackConfigSchema, retentionConfigSchema].flatMap((schema) => Object.keys(schema.shape));
    expect(missing(text, inCode(settings))).toEqual([]);
  });
});

function nestedFields(field: string, schema: z.ZodType): readonly string[] {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return inner instanceof z.ZodObject ? Object.keys(inner.shape).map((name) => `${field}.${name}`) : [];
}

describe('the values of the chart', () => {
  const values: unknown = parse(page('charts/sqllint/values.yaml'));

  const guides = [...guide('kubernetes'), ...guide('namespaces')];

  test.each(['README.md', 'README.zh-CN.md', ...guides.map(([file]) => file)])('that %s sets are there', (name) => {
    const text = page(name);
    const files = codeBlocks(text).filter(
      ({ language, text: yaml }) => language === 'yaml' && /^# .*values/.test(yaml),
    );
    const set = [
      ...[...text.matchAll(/--set ([\w.]+)=/g)].map(([, path = '']) => path),
      ...[
        ...text.matchAll(
          /`((?:image|share|database|runner|gateway|operator|pool|callbacks|migration|metrics)\.\w[\w.]*)[`:]/g,
        ),
      ].map(([, path = '']) => path),
      ...files.flatMap(({ text: yaml }) => leavesOf(parse(yaml))),
    ];
    expect(set.length).toBeGreaterThan(3);
    expect(set.filter((path) => !has(values, path.split('.')))).toEqual([]);
  });
});

function leavesOf(value: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function has(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return typeof value === 'object' && value !== null && key in value && has(Reflect.get(value, key), rest);
}

describe('resources', () => {
  const files = globSync('docs/examples/*.yaml', { cwd: repository }).map((name) => [name, page(name)] as const);
  const blocks = pages.flatMap((name) =>
    codeBlocks(page(name))
      .filter(({ language, text }) => language === 'yaml' && /^kind: SqlLint/m.test(text))
      .map(({ text }) => [name, text] as const),
  );

  test.each([...files, ...blocks])('of %s are taken', (_, yaml) => {
    const documents = parseAllDocuments(yaml).map((document) => document.toJS() as { kind: string; spec: unknown });
    const ours = documents.filter(({ kind }) => kind.startsWith('SqlLint'));
    expect(ours.length).toBeGreaterThan(0);
    for (const { kind, spec } of ours) {
      if (kind === 'SqlLintJob') expect(() => parseNewSpec(spec)).not.toThrow();
      else expect(checkProfile({ namespace: 'sqllint', name: kind, spec })).toMatchObject({ ok: true });
    }
  });
});
