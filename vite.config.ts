/** How the page is served and built: cross-origin isolated, and under a policy that lets nothing leave the machine. Knows nothing of tests. */
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { offline } from './scripts/offlinePlugin.ts';
import { ISOLATION_HEADERS } from './src/app/offline/headers.ts';

/** Cross-origin isolation: without it there is no SharedArrayBuffer and WebAssembly has one thread. */
export const isolationHeaders = { ...ISOLATION_HEADERS };

/**
 * Hashes of the two style elements that react-aria puts into the page (usePress, usePreventScroll), so that no other
 * inline style is let in. When a release changes their text, the journeys fail with the new hash in the message.
 */
const REACT_ARIA_STYLES = [
  "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='",
  "'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg='",
];

const directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'worker-src': ["'self'"],
  'connect-src': ["'self'"],
  'style-src': ["'self'", ...REACT_ARIA_STYLES],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  // hub.html, see below; it is opened when the user agrees to contact a hub.
  'frame-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

/**
 * hub.html is the only document that may connect beyond its origin. Its script narrows this further, to the one hub that the
 * user agreed to, before it fetches anything (src/app/airlock/frame.ts); a policy cannot be widened again.
 */
const hubDirectives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'connect-src': ["'self'", 'https:', 'http://localhost:*', 'http://127.0.0.1:*'],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
};

type Directives = Record<string, readonly string[]>;

const written = (policy: Directives): string =>
  Object.entries(policy)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');

/** No text becomes markup or code; src/app/trustedTypes.ts says which addresses become scripts. Not in development: hot reloading does both. */
const productionDirectives = { ...directives, 'require-trusted-types-for': ["'script'"], 'trusted-types': ['default'] };

/** A browser heeds frame-ancestors only in a header. */
const productionPolicy = written({ ...productionDirectives, 'frame-ancestors': ["'none'"] });

/** Hot reloading needs inline scripts and styles; what may be connected to stays as narrow. */
const developmentDirectives = {
  ...directives,
  'script-src': [...directives['script-src'], "'unsafe-inline'"],
  'style-src': ["'self'", "'unsafe-inline'"],
};

const isHub = (path: string): boolean => path.replace(/[?#].*$/, '').endsWith('/hub.html');

/** The policy as a header, of all that is served and of hub.html, which stands in a frame of this site. */
function policyInHeader(): Plugin {
  const send =
    (policy: string, hubPolicy: string) =>
    (request: { url?: string }, response: { setHeader(name: string, value: string): unknown }, next: () => void): void => {
      response.setHeader('Content-Security-Policy', isHub(request.url ?? '') ? hubPolicy : policy);
      next();
    };
  const hubPolicy = written({ ...hubDirectives, 'frame-ancestors': ["'self'"] });
  const hubDevelopmentPolicy = written({ ...hubDirectives, 'script-src': developmentDirectives['script-src'] });
  return {
    name: 'policy-in-header',
    configureServer: ({ middlewares }) => void middlewares.use(send(written(developmentDirectives), hubDevelopmentPolicy)),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(send(productionPolicy, hubPolicy)),
  };
}

/** Writes the policy into the page itself, for hosts that send no headers. Workers take theirs from a header only. */
function policyInPage(): Plugin {
  return {
    name: 'policy-in-page',
    apply: 'build',
    transformIndexHtml: (_html, { path }) => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: written(isHub(path) ? hubDirectives : productionDirectives) },
        injectTo: 'head-prepend',
      },
    ],
  };
}

export default defineConfig({
  base: './',
  plugins: [react(), policyInPage(), policyInHeader(), offline(productionPolicy)],
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  worker: { format: 'es' },
  // ONNX Runtime finds its WebAssembly beside its own module; pre-bundling would move one without the other.
  optimizeDeps: {
    // What only the worker imports is found too late by itself, and would reload the first page.
    include: ['@bufbuild/protobuf/wire', '@huggingface/tokenizers', 'papaparse', 'voy-search/voy_search_bg.js'],
    exclude: ['onnxruntime-web'],
  },
  build: { target: 'esnext', rolldownOptions: { input: ['index.html', 'hub.html'] } },
});
