/** The path that was given, as a name inside an archive: relative, without `.` and `..`. */
export function nameInArchive(path: string): string {
  return path
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');
}

/** Gives files whose names met (`../a/x.sql` and `a/x.sql`) a name of their own. */
export function uniqueNames<File extends { readonly name: string }>(files: readonly File[]): readonly File[] {
  const taken = new Set<string>();
  return files.map((file) => {
    let name = file.name;
    for (let copy = 2; taken.has(name); copy += 1) name = `${copy}/${file.name}`;
    taken.add(name);
    return name === file.name ? file : { ...file, name };
  });
}
