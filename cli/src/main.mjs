// Why not `import`: see command/builtins.ts. Three modules would take 1 ms.
const { enableCompileCache } = process.getBuiltinModule('node:module');
const { homedir } = process.getBuiltinModule('node:os');
const { join } = process.getBuiltinModule('node:path');

// The entry point is JavaScript because Node needs 40 ms to load what strips types; from its compile cache the
// TypeScript below comes without that. The cache is in the user's own folder: in a shared one (Node's default is
// below /tmp) another user could put code there first. Everything else is imported after this line for that reason.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'sqllint', 'compile'));

const { runCommandLine } = await import('./command/commandLine.ts');
process.exitCode = await runCommandLine(process.argv.slice(2));
