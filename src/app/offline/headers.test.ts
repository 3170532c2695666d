/** Header rewriting: isolation is added, a host's policy stays, bodies and statuses go through. */
import { describe, expect, it } from 'vitest';
import { isolated, isWhole } from './headers.ts';

const POLICY = "default-src 'none'";

describe('isolated', () => {
  it('adds isolation and the policy to a response that has neither, and keeps the rest', async () => {
    const response = isolated(new Response('body', { status: 404, statusText: 'gone', headers: { 'Content-Type': 'application/wasm' } }), POLICY);
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'application/wasm',
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect([response.status, response.statusText, await response.text()]).toEqual([404, 'gone', 'body']);
  });

  it('leaves the policy that a host sent as it is', () => {
    const sent = new Response('', { headers: { 'Content-Security-Policy': "default-src 'self'; sandbox" } });
    expect(isolated(sent, POLICY).headers.get('Content-Security-Policy')).toBe("default-src 'self'; sandbox");
  });

  it('gives a document without a policy none when told so', () => {
    expect(isolated(new Response(''), null).headers.has('Content-Security-Policy')).toBe(false);
  });

  it('replaces isolation headers that would not isolate', () => {
    const sent = new Response('', { headers: { 'Cross-Origin-Opener-Policy': 'unsafe-none' } });
    expect(isolated(sent, null).headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
  });

  it.each([204, 304])('lets a %i go through without a body', (status) => {
    expect(isolated(new Response(null, { status }), POLICY)).toMatchObject({ status, body: null });
  });

  it('hands on what it may not read', () => {
    const failed = Response.error();
    expect(isolated(failed, POLICY)).toBe(failed);
  });
});

describe('isWhole', () => {
  it.each([
    [200, 'basic', true],
    [206, 'basic', false],
    [404, 'basic', false],
    [200, 'cors', false],
    [0, 'opaque', false],
  ] as const)('a %i of type %s: %s', (status, type, expected) => {
    expect(isWhole({ status, type })).toBe(expected);
  });
});
