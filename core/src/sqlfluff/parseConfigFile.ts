/** A configuration file of SQLFluff, or why it is none. */
export type ParsedConfigFile =
  /** Values as they are written, by path (`rules:capitalisation.keywords:ignore_words`). */
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  /** `line` counts from 1; `problem` is the end of a sentence. */
  | { readonly ok: false; readonly line: number; readonly problem: string };

/** One option while its value may still go on in the next lines. */
interface OpenOption {
  readonly path: string;
  readonly lines: string[];
}

/**
 * Reads an ini file as SQLFluff does, which is as Python's `configparser` with `=` as the only delimiter and without
 * interpolation: `#` and `;` begin a comment at the start of a line only, deeper lines continue a value, and what is
 * said twice is an error. Sections of other programs are skipped. A section `[DEFAULT]`, whose options Python adds to
 * all others, is an error.
 */
export function parseConfigFile(text: string): ParsedConfigFile {
  const reading = new Reading();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    const problem = reading.take(line);
    if (problem !== undefined) return { ok: false, line: index + 1, problem };
  }
  return { ok: true, values: reading.finish() };
}

class Reading {
  readonly #values = new Map<string, string>();
  readonly #seen = new Set<string>();
  #section: string | undefined;
  #option: OpenOption | undefined;
  #indent = 0;

  /** @returns what is wrong with the line */
  take(line: string): string | undefined {
    const value = line.trim();
    if (value.startsWith('#') || value.startsWith(';')) return undefined;
    if (value === '') {
      this.#option?.lines.push('');
      return undefined;
    }
    const indent = line.search(/\S/);
    if (this.#option !== undefined && indent > this.#indent) {
      this.#option.lines.push(value);
      return undefined;
    }
    this.#indent = indent;
    const header = /^\[(.+)\]/.exec(value)?.[1];
    return header === undefined ? this.#takeOption(value) : this.#takeSection(header);
  }

  finish(): Readonly<Record<string, string>> {
    this.#closeOption();
    return Object.fromEntries(this.#values);
  }

  #takeSection(name: string): string | undefined {
    this.#closeOption();
    if (name === 'DEFAULT') return 'has the section [DEFAULT], which is not taken; name the sections';
    if (!this.#isNew(`[${name}]`)) return 'has a section for the second time; write it once';
    this.#section = name;
    return undefined;
  }

  #takeOption(line: string): string | undefined {
    this.#closeOption();
    if (this.#section === undefined) return 'is in no section; begin with [sqlfluff]';
    const delimiter = line.indexOf('=');
    if (delimiter < 1) return 'is neither a section nor a setting with its value; write name = value';
    const name = line.slice(0, delimiter).trim();
    if (!this.#isNew(`[${this.#section}]${name}`)) return 'has a setting for the second time; write it once';
    const prefix = pathOfSection(this.#section);
    // SQLFluff takes a dot in a name as one more section.
    const path = prefix === undefined ? '' : prefix + name.split('.').join(':');
    this.#option = { path, lines: [line.slice(delimiter + 1).trim()] };
    return undefined;
  }

  #isNew(what: string): boolean {
    const isNew = !this.#seen.has(what);
    this.#seen.add(what);
    return isNew;
  }

  #closeOption(): void {
    if (this.#option !== undefined && this.#option.path !== '') {
      this.#values.set(this.#option.path, this.#option.lines.join('\n').trimEnd());
    }
    this.#option = undefined;
  }
}

/** What stands before the names of a section's options; undefined for sections of other programs. */
function pathOfSection(name: string): string | undefined {
  if (name === 'sqlfluff') return '';
  return name.startsWith('sqlfluff:') ? `${name.slice('sqlfluff:'.length)}:` : undefined;
}
