import type { RequestHandler, Response } from 'express';
import { Router } from 'express';
import { Problem } from '../errors/problem.ts';

/** One address and what it does for each method. HEAD follows GET. */
export interface RouteDefinition {
  /** Express pattern below the API's prefix, for instance `/jobs/:jobId`. */
  readonly path: string;
  readonly get?: RequestHandler;
  readonly post?: RequestHandler;
}

/** A router for the routes, which answers 405 with `Allow` for every other method of an address that exists. */
export function routerOf(routes: readonly RouteDefinition[], prefix: string): Router {
  const router = Router({ caseSensitive: true });
  for (const { path, get, post } of routes) {
    const route = router.route(path);
    route.all((_, response, next) => {
      markRoute(response, `${prefix}${path}`);
      next();
    });
    if (get) route.get(get);
    if (post) route.post(post);
    route.all(methodNotAllowed([...(get ? ['GET', 'HEAD'] : []), ...(post ? ['POST'] : [])]));
  }
  return router;
}

function markRoute(response: Response, pattern: string): void {
  response.locals.route = pattern;
}

function methodNotAllowed(allowed: readonly string[]): RequestHandler {
  return (request) => {
    throw new Problem('METHOD_NOT_ALLOWED', `${request.method} is not known here; use ${allowed.join(' or ')}.`, {
      headers: { Allow: allowed.join(', ') },
    });
  };
}
