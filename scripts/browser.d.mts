/** Types of browser.mjs, for the configurations written in TypeScript. */
export function findChromium(): string | undefined;
export const BASE_FLAGS: string[];
export const WEBGPU_FLAGS: string[];
