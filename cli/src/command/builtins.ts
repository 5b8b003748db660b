/**
 * Modules of Node as `submit` uses them. `import` of such a module copies all its exports, and with them reads those
 * that load further modules when they are first read: of node:fs the promises and streams, of node:http a second HTTP
 * client. That would take half as long as Node's own start (node:util alone 2 ms); this takes a tenth of it.
 */
export const fs = process.getBuiltinModule('node:fs');
export const util = process.getBuiltinModule('node:util');
export const zlib = process.getBuiltinModule('node:zlib');

/** The module for a server's protocol. */
export function httpModule(server: string) {
  return process.getBuiltinModule(server.startsWith('https:') ? 'node:https' : 'node:http');
}
