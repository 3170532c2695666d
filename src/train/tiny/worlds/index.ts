/** Invented worlds for training the tiny models: seeded passages with questions, cloze tables and random text. The only file that others import. */
export { createRng, hashString, isHeldOut } from './rng.ts';
export type { Rng } from './rng.ts';
export { splitWord, type Split } from './names.ts';
export { generateWorld } from './engine.ts';
export type { World, WorldOptions, WorldPassage, WorldQuestion } from './engine.ts';
export { generateCloze, generateRandomText } from './cloze.ts';
export type { Cloze } from './cloze.ts';
export { ENTITY_TYPES } from './domains.ts';
